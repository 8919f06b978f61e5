import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import type { ProcessRow } from "../../system/ps.ts";
import { CpuTime } from "../../worker/cpu_time.ts";

const row: ProcessRow = {
  pgid: 10,
  pid: 10,
  isZombie: false,
  state: "R",
  threads: 1,
  cpuPercent: 0,
  memoryPercent: 0,
  cpuMs: 0,
  cpuStepMs: 1000,
  ageMs: 0,
  rssBytes: 0,
  virtualBytes: 0,
  nice: 0,
  priority: 0,
};

/** What ps(1) shows of a process that was born at `birth` and used `cpuMs`. */
function shown(pid: number, given: { birth: number; cpuMs: number; now: number }): ProcessRow {
  const livedMs = Math.max(1, given.now - given.birth);
  return {
    ...row,
    pid,
    cpuMs: Math.floor(given.cpuMs / 1000) * 1000,
    ageMs: Math.floor(livedMs / 1000) * 1000,
    cpuPercent: Math.floor(given.cpuMs / livedMs * 1000) / 10,
  };
}

Deno.test("CpuTime knows a young job to some milliseconds where ps(1) tells whole seconds", () => {
  const time = new CpuTime(5000);
  for (const now of [5200, 6000, 7000, 9000, 13_000]) {
    const used = 0.75 * (now - 5000);
    const sum = time.sum([shown(10, { birth: 5000, cpuMs: used, now })], now);
    ok(Math.abs(sum - used) <= 10, `at ${now}: ${sum} instead of ${used}`);
  }
});

Deno.test("CpuTime gives the difference of two looks at an even load: of the leader to some milliseconds, of others to half a second", () => {
  const Load = fc.record({
    pid: fc.constantFrom(10, 11),
    birth: fc.nat({ max: 20_000 }),
    percent: fc.integer({ min: 0, max: 99 }),
    ms: fc.integer({ min: 500, max: 8000 }),
  });
  fc.assert(fc.property(Load, ({ pid, birth, percent, ms }) => {
    const time = new CpuTime(pid === 10 ? birth : 0);
    const cpuAt = (now: number) => percent / 100 * (now - birth);
    const look = (now: number) => time.sum([shown(pid, { birth, cpuMs: cpuAt(now), now })], now);
    const first = look(birth + 700);
    const error = look(birth + 700 + ms) - first - percent / 100 * ms;
    ok(Math.abs(error) <= (pid === 10 ? 20 : 520), `${error}`);
  }));
});

Deno.test("CpuTime never leaves the second that ps(1) told", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({ cpuMs: fc.nat(1e9), cpuPercent: fc.nat(900), ageMs: fc.nat(1e9) }),
      { maxLength: 5 },
    ),
    fc.nat(1e9),
    (rows, now) => {
      const shownRows = rows.map((each, pid) => ({ ...row, ...each, pid }));
      const told = shownRows.reduce((all, { cpuMs }) => all + cpuMs, 0);
      const sum = new CpuTime(0).sum(shownRows, now);
      ok(sum >= told && sum <= told + 1000 * rows.length);
    },
  ));
});

Deno.test("CpuTime takes a finer clock as it is, and one without an age", () => {
  const time = new CpuTime(0);
  equal(time.sum([{ ...row, cpuMs: 530, cpuStepMs: 10, cpuPercent: 99 }], 900), 530);
  equal(time.sum([{ ...row, cpuMs: 2000, ageMs: undefined, cpuPercent: 99 }], 5000), 2000);
  equal(time.sum([], 1), 0);
});

Deno.test("CpuTime sees that a number is another's by now", () => {
  const time = new CpuTime(0);
  time.sum([shown(10, { birth: 0, cpuMs: 100_000, now: 100_000 })], 100_000);
  const sum = time.sum([shown(10, { birth: 100_500, cpuMs: 1000, now: 103_000 })], 103_000);
  ok(sum <= 1999, `${sum}`);
});
