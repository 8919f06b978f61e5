import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { LimitsShape } from "../../job/limits_shape.ts";
import { limitsWish, parseIoPriority, parseMask } from "../../job/limits_wish.ts";
import { ioText, LIMIT_KINDS, limitWords, parseLimits } from "../../job/resource_limits.ts";

Deno.test("parseLimits() reads each kind with its unit", () => {
  deepEqual(parseLimits("cpu=10m,mem=1G, files=256 ,procs=64,fsize=512K,core=0"), {
    ...{ cpuMs: 600_000, memoryBytes: 2 ** 30, files: 256, procs: 64 },
    ...{ fileBytes: 2 ** 19, coreBytes: 0 },
  });
  deepEqual(parseLimits("cpus=1.5"), { cpus: 1.5 });
  throws(
    () => parseLimits("cpus=1.505"),
    /is no value for cpus: it is 0.01 to 1024 in steps of 0.01$/,
  );
});

for (const { name, field, least, most, step, unit } of LIMIT_KINDS) {
  const word = (value: number) => `${name}=${unit === "time" ? `${value}ms` : value}`;
  Deno.test(`parseLimits() and LimitsShape take ${name} from its least to its most, and no more`, () => {
    for (const value of [least, most, least + step]) {
      deepEqual(parseLimits(word(value)), { [field]: value });
      deepEqual(v.parse(LimitsShape, { [field]: value }), { [field]: value });
    }
    const wrong = [least - step, most + step, least + step / 2, ...step > 1 ? [least + 1] : []];
    for (const value of wrong) {
      throws(() => parseLimits(word(value)), /is no (value|limit)/);
      throws(() => v.parse(LimitsShape, { [field]: value }), /the limit|Invalid/);
    }
  });
}

Deno.test("parseLimits() refuses what is no limit, with what was expected", () => {
  for (const text of ["", "cpu", "=1", "cpu=", "cpu=x", "x=1", "mem=-1", "files=1e3", "cpu=1s,"]) {
    throws(() => parseLimits(text), /is no limit: write NAME=VALUE|is no value for/, text);
  }
  throws(() => parseLimits("cpu=1s,cpu=2s"), { message: "cpu is limited twice" });
});

Deno.test("limitWords() writes what parseLimits() reads", () => {
  const kind = fc.constantFrom(...LIMIT_KINDS).chain((each) =>
    fc.integer({ min: each.least / each.step, max: each.most / each.step })
      .map((steps) => [each.field, Number((steps * each.step).toFixed(2))])
  );
  fc.assert(
    fc.property(fc.uniqueArray(kind, { selector: ([field]) => field, minLength: 1 }), (all) => {
      const limits = Object.fromEntries(all);
      deepEqual(parseLimits(limitWords(limits).join(",")), limits);
    }),
  );
});

Deno.test("limitsWish() joins options, and refuses one that is there twice", () => {
  deepEqual(limitsWish({}), {});
  deepEqual(
    limitsWish({ limit: [{ files: 99 }, { procs: 9 }], nice: 0, ionice: { class: "idle" } }),
    { limits: { files: 99, procs: 9, nice: 0, io: { class: "idle" } } },
  );
  const twice = limitsWish({ limit: [{ files: 99 }, { files: 9 }] });
  deepEqual(twice, { problem: "Cannot use --limit: files is limited twice" });
});

Deno.test("parseIoPriority() reads words and numbers of ionice(1), and ioText() writes them", () => {
  deepEqual(parseIoPriority("3"), { class: "idle" });
  deepEqual(parseIoPriority("2:7"), { class: "best-effort", level: 7 });
  equal(ioText(parseIoPriority("realtime:0")), "realtime:0");
  equal(ioText(parseIoPriority("idle")), "idle");
  for (const text of ["", "4", "idle:0", "best-effort:8", "best-effort:", "x"]) {
    throws(() => parseIoPriority(text), /it is none of idle/, text);
  }
});

Deno.test("parseMask() reads octal digits alone", () => {
  deepEqual(["022", "0077", "7", "000"].map(parseMask), [0o22, 0o77, 7, 0]);
  for (const text of ["", "8", "1777", "0x1", "-1"]) throws(() => parseMask(text), /it is no mask/);
});

Deno.test("LimitsShape has bounds for a niceness and a disk priority", () => {
  for (const limits of [{ nice: -20 }, { nice: 19 }, { io: { class: "idle" } }]) {
    deepEqual(v.parse(LimitsShape, limits), limits);
  }
  const wrong = [{ nice: 20 }, { nice: -21 }, { io: { class: "idle", level: 1 } }, {
    io: { class: "x" },
  }];
  for (const limits of wrong) equal(v.safeParse(LimitsShape, limits).success, false);
});
