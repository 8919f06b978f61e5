/** When a job starts, after what, and whether again: the lines of `chore show` for it. */

import type { ShownJob } from "../wire/replies.ts";
import { formatDuration } from "../job/duration.ts";
import { describeStdin } from "../job/stdin.ts";
import { describeBounds } from "./describe_bounds.ts";
import { describeHooks } from "./describe_hooks.ts";
import { describeRules } from "./print_rules.ts";
import { afterText } from "./print_tree.ts";

export type Line = readonly [name: string, value: string];
type Spec = ShownJob["spec"];

/** Times of a repeated job that are shown. */
const shownTimes = 3;

export async function describePlan(job: ShownJob, now: number): Promise<Line[]> {
  const { spec } = job;
  const lines: Line[] = [
    ["group", job.group],
    ["slots", String(job.slots)],
    ["queue_priority", String(job.priority)],
  ];
  if (spec.stdin.kind !== "none") lines.push(["stdin", describeStdin(spec.stdin)]);
  if (job.after.length > 0) lines.push(["after", afterText(job)]);
  if (spec.when.kind === "cron") lines.push(["cron", cronText(spec.when)]);
  if (job.readyAt !== null) lines.push(["ready_time", job.readyAt]);
  if (job.tab !== null) lines.push(["choretab", `line ${job.tab.line}`]);
  const next = await nextTimesOf(job, now);
  if (next !== "") lines.push(["next_time", next]);
  const { restart, success, timeoutMs, startDeadlineMs } = spec;
  if (restart.policy !== "no") lines.push(["restart", restartText(restart)]);
  if (success.join() !== "0") lines.push(["success", success.join(", ")]);
  if (timeoutMs > 0) lines.push(["timeout", formatDuration(timeoutMs)]);
  if (startDeadlineMs > 0) lines.push(["start_deadline", formatDuration(startDeadlineMs)]);
  return [...lines, ...await describeBounds(job), ...describeHooks(job), ...describeRules(job)];
}

function cronText({ expression, zone, overlap, catchUp }: Spec["when"] & { kind: "cron" }): string {
  const where = zone === undefined ? "" : ` in ${zone}`;
  return `${expression}${where}, overlap ${overlap}, catch-up ${catchUp}`;
}

/** chored tells the next one; of a repeated job more can be known. */
async function nextTimesOf({ nextAt, spec }: ShownJob, now: number): Promise<string> {
  if (nextAt === null) return "";
  if (spec.when.kind !== "cron" || spec.when.expression === "@reboot") return nextAt;
  const { nextTimes } = await import("../job/schedule.ts");
  const { expression, zone } = spec.when;
  const from = Math.max(now, Date.parse(nextAt));
  const more = nextTimes(expression, from, { zone, count: shownTimes - 1 });
  return [nextAt, ...more.map((at) => new Date(at).toISOString())].join(", ");
}

function restartText(restart: Spec["restart"]): string {
  const { policy, attempts, intervalMs, delayMs, backoff, delayMostMs } = restart;
  const within = intervalMs === 0 ? "" : ` within ${formatDuration(intervalMs)}`;
  const grows = backoff === "constant" ? "" : `, doubled up to ${formatDuration(delayMostMs)}`;
  return `${policy}, at most ${attempts} starts${within}, pause ${formatDuration(delayMs)}${grows}`;
}
