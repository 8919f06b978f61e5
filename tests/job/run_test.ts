import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import {
  cutReason,
  type EndedState,
  fileDate,
  type Final,
  FinalShape,
  type RunState,
  RunStateShape,
  type Started,
  StartedShape,
  type Ticket,
  TicketShape,
  type Usage,
  UsageShape,
} from "../../job/run.ts";
import { LIMITS } from "../../limits.ts";

const nonce = "0123456789abcdef";
const boot = "b".repeat(64);

const ticket: Ticket = {
  run: 7,
  job: 3,
  name: "build",
  nonce,
  mode: "run",
  graceMs: 0,
  timeoutMs: 0,
  orphan: "kill",
  output: "pipe",
  debug: false,
};
const started: Started = { nonce, boot, pid: 2, at: 1764003600025 };
const ended: EndedState = {
  phase: "ended",
  outcome: { kind: "exited", code: 0 },
  pid: 2,
  startedAt: 0,
  endedAt: 1,
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
  leftBehind: false,
  timedOut: false,
};
const usage: Usage = {
  at: 1,
  processes: 1,
  threads: 1,
  cpuPercent: 99.9,
  memoryPercent: 0,
  cpuMs: 0,
  rssBytes: 0,
  virtualBytes: 0,
  nice: -20,
  priority: -100,
  stdoutBytes: 0,
  stderrBytes: 0,
};
const states: readonly RunState[] = [
  { phase: "preparing" },
  { phase: "running", pid: 2, startedAt: 0 },
  ended,
];

Deno.test("TicketShape, StartedShape, FinalShape and UsageShape take what chored and worker write", () => {
  deepEqual(v.parse(TicketShape, ticket), ticket);
  deepEqual(v.parse(StartedShape, started), started);
  deepEqual(v.parse(UsageShape, usage), usage);
  for (const state of states) {
    const final: Final = { nonce, boot, state };
    deepEqual(v.parse(FinalShape, final), final);
  }
});

Deno.test("RunStateShape takes an end of which neither pid nor start is known", () => {
  const { pid: _, startedAt: __, ...rest } = ended;
  deepEqual(v.parse(RunStateShape, rest), rest);
});

Deno.test("TicketShape and RunStateShape read what was written before there were time limits", () => {
  const { timeoutMs: _, ...oldTicket } = ticket;
  const { timedOut: __, ...oldEnd } = ended;
  deepEqual(v.parse(TicketShape, oldTicket), ticket);
  deepEqual(v.parse(RunStateShape, oldEnd), ended);
});

/** One field of a good record made wrong, in each way that it can be. */
const WRONG: readonly (readonly [string, v.GenericSchema, object])[] = [
  ...wrongNonces(TicketShape, ticket),
  ...wrong(TicketShape, ticket, { run: [-1, 0.5, "7", undefined], job: [-1, null] }),
  ...wrong(TicketShape, ticket, { name: [7, undefined], mode: ["walk", 1], debug: ["yes", 1] }),
  ...wrong(TicketShape, ticket, { graceMs: [-1], orphan: ["nurse"], output: ["tee"] }),
  ...wrong(TicketShape, ticket, { timeoutMs: [-1, 0.5, "7"] }),
  ...wrongNonces(StartedShape, started),
  ...wrong(StartedShape, started, { pid: [1, 0, -7, 2.5, "2"], at: [-1, 0.5, "now", undefined] }),
  ...wrong(StartedShape, started, { boot: ["b".repeat(65), 7, undefined] }),
  ...wrong(RunStateShape, states[1] ?? {}, { pid: [1, undefined], startedAt: [-1, undefined] }),
  ...wrong(RunStateShape, ended, { phase: ["over", undefined], outcome: [{}, null] }),
  ...wrong(RunStateShape, ended, { endedAt: [-1, 0.5, 1e300, LIMITS.dateMs + 1] }),
  ...wrong(RunStateShape, ended, {
    stdoutBytes: [-1, 0.5, 2 ** 53, 2 ** 60, 1e300],
    stderrBytes: [-1],
    droppedBytes: [-1],
  }),
  ...wrong(RunStateShape, ended, { leftBehind: [0, undefined], endedAt: [-1, undefined] }),
  ...wrong(RunStateShape, ended, { timedOut: [0, "yes", null] }),
  ...wrong(UsageShape, usage, { cpuPercent: [-0.1], nice: [0.5], processes: [0.5, -1] }),
];

function wrong(
  shape: v.GenericSchema,
  good: object,
  fields: Record<string, unknown[]>,
): (readonly [string, v.GenericSchema, object])[] {
  return Object.entries(fields).flatMap(([field, values]) =>
    values.map((value) => [`${field} ${JSON.stringify(value)}`, shape, { ...good, [field]: value }])
  ) as (readonly [string, v.GenericSchema, object])[];
}

function wrongNonces(shape: v.GenericSchema, good: object) {
  const nonces = [
    "0".repeat(7),
    "0".repeat(65),
    "0123456G",
    "0123456F",
    `${nonce}\n`,
    7,
    undefined,
  ];
  return wrong(shape, good, { nonce: nonces });
}

Deno.test("TicketShape, StartedShape, RunStateShape and UsageShape refuse each wrong field", () => {
  for (const [what, shape, record] of WRONG) equal(v.safeParse(shape, record).success, false, what);
});

Deno.test("StartedShape takes nonces of 8 to 64 digits", () => {
  for (const digits of [8, 64]) ok(v.is(StartedShape, { ...started, nonce: "a".repeat(digits) }));
});

Deno.test("fileDate() is the date in UTC without what a file name should not have", () => {
  equal(fileDate(Date.UTC(2026, 10, 24, 17, 0, 0)), "20261124T170000Z");
  equal(fileDate(Date.UTC(2026, 10, 24, 17, 0, 0) + 999), "20261124T170000Z");
  equal(fileDate(0), "19700101T000000Z");
});

Deno.test("fileDate() sorts as time does, for four digits of a year", () => {
  const time = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59) });
  fc.assert(fc.property(time, time, (a, b) => {
    if (a <= b) ok(fileDate(a) <= fileDate(b));
    ok(/^\d{8}T\d{6}Z$/.test(fileDate(a)));
  }));
});

Deno.test("cutReason() keeps as many characters as a reason may have, and not one more", () => {
  const longest = "x".repeat(LIMITS.reasonChars);
  equal(cutReason(longest), longest);
  equal(cutReason(`${longest}y`), longest);
});
