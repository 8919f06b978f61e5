import assert from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import type { Acts } from "../../worker/desk.ts";
import { carryOut, readOrder } from "../../worker/orders.ts";

const done: string[] = [];
const note = (text: string) => {
  done.push(text);
  return Promise.resolve({ ok: true });
};
const acts: Acts = {
  usage: () => note("usage"),
  stats: ({ samples }) => note(`stats ${samples}`),
  debug: () => note("debug"),
  input: ({ bytes, eof }) => note(`input ${bytes.length} ${eof}`),
  signal: (signal) => note(signal),
  logging: (what) => note(`logging ${what}`),
  rules: (rules) => note(`rules ${rules.length}`),
  pause: () => note("pause"),
  resume: () => note("resume"),
  stop: (graceMs) => note(`stop ${graceMs}`),
};

const head = { kind: "order", id: 1 };
const GOOD: readonly [object, string | undefined][] = [
  [{ ...head, order: "ping" }, undefined],
  [{ ...head, order: "usage" }, "usage"],
  [{ ...head, order: "stats", samples: 0 }, "stats 0"],
  [{ ...head, order: "stats", samples: LIMITS.samples }, `stats ${LIMITS.samples}`],
  [{ ...head, order: "debug" }, "debug"],
  [{ ...head, order: "input", bytes: new Uint8Array(), eof: true }, "input 0 true"],
  [
    { ...head, order: "input", bytes: new Uint8Array(LIMITS.inputChunkBytes), eof: false },
    `input ${LIMITS.inputChunkBytes} false`,
  ],
  [{ ...head, order: "signal", signal: "SIGHUP" }, "SIGHUP"],
  [{ ...head, order: "pause" }, "pause"],
  [{ ...head, order: "resume" }, "resume"],
  [{ ...head, order: "logging", do: "on" }, "logging on"],
  [{ ...head, order: "logging", do: "off" }, "logging off"],
  [{ ...head, order: "logging", do: "clear" }, "logging clear"],
  [{ ...head, order: "logging", do: "trim" }, "logging trim"],
  [{ ...head, order: "stop", graceMs: 0 }, "stop 0"],
  [{ ...head, order: "stop", graceMs: LIMITS.graceMaxMs }, `stop ${LIMITS.graceMaxMs}`],
];

for (const [message, act] of GOOD) {
  Deno.test(`carryOut() does ${JSON.stringify(message)}`, async () => {
    done.length = 0;
    assert.deepEqual(await carryOut(readOrder(message), acts), { ok: true });
    assert.deepEqual(done, act === undefined ? [] : [act]);
  });
}

const BAD: readonly object[] = [
  {},
  { ...head },
  { ...head, kind: "request", order: "ping" },
  { kind: "order", order: "ping" },
  { ...head, id: -1, order: "ping" },
  { ...head, id: 1.5, order: "ping" },
  { ...head, id: "1", order: "ping" },
  { ...head, order: "run" },
  { ...head, order: "stats" },
  { ...head, order: "stats", samples: LIMITS.samples + 1 },
  { ...head, order: "input" },
  { ...head, order: "input", bytes: "text", eof: false },
  { ...head, order: "input", bytes: new Uint8Array() },
  { ...head, order: "input", bytes: new Uint8Array(LIMITS.inputChunkBytes + 1), eof: false },
  { ...head, order: "signal" },
  { ...head, order: "signal", signal: "TERM" },
  { ...head, order: "signal", signal: 15 },
  { ...head, order: "logging" },
  { ...head, order: "logging", do: "drop" },
  { ...head, order: "stop" },
  { ...head, order: "stop", graceMs: -1 },
  { ...head, order: "stop", graceMs: 0.5 },
  { ...head, order: "stop", graceMs: LIMITS.graceMaxMs + 1 },
];

for (const message of BAD) {
  Deno.test(`readOrder() refuses ${JSON.stringify(message)}`, () => {
    assert.throws(() => readOrder(message), /^Error: bad order: /);
  });
}

Deno.test("carryOut() answers with a failure, cut to its bound, and never rejects", async () => {
  const failing: Acts = { ...acts, usage: () => Promise.reject(new Error("x".repeat(1000))) };
  const answer = await carryOut(readOrder({ ...head, order: "usage" }), failing);
  assert.deepEqual(answer, { ok: false, detail: "x".repeat(LIMITS.reasonChars) });
});
