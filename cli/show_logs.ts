/** Shows what jobs wrote so far: of one its runs one after the other, of several merged by time. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import { type LogWish, openRunLog, type RunLog } from "../logs/run_log.ts";
import { openRuns, overlaps } from "../logs/run_series.ts";
import type { JobView, RunView } from "../wire/replies.ts";
import { GatheredOutput } from "./gathered_output.ts";
import { filesOf, pickRuns } from "./log_jobs.ts";
import { sinksFor } from "./log_look.ts";
import type { LogFlags } from "./log_wish.ts";
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
    const wanted = runs.filter((run) => overlaps(run, wish));
    for (const { run, log } of await openRuns(wanted, { tail: wish.tail, open })) {
      sources.push({ at: run.startedAt === null ? 0 : Date.parse(run.startedAt), log });
    }
  }
  if (jobs.length > 1) await mergeLogs(sources);
  else await showInTurn(sources);
  output.flush();
  return EXIT.ok;
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
