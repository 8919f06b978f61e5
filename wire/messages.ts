/** The protocol: one row a verb gives its type, check and bound. Requests cross the socket, orders and reports the pipe. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { cutReason, RunStateShape, UsageShape } from "../job/run.ts";
import { WORKER_MODES } from "../job/run.ts";
import { SIGNAL_NAMES } from "../job/signal.ts";
import { GroupNameShape, NameShape, SpecShape } from "../job/spec.ts";
import { STATES } from "../job/state.ts";

export { PROTOCOL_VERSION } from "./version.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(count, v.maxValue(LIMITS.graceMaxMs));
const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/));
const shortText = v.pipe(v.string(), v.maxLength(LIMITS.whoChars));

/** Which jobs: by name or id, or all. */
const Selection = v.object({
  names: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(LIMITS.nameChars))),
    v.maxLength(LIMITS.selectedJobs, `at most ${LIMITS.selectedJobs} jobs at once`),
  ),
  all: v.boolean(),
});
export type Selection = v.InferOutput<typeof Selection>;

const selected = v.object({ jobs: Selection });

const groupSlots = v.pipe(
  count,
  v.maxValue(LIMITS.slots, `a group has at most ${LIMITS.slots} slots`),
);

/** One job of a batch: its command, and what it has unlike the others. */
const BatchJob = v.object({
  ...v.partial(v.omit(SpecShape, ["argv"])).entries,
  argv: SpecShape.entries.argv,
  name: v.optional(NameShape),
  ifAbsent: v.optional(v.boolean(), false),
});

/** What a client may ask, one row a verb. Each row is the shape of the request's body. */
export const REQUESTS = {
  run: v.object({
    /** the client's own id for this request: a retry with the same is the same job */
    request: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.requestIdChars)),
    name: v.optional(NameShape),
    /** give the job of that name, where it is there already */
    ifAbsent: v.optional(v.boolean(), false),
    spec: SpecShape,
  }),
  batch: v.object({
    request: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.requestIdChars)),
    /** what all jobs have, where they do not say otherwise */
    shared: v.omit(SpecShape, ["argv"]),
    jobs: v.pipe(
      v.array(BatchJob),
      v.minLength(1, "there is no job"),
      v.maxLength(LIMITS.batchJobs, `a batch has at most ${LIMITS.batchJobs} jobs`),
    ),
  }),
  list: v.object({
    states: v.optional(v.array(v.picklist(STATES))),
    /** only ids below this one: the next page */
    before: v.optional(count),
    limit: v.optional(v.pipe(count, v.minValue(1), v.maxValue(LIMITS.listedJobs))),
  }),
  show: v.object({ jobs: Selection, usage: v.optional(v.boolean(), false) }),
  wait: v.object({
    jobs: Selection,
    /** until the first is there; else until all are */
    any: v.optional(v.boolean(), false),
    /** `start`: until it runs or never will; `end`: until it has ended */
    until: v.optional(v.picklist(["start", "end"]), "end"),
  }),
  stop: v.object({ jobs: Selection, graceMs: v.optional(milliseconds) }),
  kill: selected,
  signal: v.object({ jobs: Selection, signal: v.picklist(SIGNAL_NAMES) }),
  restart: selected,
  pause: selected,
  resume: selected,
  hold: selected,
  release: selected,
  pin: selected,
  unpin: selected,
  /** begin now, whatever slots are free */
  now: selected,
  /** change what a job that has not begun is to do; fields that are left out stay */
  edit: v.object({ jobs: Selection, change: v.partial(SpecShape) }),
  env: selected,
  group: v.variant("do", [
    v.object({ do: v.literal("list") }),
    v.object({ do: v.literal("add"), name: GroupNameShape, slots: groupSlots }),
    v.object({ do: v.literal("set"), name: GroupNameShape, slots: groupSlots }),
    v.object({ do: v.picklist(["remove", "pause", "resume", "drain"]), name: GroupNameShape }),
  ]),
  history: v.object({
    name: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.nameChars))),
    states: v.optional(v.array(v.picklist(STATES))),
    /** ended at or after, and before; milliseconds since 1970 */
    since: v.optional(count),
    until: v.optional(count),
    /** only runs below this one: the next page */
    before: v.optional(count),
    limit: v.optional(v.pipe(count, v.minValue(1), v.maxValue(LIMITS.listedJobs))),
  }),
  remove: v.object({ jobs: Selection, force: v.optional(v.boolean(), false) }),
  clean: v.object({ states: v.optional(v.array(v.picklist(STATES))) }),
  why: selected,
  events: v.object({ jobs: Selection }),
  session: v.object({}),
  shutdown: v.object({
    /** leave the jobs running for the next chored */
    keepJobs: v.optional(v.boolean(), false),
  }),
} as const;

