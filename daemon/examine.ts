/** Examine: the one procedure for start-up and for every sign of a worker's death. */

import type { Ender } from "../job/outcome.ts";
import { cutReason } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import { exists, isMisplaced } from "../system/durable.ts";
import { readLastLine } from "../system/last_line.ts";
import { isLocked, tryLock } from "../system/lock.ts";
import type { RunPaths } from "../system/paths.ts";
import { passageFor, wasHeld } from "./hooks.ts";
import { readFinal, readRefusal, readStarted, readTicket } from "./records.ts";
import type { RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import { closeRun, finishRun } from "./run_end.ts";
import { goOn, relaunch } from "./runs.ts";
import type { Session } from "./session.ts";
import { stopPre } from "./stop_job.ts";

/** What an examination found; `wait` means look again. */
type Finding = "settled" | "wait" | "ended" | "again" | "adopt" | "bury";

export class Examiner {
  readonly #session: () => Session;
  readonly #waiting = new Map<number, { timer: ReturnType<typeof setTimeout>; pauseMs: number }>();
  /** when a run was last started again, by a clock that does not jump */
  readonly #againAt = new Map<number, number>();
  #closed = false;

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Looks at `run` now, and again until it is known what became of it. */
  examine(run: number): void {
    const pauseMs = this.#waiting.get(run)?.pauseMs ?? LIMITS.examineFirstMs;
    this.#callOff(run);
    let finding: Finding;
    try {
      finding = this.#look(run);
    } catch (error) {
      this.#session().log.error(
        `run ${run}: cannot examine it: ${error instanceof Error ? error.message : error}`,
      );
      finding = "wait";
    }
    if (finding !== "wait") return;
    const timer = setTimeout(() => this.examine(run), pauseMs);
    this.#waiting.set(run, { timer, pauseMs: Math.min(2 * pauseMs, LIMITS.examineMostMs) });
  }

  /** Stops looking at `run`: its worker has called. */
  forget(run: number): void {
    this.#callOff(run);
    this.#againAt.delete(run);
  }

  #callOff(run: number): void {
    clearTimeout(this.#waiting.get(run)?.timer);
    this.#waiting.delete(run);
  }

  /** Looks no more: chored leaves, and the next one will. */
  close(): void {
    this.#closed = true;
    for (const run of [...this.#waiting.keys()]) this.forget(run);
  }

  /** Runs that it will look at again. */
  get open(): number {
    return this.#waiting.size;
  }

  /** Which they are, for the dump of chored's data. */
  get runs(): number[] {
    return [...this.#waiting.keys()];
  }

  #look(id: number): Finding {
    crashPoint("examining");
    const session = this.#session();
    const run = session.store.run(id);
    if (this.#closed || run === undefined || run.endedAt !== null) return "settled";
    // while our own child lives only its end counts: two signs of one death must not start two successors
    if (session.workers.hasChild(id) || session.workers.isAttached(id)) return "settled";
    const paths = pathsOf(session, id);
    const isDeleted = !exists(paths.w);
    const heldBack = exists(paths.ticket) ? undefined : this.#holdBack(run, { isDeleted });
    if (heldBack !== undefined) return heldBack;
    if (isDeleted) {
      closeRun(session, run, {
        kind: "lost",
        reason: "its run folder was deleted; its processes may still run",
      });
      return "ended";
    }
    try {
      return this.#own(run, paths);
    } catch (error) {
      if (!isMisplaced(error)) throw error;
      closeRun(session, run, {
        kind: "lost",
        reason: cutReason(
          `its run folder is not as a worker leaves it; its processes may still run: ${
            error instanceof Error ? error.message : error
          }`,
        ),
      });
      return "ended";
    }
  }

  #own(run: RunRow, paths: RunPaths): Finding {
    using lock = tryLock(paths.workerLock);
    return lock === null ? "wait" : this.#decide(run, paths);
  }

  /** A run that had no worker yet waits for the hooks before it; undefined where it has none, or is past them. */
  #holdBack(run: RunRow, { isDeleted }: { isDeleted: boolean }): Finding | undefined {
    const session = this.#session();
    const passage = passageFor(session, run);
    if (passage.kind === "pending") {
      // whoever wanted the run to end may not have come as far as its hooks
      if (run.ender !== null) stopPre(session, run.id, stopOf(run, run.ender));
      return "settled";
    }
    if (passage.kind === "free" && (isDeleted || !wasHeld(session, run))) return undefined;
    if (run.ender !== null || passage.kind === "barred") {
      const reason = passage.kind === "barred" && run.ender === null
        ? passage.reason
        : "it was stopped before it started";
      closeRun(session, run, { kind: "refused", reason: cutReason(reason) });
      return "ended";
    }
    if (session.ending) return "settled";
    session.recovery.note(run.id, "startedAgain");
    goOn(session, run);
    return "again";
  }

  /** The worker is gone, and none can begin while we hold its lock. */
  #decide(run: RunRow, paths: RunPaths): Finding {
    const session = this.#session();
    const final = readFinal(paths);
    if (final?.state.phase === "ended") {
      finishRun(session, run, final.state);
      return "ended";
    }
    if (exists(paths.go)) return this.#follow(run, paths);
    const refusal = readRefusal(paths);
    if (refusal !== undefined) {
      closeRun(session, run, { kind: "refused", reason: refusal });
      return "ended";
    }
    // a gate at its read gets the end of its stdin; an old launcher may be about to start
    if (isLocked(paths.aliveLock)) return "wait";
    const started = readStarted(paths);
    if (started !== undefined && started.boot !== session.options.boot) {
      closeRun(session, run, {
        kind: "lost",
        reason: "the machine went down as it started: it may have run",
      });
      return "ended";
    }
    return this.#again(run);
  }

  /** It ran, and its worker is gone: somebody takes it over, where its gate waits for that, or buries it. */
  #follow(run: RunRow, paths: RunPaths): Finding {
    const session = this.#session();
    const attempts = run.mode === "adopt" ? run.attempts + 1 : 1;
    const isHere = readStarted(paths)?.boot === session.options.boot;
    const { orphan } = readTicket(paths) ?? session.store.job(run.job)?.spec ?? {};
    if (orphan !== "adopt" || !isHere || attempts > LIMITS.adoptAttempts) return this.#bury(run);
    session.log.warn(`run ${run.id}: its worker is gone: another takes the job over`);
    relaunch(session, run, { mode: "adopt", attempts });
    return "adopt";
  }

  #bury(run: RunRow): Finding {
    const session = this.#session();
    const isFirst = session.recovery.note(run.id, "lost");
    const attempts = run.mode === "bury" ? nextAttempt(run, { isFirst }) : 1;
    if (attempts > LIMITS.startAttempts) {
      closeRun(session, run, {
        kind: "lost",
        reason: cutReason(`its worker died, and so did those sent after it${said(session, run)}`),
      });
      return "ended";
    }
    session.log.warn(`run ${run.id}: its worker is gone: an undertaker follows`);
    relaunch(session, run, { mode: "bury", attempts });
    return "bury";
  }

  /** Its command provably never ran. */
  #again(run: RunRow): Finding {
    const session = this.#session();
    if (run.ender !== null) {
      closeRun(session, run, { kind: "refused", reason: "it was stopped before it started" });
      return "ended";
    }
    const againAt = this.#againAt.get(run.id) ?? -Infinity;
    if (performance.now() < againAt + LIMITS.startRetryMs) return "wait";
    const isFirst = session.recovery.note(run.id, "startedAgain");
    const attempts = nextAttempt(run, { isFirst });
    if (attempts > LIMITS.startAttempts) {
      closeRun(session, run, {
        kind: "refused",
        reason: cutReason(`its worker cannot start: ${run.attempts} attempts${said(session, run)}`),
      });
      return "ended";
    }
    session.log.warn(`run ${run.id}: its worker died before the command ran: again`);
    this.#againAt.set(run.id, performance.now());
    relaunch(session, run, { mode: "run", attempts });
    return "again";
  }
}

function stopOf(run: RunRow, ender: Ender) {
  return { graceMs: run.stopMs ?? LIMITS.graceMs, by: `stopped with run ${run.id}`, ender };
}

/** What the worker, or its launcher, complained of last. */
function said(session: Session, run: RunRow): string {
  const words = readLastLine(`${pathsOf(session, run.id).w}/worker.err`) ??
    session.workers.takeLastWords(run.id);
  return words === undefined ? "" : `: it said: ${words}`;
}

/** What a chored's own death cut short is no attempt: else a few of those would cost a job its run. */
function nextAttempt(run: RunRow, { isFirst }: { isFirst: boolean }): number {
  return isFirst ? run.attempts : run.attempts + 1;
}
