/** A run: one start of a job's command, from the ticket to its final record. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { LogShape } from "./log_shape.ts";
import {
  CountShape as count,
  IntegerShape as integer,
  PidShape as pid,
  ShareShape as share,
  TimeShape as timeMs,
} from "./number_shape.ts";
import { OutcomeShape } from "./outcome.ts";
import { ORPHAN_POLICIES, OUTPUT_MODES } from "./policies.ts";
import { WatchShape } from "./reaction_shape.ts";

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/));
const boot = v.pipe(v.string(), v.maxLength(64));

export const WORKER_MODES = ["run", "bury", "adopt"] as const;
export type WorkerMode = typeof WORKER_MODES[number];

/** What a worker feeds its job. */
const InputShape = v.variant("kind", [
  /** what is sent to it */
  v.object({ kind: v.literal("pipe") }),
  /** and what comes by its FIFO */
  v.object({ kind: v.literal("fifo") }),
  /** the standard output of another run, which may be over already */
  v.object({ kind: v.literal("run"), run: count, isOver: v.boolean() }),
]);
export type Input = v.InferOutput<typeof InputShape>;

/** What chored writes for the worker, in the run folder: by its nonce a worker knows whether it is still wanted. */
export const TicketShape = v.object({
  run: count,
  job: count,
  name: v.string(),
  nonce,
  mode: v.picklist(WORKER_MODES),
  graceMs: count,
  /** how long its command may run; 0 is for ever */
  timeoutMs: v.optional(count, 0),
  orphan: v.picklist(ORPHAN_POLICIES),
  output: v.picklist(OUTPUT_MODES),
  /** what its worker feeds it; where that is not said it feeds nothing */
  input: v.optional(InputShape),
  /** how much of it is kept; a chored that is older than its worker does not say */
  log: v.optional(LogShape),
  /** the rules that its worker looks by, where it has any */
  watch: v.optional(WatchShape),
  debug: v.boolean(),
});
export type Ticket = v.InferOutput<typeof TicketShape>;

/** What a worker knows of its run; it travels whole in each hello and report, so that a lost one costs nothing. */
export const RunStateShape = v.variant("phase", [
  v.object({ phase: v.literal("preparing") }),
  v.object({
    phase: v.literal("running"),
    pid,
    startedAt: timeMs,
    /** where its output is not simply written: switched off, or waiting for room */
    logging: v.optional(v.picklist(["off", "blocked"])),
  }),
  v.object({
    phase: v.literal("ended"),
    outcome: OutcomeShape,
    pid: v.optional(pid),
    startedAt: v.optional(timeMs),
    endedAt: timeMs,
    stdoutBytes: count,
    stderrBytes: count,
    /** bytes that the job wrote and no file could take */
    droppedBytes: count,
    /** processes of the job outlived it */
    leftBehind: v.boolean(),
    /** its time limit was over, and its worker stopped it */
    timedOut: v.optional(v.boolean(), false),
    /** its log was full, and its worker stopped it for that */
    logFull: v.optional(v.boolean()),
    /** a rule of the job had its worker end it */
    ruled: v.optional(v.object({ rule: count, action: v.picklist(["terminate", "kill"]) })),
    /** processes of it that the kernel ended, for want of memory in its control group */
    ooms: v.optional(count),
    /** of another run's output, which it was fed, so much was rotated away before it had read it */
    missedBytes: v.optional(count),
  }),
]);
export type RunState = v.InferOutput<typeof RunStateShape>;
export type EndedState = Extract<RunState, { phase: "ended" }>;

/** `w/started`: durable before the gate opens. */
export const StartedShape = v.object({ nonce, boot, pid, at: timeMs });
export type Started = v.InferOutput<typeof StartedShape>;

/** `w/final`: durable before anybody is told. */
export const FinalShape = v.object({ nonce, boot, state: RunStateShape });
export type Final = v.InferOutput<typeof FinalShape>;

/** What ps(1) tells of a job's process group, summed. */
export interface Usage {
  /** when it was measured, milliseconds since 1970 */
  readonly at: number;
  /** processes in the group */
  readonly processes: number;
  /** threads of them all */
  readonly threads: number;
  /** of one processor */
  readonly cpuPercent: number;
  /** of the machine's memory */
  readonly memoryPercent: number;
  /** processor time so far, milliseconds */
  readonly cpuMs: number;
  /** resident set size, bytes */
  readonly rssBytes: number;
  /** virtual size, bytes */
  readonly virtualBytes: number;
  /** niceness of the job's first process */
  readonly nice: number;
  /** its priority, as ps(1) gives it */
  readonly priority: number;
  /** logged from standard output so far */
  readonly stdoutBytes: number;
  /** logged from standard error so far */
  readonly stderrBytes: number;
}

export const UsageShape: v.GenericSchema<Usage> = v.object({
  at: timeMs,
  processes: count,
  threads: count,
  cpuPercent: share,
  memoryPercent: share,
  cpuMs: count,
  rssBytes: count,
  virtualBytes: count,
  nice: integer,
  priority: integer,
  stdoutBytes: count,
  stderrBytes: count,
});

/** The date in the names of a run's files: `20261124T170000Z`. */
export function fileDate(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** A reason, cut to what is kept. */
export function cutReason(text: string): string {
  return text.slice(0, LIMITS.reasonChars);
}