export type Verb = keyof typeof REQUESTS;
export type RequestOf<V extends Verb> = v.InferOutput<(typeof REQUESTS)[V]>;
export type RequestInput<V extends Verb> = v.InferInput<(typeof REQUESTS)[V]>;

/** The first frame on every channel, both ways. */
export const HelloShape = v.variant("role", [
  v.object({
    kind: v.literal("hello"),
    role: v.literal("client"),
    version: count,
    /** who asks, in the client's own words; kept with what it did */
    who: shortText,
  }),
  v.object({
    kind: v.literal("hello"),
    role: v.literal("worker"),
    version: count,
    run: count,
    nonce,
    pid: count,
    mode: v.picklist(WORKER_MODES),
    state: RunStateShape,
  }),
]);
export type Hello = v.InferOutput<typeof HelloShape>;
export type WorkerHello = Extract<Hello, { role: "worker" }>;

export const RequestShape = v.object({
  kind: v.literal("request"),
  id: count,
  verb: v.picklist(Object.keys(REQUESTS) as Verb[]),
  body: v.unknown(),
});

/** What chored tells a worker over the pipe (or, once re-adopted, the socket). */
export const OrderShape = v.variant("order", [
  v.object({ kind: v.literal("order"), order: v.literal("ping"), id: count }),
  v.object({ kind: v.literal("order"), order: v.literal("usage"), id: count }),
  v.object({ kind: v.literal("order"), order: v.literal("debug"), id: count }),
  v.object({
    kind: v.literal("order"),
    order: v.literal("signal"),
    id: count,
    signal: v.picklist(SIGNAL_NAMES),
  }),
  /** STOP to the group; its time limit stands still until CONT */
  v.object({ kind: v.literal("order"), order: v.literal("pause"), id: count }),
  v.object({ kind: v.literal("order"), order: v.literal("resume"), id: count }),
  /** TERM to the group, then after the grace KILL */
  v.object({
    kind: v.literal("order"),
    order: v.literal("stop"),
    id: count,
    graceMs: milliseconds,
  }),
]);
export type Order = v.InferOutput<typeof OrderShape>;
type OrderName = Order["order"];
/** An order as its sender writes it: the channel's owner adds kind and id. */
export type OrderBody = {
  [N in OrderName]: Omit<Extract<Order, { order: N }>, "kind" | "id">;
}[OrderName];

/** chored's side of a worker's channel, orders apart. */
export const DaemonWordShape = v.variant("kind", [
  /** you are the one who owns this run */
  v.object({ kind: v.literal("welcome") }),
  /** you are not: leave, and touch nothing more */
  v.object({ kind: v.literal("reject"), reason: v.string() }),
  /** your final record is in the store: you may end */
  v.object({ kind: v.literal("taken") }),
]);
export type DaemonWord = v.InferOutput<typeof DaemonWordShape>;

/** What a worker tells chored. */
export const ReportShape = v.variant("report", [
  v.object({ kind: v.literal("report"), report: v.literal("state"), state: RunStateShape }),
  /** the answer to order `re` */
  v.object({
    kind: v.literal("report"),
    report: v.literal("answer"),
    re: count,
    ok: v.boolean(),
    detail: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.reasonChars))),
    usage: v.optional(UsageShape),
  }),
]);
export type Report = v.InferOutput<typeof ReportShape>;

/** The first complaint of a failed check, with the place where it is. */
export function complaint(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  if (issue === undefined) return "wrong shape";
  const path = v.getDotPath(issue);
  return cutReason(path === null ? issue.message : `${path}: ${issue.message}`);
}
