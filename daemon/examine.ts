/** Examine: the one procedure for start-up and for every sign of a worker's death. */

import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import { exists } from "../system/durable.ts";
import { isLocked, tryLock } from "../system/lock.ts";
import type { RunPaths } from "../system/paths.ts";
import { readFinal, readRefusal, readStarted } from "./records.ts";
import type { RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import { closeRun, finishRun } from "./run_end.ts";
import { relaunch } from "./runs.ts";
import type { Session } from "./session.ts";

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

  #look(id: number): Finding {
    crashPoint("examining");
    const session = this.#session();
    const run = session.store.run(id);
    if (this.#closed || run === undefined || run.endedAt !== null) return "settled";
    // while our own child lives only its end counts: two signs of one death must not start two successors
    if (session.workers.hasChild(id) || session.workers.isAttached(id)) return "settled";
    const paths = pathsOf(session, id);
    if (!exists(paths.w)) {
      closeRun(session, run, {
        kind: "lost",
        reason: "its run folder was deleted; its processes may still run",
      });
      return "ended";
    }
    const lock = tryLock(paths.workerLock);
    if (lock === null) return "wait";
    try {
      return this.#decide(run, paths);
    } finally {
      lock.close();
    }
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
    const { orphan } = session.store.job(run.job)?.spec ?? {};
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
        reason: "its worker died, and so did those sent after it",
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
        reason: `its worker cannot start: ${run.attempts} attempts`,
      });
      return "ended";
    }
    session.log.warn(`run ${run.id}: its worker died before the command ran: again`);
    this.#againAt.set(run.id, performance.now());
    relaunch(session, run, { mode: "run", attempts });
    return "again";
  }
}

/** What a chored's own death cut short is no attempt: else a few of those would cost a job its run. */
function nextAttempt(run: RunRow, { isFirst }: { isFirst: boolean }): number {
  return isFirst ? run.attempts : run.attempts + 1;
}
