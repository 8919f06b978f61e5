/** Shows what jobs wrote so far: of one its runs one after the other, of several merged by time. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import type { JobView, RunView } from "../wire/replies.ts";
import { GatheredOutput } from "./gathered_output.ts";
import { filesOf, pickRuns } from "./log_jobs.ts";
import { sinksFor } from "./log_look.ts";
import type { LogFlags } from "./log_wish.ts";
import { type LogWish, openRunLog, type RunLog } from "./log_of_run.ts";
import type { Session } from "./session.ts";

export interface ShowWish {
  readonly flags: LogFlags & { readonly run?: number | "all" };
  readonly wish: LogWish;
}

/** A run whose turn comes. */
interface Source {
  /** when it began: nothing of it came before */
  readonly at: number;
  readonly log: RunLog;
}

export async function showLogs(
  session: Session,
  jobs: readonly JobView[],
  { flags, wish }: ShowWish,
): Promise<number> {
  const output = new GatheredOutput();
  const sinkFor = sinksFor(output, { flags, jobs, env: session.caller.env });
  const buffer = new Uint8Array(LIMITS.outputChunkBytes);
  const times = (wish.times ?? false) || jobs.length > 1;
  const sources: Source[] = [];
  for (const job of jobs) {
    const runs = pickRuns(job, flags.run);
    const open = (run: RunView, tail: number | undefined) =>
      openRunLog(filesOf(session, job, run), sinkFor(job, run.run), {
        wish: { ...wish, tail, times },
        buffer,
      });
    sources.push(...await openRuns(runs.filter(overlaps(wish)), { tail: wish.tail, open }));
  }
  if (jobs.length > 1) await mergeLogs(sources);
  else await showInTurn(sources);
  output.flush();
  return EXIT.ok;
}

/** Whether something that a run wrote can have come between the times. */
function overlaps({ since, until }: LogWish): (run: RunView) => boolean {
  return ({ startedAt, endedAt }) =>
    (since === undefined || endedAt === null || Date.parse(endedAt) >= since) &&
    (until === undefined || startedAt === null || Date.parse(startedAt) < until);
}

/** The last lines of a job may be those of several runs. */
async function openRuns(
  runs: readonly RunView[],
  { tail, open }: {
    tail: number | undefined;
    open: (run: RunView, tail: number | undefined) => Promise<RunLog>;
  },
): Promise<Source[]> {
  const sources: Source[] = [];
  let left = tail;
  for (const run of runs.toReversed()) {
    if (left === 0) break;
    const log = await open(run, left);
    if (left !== undefined) left -= log.lines;
    const at = run.startedAt === null ? 0 : Date.parse(run.startedAt);
    sources.unshift({ at, log });
  }
  return sources;
}

async function showInTurn(sources: readonly Source[]): Promise<void> {
  for (const { log } of sources) {
    using each = log;
    await each.end();
  }
}

interface Lane {
  readonly log: RunLog;
  /** when what comes next came */
  at: number;
}

/** Always the lane whose next record is the oldest; a run takes files only from its beginning to its end. */
export async function mergeLogs(sources: readonly Source[]): Promise<void> {
  const waiting = sources.toSorted((a, b) => b.at - a.at);
  const lanes: Lane[] = [];
  for (;;) {
    const least = lanes.reduce((least, { at }) => Math.min(least, at), Infinity);
    const next = waiting.at(-1);
    if (next !== undefined && next.at <= least) {
      waiting.pop();
      await advanceLane({ log: next.log, at: -Infinity }, { lanes, upTo: -Infinity });
      continue;
    }
    const i = lanes.findIndex(({ at }) => at === least);
    const lane = lanes[i];
    if (lane === undefined) return;
    lanes.splice(i, 1);
    const others = lanes.reduce((least, { at }) => Math.min(least, at), next?.at ?? Infinity);
    await advanceLane(lane, { lanes, upTo: others });
  }
}

/** Gives what came up to a time, and puts the lane back, or ends it. */
async function advanceLane(
  lane: Lane,
  { lanes, upTo }: { lanes: Lane[]; upTo: number },
): Promise<void> {
  const { log } = lane;
  for (;;) {
    const found = log.nextAt();
    const at = found instanceof Promise ? await found : found;
    if (at === undefined) break;
    if (at > upTo) {
      lane.at = at;
      lanes.push(lane);
      return;
    }
    const given = log.step();
    if (!(typeof given === "boolean" ? given : await given)) break;
  }
  await log.end();
  log[Symbol.dispose]();
}
