/** The protocol: one row a verb gives its type, check and bound. Requests cross the socket; what crosses the pipe is in orders.ts. */

import * as v from "valibot";
import { EVENT_KINDS } from "../job/event_kind.ts";
import { ALERT_REQUEST, HOOK_REQUEST } from "../job/hook_kinds.ts";
import { LIMITS } from "../limits.ts";
import { cutReason, RunStateShape } from "../job/run.ts";
import { CountShape as count } from "../job/number_shape.ts";
import { LOGGINGS } from "../job/policies.ts";
import { WORKER_MODES } from "../job/run.ts";
import { RulesShape } from "../job/reaction_shape.ts";
import { SIGNAL_NAMES } from "../job/signal.ts";
import { GroupNameShape, NameShape, SpecShape, SpecWishShape } from "../job/spec.ts";
import { STATES } from "../job/state.ts";
import { SendShape, SpoolShape } from "./input_shapes.ts";
import { NextShape, TabShape } from "./tab_shapes.ts";

export { PROTOCOL_VERSION } from "./version.ts";

const milliseconds = v.pipe(count, v.maxValue(LIMITS.graceMaxMs));
const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/));
const shortText = v.pipe(v.string(), v.maxLength(LIMITS.whoChars));

const variableName = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.wordBytes));

const requestId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.requestIdChars),
  v.check(
    (id) => !id.startsWith(HOOK_REQUEST),
    `ids that begin with "${HOOK_REQUEST}" are chored's own`,
  ),
  v.check(
    (id) => !id.startsWith(ALERT_REQUEST),
    `ids that begin with "${ALERT_REQUEST}" are chored's own`,
  ),
);

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

const ReactRequest = v.variant("do", [
  v.object({ jobs: Selection, do: v.literal("list") }),
  v.object({ jobs: Selection, do: v.literal("add"), rules: RulesShape }),
  /** the rules of these numbers, or all */
  v.object({
    jobs: Selection,
    do: v.literal("remove"),
    rules: v.optional(v.pipe(v.array(count), v.maxLength(LIMITS.rules))),
  }),
]);

const groupSlots = v.pipe(
  count,
  v.maxValue(LIMITS.slots, `a group has at most ${LIMITS.slots} slots`),
);

/** One job of a batch: its command, and what it has unlike the others. */
const BatchJob = v.object({
  ...v.partial(v.omit(SpecWishShape, ["argv"])).entries,
  argv: SpecWishShape.entries.argv,
  name: v.optional(NameShape),
  ifAbsent: v.optional(v.boolean(), false),
  now: v.optional(v.boolean(), false),
});

/** What a client may ask, one row a verb. Each row is the shape of the request's body. */
export const REQUESTS = {
  run: v.object({
    /** the client's own id for this request: a retry with the same is the same job */
    request: requestId,
    name: v.optional(NameShape),
    /** give the job of that name, where it is there already */
    ifAbsent: v.optional(v.boolean(), false),
    /** begin it at once, whatever slots are free */
    now: v.optional(v.boolean(), false),
    /** what it leaves out is as chored's configuration says */
    spec: SpecWishShape,
    /** check all, say what it would be, and store nothing */
    dryRun: v.optional(v.boolean(), false),
    /** variables of its environment that its user has set for it: none of these is left out by a policy without a word */
    setEnv: v.optional(v.pipe(v.array(variableName), v.maxLength(LIMITS.envEntries)), []),
  }),
  batch: v.object({
    request: requestId,
    /** what all jobs have, where they do not say otherwise */
    shared: v.omit(SpecWishShape, ["argv"]),
    jobs: v.pipe(
      v.array(BatchJob),
      v.minLength(1, "there is no job"),
      v.maxLength(LIMITS.batchJobs, `a batch has at most ${LIMITS.batchJobs} jobs`),
    ),
  }),
  list: v.object({
    states: v.optional(v.array(v.picklist(STATES))),
    /** hooks as well */
    hooks: v.optional(v.boolean(), false),
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
  /** bytes for the standard input of a job that runs */
  send: SendShape,
  /** the input of a job that is yet to come, a piece at a time */
  spool: SpoolShape,
  restart: selected,
  /** switch writing the output of jobs that run, or drop what is written */
  logging: v.object({ jobs: Selection, do: v.picklist(LOGGINGS) }),
  pause: selected,
  resume: selected,
  hold: selected,
  release: selected,
  pin: selected,
  unpin: selected,
  /** tell the rules of jobs, or change them */
  react: ReactRequest,
  /** begin now, whatever slots are free */
  now: selected,
  /** change what a job that has not begun is to do; fields that are left out stay */
  /** a profile was what it was when the job was submitted */
  edit: v.object({ jobs: Selection, change: v.partial(v.omit(SpecShape, ["profile"])) }),
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
  /** of jobs: what their newest runs used; of the session: how it does */
  stats: v.variant("of", [
    v.object({ of: v.literal("jobs"), jobs: Selection }),
    v.object({ of: v.literal("session") }),
  ]),
  events: v.object({
    jobs: Selection,
    group: v.optional(GroupNameShape),
    kinds: v.optional(v.pipe(v.array(v.picklist(EVENT_KINDS)), v.maxLength(EVENT_KINDS.length))),
    /** first what has happened since then, milliseconds since 1970 */
    since: v.optional(count),
    /** first what has happened after the event of this number */
    after: v.optional(count),
  }),
  /** the data of jobs' workers, written for whoever reads it; or chored's own */
  debug: v.variant("of", [
    v.object({ of: v.literal("jobs"), jobs: Selection }),
    v.object({ of: v.literal("session") }),
  ]),
  /** these jobs are ready, as others wait for it */
  ready: selected,
  /** no more events of the subscription that the request of this id began */
  unsubscribe: v.object({ id: count }),
  tab: TabShape,
  /** the times at which jobs start next */
  next: NextShape,
  session: v.object({
    /** tell the settings as well */
    settings: v.optional(v.boolean(), false),
  }),
  /** read the configuration again */
  reload: v.object({}),
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

/** The first complaint of a failed check, with the place where it is. */
export function complaint(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  if (issue === undefined) return "wrong shape";
  const path = v.getDotPath(issue);
  return cutReason(path === null ? issue.message : `${path}: ${issue.message}`);
}
