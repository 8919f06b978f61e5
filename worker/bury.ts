/** Mode `bury`: the undertaker of a run whose worker was killed. It ends what is left by the job's policy, and records what it found. */

import { type EndedState, FinalShape, type Started, StartedShape } from "../job/run.ts";
import { loggedBytes } from "../job/segments.ts";
import { crashPoint } from "../system/crash_point.ts";
import { readLastLine } from "../system/last_line.ts";
import { isLocked } from "../system/lock.ts";
import { actsOfNone } from "./acts_of_none.ts";
import { cgroupOf } from "./cgroup.ts";
import type { OwnedRun } from "./claim.ts";
import { readTold } from "./confined.ts";
import { type Acts, Desk } from "./desk.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { announceEnd, finishRun } from "./finish.ts";
import { Group } from "./group.ts";
import { GroupStop } from "./group_stop.ts";
import { ignoreSignals } from "./ignore_signals.ts";
import { readRecord } from "./read_record.ts";
import { sweepLogs } from "./sweep_logs.ts";
import { describeRest, endRest, isRunning, type Rest } from "./rest.ts";

/** A final record always wins: its worker saw the end of the job before it died. */
export async function buryJob(owned: OwnedRun, pipe: EarlyPipe): Promise<number> {
  ignoreSignals();
  const started = readRecord(owned.paths.started, StartedShape);
  const group = started === undefined ? undefined : new Group(started.pid, {
    inner: () => readTold(owned.paths)?.leader,
    cgroup: cgroupOf(owned),
  });
  const stop = new GroupStop((signal) =>
    group?.signal(signal) ?? Promise.resolve({ kind: "gone" })
  );
  const desk = new Desk(owned, actsOf(stop));
  desk.open(pipe);
  const final = readRecord(owned.paths.final, FinalShape);
  if (final?.state.phase === "ended") {
    await announceEnd(desk, final.state);
    return 0;
  }
  crashPoint("bury-begun");
  const rest = await settleRest(owned, stop, { started, group });
  stop.settle();
  crashPoint("bury-done");
  await finishRun(desk, describeLoss(owned, rest, { started }));
  return 0;
}

async function settleRest(
  owned: OwnedRun,
  stop: GroupStop,
  { started, group }: { started: Started | undefined; group: Group | undefined },
): Promise<Rest> {
  if (started === undefined || group === undefined) return { kind: "unknown" };
  if (started.boot !== owned.boot) return { kind: "restarted" };
  const rest = await settleRunning(owned, stop, { group });
  // nobody else could thaw what is left, or remove what is empty
  const cgroup = cgroupOf(owned);
  await (owned.ticket.orphan === "kill" ? cgroup?.clear() : cgroup?.end());
  return rest;
}

async function settleRunning(
  owned: OwnedRun,
  stop: GroupStop,
  { group }: { group: Group },
): Promise<Rest> {
  const { paths: { aliveLock }, ticket: { orphan, graceMs } } = owned;
  const isLeft = isLocked(aliveLock);
  if (isLeft && orphan !== "kill") return { kind: "left" };
  const rest = isLeft
    ? await endRest(group, stop, { aliveLock, graceMs })
    : { kind: "gone" } as const;
  // what is inside may have let go of the lock
  if (orphan === "kill") await group.endInner();
  return rest;
}

function describeLoss(
  owned: OwnedRun,
  rest: Rest,
  { started }: { started: Started | undefined },
): EndedState {
  const { w } = owned.paths;
  const names = sweepLogs(w);
  const sizeOf = (name: string) => sizeAt(`${w}/${name}`);
  return {
    phase: "ended",
    outcome: {
      kind: "lost",
      reason: describeRest(rest, { said: readLastLine(`${w}/worker.err`) }),
    },
    ...(started === undefined ? {} : { pid: started.pid, startedAt: started.at }),
    endedAt: Date.now(),
    stdoutBytes: loggedBytes("stdout", names, { sizeOf }),
    stderrBytes: loggedBytes("stderr", names, { sizeOf }),
    droppedBytes: 0,
    leftBehind: isRunning(rest),
    timedOut: false,
  };
}

/** Whoever stops or kills the job now shortens the grace of its rest. */
function actsOf(stop: GroupStop): Acts {
  const none = actsOfNone("its worker was killed; the rest is being ended");
  return {
    ...none,
    async stop(graceMs) {
      if (!stop.isUnderWay) return await none.stop(graceMs);
      await stop.order(graceMs);
      return { ok: true };
    },
  };
}

function sizeAt(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // no output was ever there
  }
}
