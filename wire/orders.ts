/** The protocol's other half: orders and reports, which cross the pipe (or, once a worker is re-adopted, the socket). */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { LOGGINGS } from "../job/policies.ts";
import { CountShape as count } from "../job/number_shape.ts";
import {
  ReactionShape,
  RuleCountShape,
  RuleCountsShape,
  RulesShape,
} from "../job/reaction_shape.ts";
import { RunStateShape, UsageShape } from "../job/run.ts";
import { SIGNAL_NAMES } from "../job/signal.ts";
import { StatsAnswerShape } from "../job/stats.ts";
import { pieceOf } from "./input_shapes.ts";

const milliseconds = v.pipe(count, v.maxValue(LIMITS.graceMaxMs));

/** What chored tells a worker over the pipe (or, once re-adopted, the socket). */
export const OrderShape = v.variant("order", [
  v.object({ kind: v.literal("order"), order: v.literal("ping"), id: count }),
  v.object({ kind: v.literal("order"), order: v.literal("usage"), id: count }),
  /** what was seen so far, in at most so many samples; with any of them it looks once more */
  v.object({
    kind: v.literal("order"),
    order: v.literal("stats"),
    id: count,
    samples: v.pipe(count, v.maxValue(LIMITS.samples)),
  }),
  v.object({ kind: v.literal("order"), order: v.literal("debug"), id: count }),
  /** for the job's standard input, then its end; answered once the job's pipe has it, however long that takes */
  v.object({
    kind: v.literal("order"),
    order: v.literal("input"),
    id: count,
    bytes: pieceOf(LIMITS.inputChunkBytes),
    eof: v.boolean(),
  }),
  v.object({
    kind: v.literal("order"),
    order: v.literal("signal"),
    id: count,
    signal: v.picklist(SIGNAL_NAMES),
  }),
  /** STOP to the group; its time limit stands still until CONT */
  v.object({ kind: v.literal("order"), order: v.literal("pause"), id: count }),
  v.object({ kind: v.literal("order"), order: v.literal("resume"), id: count }),
  /** switch writing its output; `clear` drops what is written, `trim` all but the newest segments */
  v.object({
    kind: v.literal("order"),
    order: v.literal("logging"),
    id: count,
    do: v.picklist([...LOGGINGS, "trim"]),
  }),
  /** look by these rules from now on, and by no others */
  v.object({ kind: v.literal("order"), order: v.literal("rules"), id: count, rules: RulesShape }),
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
  /** all reactions up to this one are done, and that is in the store */
  v.object({ kind: v.literal("reacted"), seq: count }),
]);
export type DaemonWord = v.InferOutput<typeof DaemonWordShape>;

/** What a worker tells chored. */
export const ReportShape = v.variant("report", [
  v.object({ kind: v.literal("report"), report: v.literal("state"), state: RunStateShape }),
  /** a rule wants something done that is chored's to do; told until it is done, by its number once */
  v.object({
    kind: v.literal("report"),
    report: v.literal("reaction"),
    reaction: ReactionShape,
    count: v.optional(RuleCountShape),
  }),
  /** what the rules have seen so far, and what failed since the last time */
  v.object({
    kind: v.literal("report"),
    report: v.literal("rules"),
    counts: RuleCountsShape,
    skippedBytes: count,
    troubles: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(LIMITS.reasonChars))),
      v.maxLength(LIMITS.reactionTroubles),
    ),
  }),
  /** the answer to order `re` */
  v.object({
    kind: v.literal("report"),
    report: v.literal("answer"),
    re: count,
    ok: v.boolean(),
    detail: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.reasonChars))),
    usage: v.optional(UsageShape),
    stats: v.optional(StatsAnswerShape),
  }),
]);
export type Report = v.InferOutput<typeof ReportShape>;
