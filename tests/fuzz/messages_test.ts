// Fuzzing of the messages: each row of the protocol, orders and reports, and the records that have a shape.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { OriginShape } from "../../daemon/origin.ts";
import { ReactionsFileShape } from "../../job/reaction_shape.ts";
import { FinalShape, StartedShape, TicketShape } from "../../job/run.ts";
import { SpecShape } from "../../job/spec.ts";
import { StatsRecordShape } from "../../job/stats.ts";
import { LIMITS } from "../../limits.ts";
import { encodeFrame, FrameReader, LongFrame } from "../../wire/frame.ts";
import { complaint, HelloShape, REQUESTS, RequestShape, type Verb } from "../../wire/messages.ts";
import { DaemonWordShape, OrderShape, ReportShape } from "../../wire/orders.ts";
import { specOf } from "../support/specs.ts";
import { type Row, VERBS } from "../wire/request_rows.ts";
import { type Fact, fact, fuzz } from "./fuzz.ts";
import {
  FINALS,
  HELLOS,
  ORDERS,
  ORIGINS,
  REACTIONS,
  REPORTS,
  STARTED,
  STATS,
  TICKET,
  WORDS,
} from "./good_records.ts";
import { mutatedValue, strangeNumber } from "./values.ts";

/** Fields that may be there, with a value each. */
const SPEC = {
  ...specOf({ react: TICKET.watch?.rules ?? [], stdin: { kind: "text", text: "hello" } }),
  ...{ limits: { cpuMs: 1000, nice: 5 }, hooks: { pre: "true", onFail: "echo no", timeoutMs: 5 } },
};

const verbs = Object.keys(REQUESTS) as Verb[];
const bodies = verbs.flatMap((verb) => {
  const { least, most }: Row = VERBS[verb];
  const more = verb === "run" ? [{ ...least, spec: SPEC }] : [];
  return [least, ...verb === "batch" ? [] : [most], ...more].map((body) => ({ verb, body }));
});

/** A body that is nearly one of its verb, or one of another verb. */
const asked = fc.oneof(
  fc.constantFrom(...bodies).chain(({ verb, body }) =>
    mutatedValue([body]).map((body) => ({ verb, body }))
  ),
  fc.record({
    verb: fc.constantFrom(...verbs),
    body: mutatedValue(bodies.map(({ body }) => body)),
  }),
);

const OTHERS: Readonly<Record<string, readonly [v.GenericSchema, readonly unknown[]]>> = {
  HelloShape: [HelloShape, HELLOS],
  RequestShape: [RequestShape, [{ kind: "request", id: 7, verb: "list", body: {} }]],
  OrderShape: [OrderShape, ORDERS],
  DaemonWordShape: [DaemonWordShape, WORDS],
  ReportShape: [ReportShape, REPORTS],
  SpecShape: [SpecShape, [SPEC]],
  TicketShape: [TicketShape, [TICKET]],
  StartedShape: [StartedShape, [STARTED]],
  FinalShape: [FinalShape, FINALS],
  StatsRecordShape: [StatsRecordShape, STATS],
  ReactionsFileShape: [ReactionsFileShape, [REACTIONS]],
  OriginShape: [OriginShape, ORIGINS],
};

fuzz("messages", {
  "REQUESTS take a body that crosses the wire as it is and has numbers that last, or complain":
    fact(
      asked,
      ({ verb, body }) => check(REQUESTS[verb], body),
      { runs: 800 },
    ),
  ...Object.fromEntries(
    Object.entries(OTHERS).map(([name, [shape, seeds]]): [string, Fact] => [
      `${name} takes what crosses the wire as it is and has numbers that last, or complains`,
      fact(mutatedValue(seeds), (given) => check(shape, given), { runs: 120 }),
    ]),
  ),
});

function check(shape: v.GenericSchema, given: unknown): void {
  const read = v.safeParse(shape, given);
  if (!read.success) {
    const text = complaint(read.issues);
    ok(text !== "" && text.length <= LIMITS.reasonChars, text);
    return;
  }
  // the body of a request is the next check's
  const { body: _, ...taken } = read.output as Record<string, unknown>;
  equal(strangeNumber(taken), undefined);
  deepEqual(v.parse(shape, read.output), read.output);
  const crossed = cross(taken);
  if (crossed !== undefined) deepEqual(v.parse(shape, { body: null, ...crossed }), parsed(taken));

  function parsed(value: object): unknown {
    return v.parse(shape, { body: null, ...value });
  }
}

/** As it comes out at the other end; undefined where it is more than a frame, or text that no wire has. */
function cross(message: object): object | undefined {
  if (!isWellFormed(message)) return undefined;
  try {
    return new FrameReader().push(encodeFrame(message))[0];
  } catch (error) {
    if (error instanceof LongFrame) return undefined;
    throw error;
  }
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return !Object.is(value, -0);
  }
  return Object.entries(value).every(([name, field]) => name.isWellFormed() && isWellFormed(field));
}

Deno.test("shapes take the records and messages that are mutated", () => {
  for (const { verb, body } of bodies) equal(v.safeParse(REQUESTS[verb], body).success, true, verb);
  for (const [name, [shape, seeds]] of Object.entries(OTHERS)) {
    for (const seed of seeds) equal(v.safeParse(shape, seed).success, true, name);
  }
});
