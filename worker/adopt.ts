/** Mode `adopt`: takes over a job whose worker was killed. It is not the job's parent: the gate, which waited, tells the end. */

import type { Outcome } from "../job/outcome.ts";
import { type EndedState, FinalShape, type Started, StartedShape } from "../job/run.ts";
import { STREAMS } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import { isLocked } from "../system/lock.ts";
import { listGroup } from "../system/ps.ts";
import { buryJob } from "./bury.ts";
import { type Cgroup, cgroupOf } from "./cgroup.ts";
import type { OwnedRun } from "./claim.ts";
import { endInside, readTold } from "./confined.ts";
import { Desk } from "./desk.ts";
import { drain } from "./drain.ts";
import { dumpRun } from "./dump.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { readExitRecord } from "./exit_record.ts";
import { copyFifo } from "./fifo.ts";
import { finishRun } from "./finish.ts";
import { Group } from "./group.ts";
import { GroupStop } from "./group_stop.ts";
import { ignoreSignals } from "./ignore_signals.ts";
import { JobActs } from "./job_acts.ts";
import type { Copying } from "./copying.ts";
import { Output } from "./output.ts";
import { readRecord } from "./read_record.ts";
import { writeDebug } from "./records.ts";
import { Rules } from "./rules.ts";

/** A run that has its final record, or whose gate cannot live any more, is the undertaker's. */
export async function adoptJob(owned: OwnedRun, pipe: EarlyPipe): Promise<number> {
  ignoreSignals();
  const started = readRecord(owned.paths.started, StartedShape);
  const isOver = readRecord(owned.paths.final, FinalShape)?.state.phase === "ended";
  if (isOver || started === undefined || started.boot !== owned.boot) {
    return await buryJob(owned, pipe);
  }
  crashPoint("adopt-begun");
  return await new Adopter(owned, started).watch(pipe);
}

class Adopter {
  readonly #output: Output;
  readonly #cgroup: Cgroup | undefined;
  readonly #group: Group;
  readonly #stop: GroupStop;
  readonly #acts: JobActs;
  readonly #rules: Rules;
  readonly #desk: Desk;
  readonly #gone = Promise.withResolvers<void>();

  constructor(readonly owned: OwnedRun, readonly started: Started) {
    this.#output = new Output(owned, {
      changed: () => this.#desk.noteLogging(this.#output.logging),
      full: () => this.#acts.stopForLog(),
    });
    this.#cgroup = cgroupOf(owned);
    this.#group = new Group(started.pid, {
      ...{ inner: () => readTold(owned.paths)?.leader, cgroup: this.#cgroup },
    });
    this.#stop = new GroupStop((signal) => this.#group.signal(signal));
    this.#acts = new JobActs(owned, {
      group: this.#group,
      stop: this.#stop,
      output: this.#output,
      // only a job that its worker does not feed can be taken over
      send: () => Promise.resolve({ ok: false, detail: "its worker was killed" }),
      rules: () => this.#rules,
      dump: () => this.#dump(),
    });
    this.#rules = new Rules(owned, {
      output: this.#output,
      acts: this.#acts,
      tell: (report) => this.#desk.tell(report),
    });
    this.#desk = new Desk(owned, this.#acts, this.#rules);
  }

  async watch(pipe: EarlyPipe): Promise<number> {
    const { pid, at: startedAt } = this.started;
    const copies = this.#copyAll();
    this.#acts.begin(restOfLimit(this.owned.ticket.timeoutMs, { startedAt }));
    this.#desk.change({ phase: "running", pid, startedAt });
    this.#desk.noteLogging(this.#output.logging);
    this.#desk.open(pipe);
    await this.#acts.statistics.goOn(startedAt);
    const gateEnd = await this.#gateEnd();
    const endedAt = Date.now();
    const inner = this.#group.endInner();
    this.#gone.resolve();
    this.#output.finish();
    const { timedOut, logFull } = await this.#acts.endLimit();
    await Promise.all([inner, drain(copies, this.#stop)]);
    const leftBehind = await this.#outlives();
    const grouped = await this.#cgroup?.end();
    crashPoint("adopt-done");
    this.#stop.settle();
    const [ruled] = await Promise.all([this.#rules.finish(), this.#output.sync()]);
    const outcome = endInside(gateEnd, this.owned.paths);
    const { stdoutBytes, stderrBytes, droppedBytes } = this.#output;
    const ended: EndedState = {
      ...{ phase: "ended", outcome, pid, startedAt, endedAt, leftBehind, timedOut },
      ...{ logFull },
      ...ruled === undefined ? {} : { ruled },
      ...grouped?.ooms ? { ooms: grouped.ooms } : {},
      ...{ stdoutBytes, stderrBytes, droppedBytes },
    };
    await finishRun(this.#desk, ended, { meanwhile: () => this.#writeLast(ended) });
    await this.#output.packRest();
    return 0;
  }

  /** In mode `direct` the job writes to its files by itself. */
  #copyAll(): Copying[] {
    if (this.owned.ticket.output !== "fifo") return [];
    const gone = this.#gone.promise;
    return STREAMS.map((stream) =>
      copyFifo(`${this.owned.paths[stream]}.fifo`, (bytes) => this.#rules.take(stream, bytes), {
        gone,
      })
    );
  }

  /** The gate's record is the end; a gate that was killed leaves none, and the lock or ps(1) tells. */
  async #gateEnd(): Promise<Outcome> {
    for (let looks = 1;; looks++) {
      const lives = isLocked(this.owned.paths.aliveLock) &&
        (looks % leaderLooks !== 0 || await isLiving(this.started.pid));
      // read after the look: a gate that has ended had written it before
      const code = readExitRecord(this.owned.paths);
      if (code !== undefined) return { kind: "exited", code };
      if (!lives) return this.#unrecorded();
      await sleep(LIMITS.adoptedLookMs);
    }
  }

  /** Whether the rest of the group lives on; the gate itself stays a moment longer than the command. */
  async #outlives(): Promise<boolean> {
    let leftMs: number = LIMITS.gateStayMs;
    while (isLocked(this.owned.paths.aliveLock) && await this.#group.isAlive()) {
      if (leftMs <= 0) return true;
      await sleep(LIMITS.adoptedLookMs);
      leftMs -= LIMITS.adoptedLookMs;
    }
    return false;
  }

  #unrecorded(): Outcome {
    return this.#stop.hasKilled
      ? { kind: "signaled", signal: "SIGKILL" }
      : { kind: "lost", reason: "its worker was killed, and so was the gate that knew its end" };
  }

  #writeLast(ended: EndedState): void {
    this.#acts.statistics.end(ended);
    writeDebug(this.owned.paths, this.#dump());
  }

  #dump(): object {
    return dumpRun(this.owned, {
      state: this.#desk.state,
      output: this.#output.dump,
      input: undefined,
      stop: this.#stop.dump,
      limit: this.#acts.limit.dump,
      rules: this.#rules.dump,
      link: this.#desk.dump,
    });
  }
}

/** Looks at the lock for each look at the gate itself, which takes a program. */
const leaderLooks = 20;

async function isLiving(pid: number): Promise<boolean> {
  try {
    return (await listGroup(pid)).some((row) => row.pid === pid && !row.isZombie);
  } catch {
    return true; // ps(1) cannot be run: the lock's word stands
  }
}

/**
 * What is left of the limit, as far as the time of day tells: it may have been set, and then at most the
 * whole limit is left. How long the job was paused only its worker knew: that counts as if it had run.
 */
function restOfLimit(timeoutMs: number, { startedAt }: { readonly startedAt: number }): number {
  // 0 is no limit, so one that is over has a rest too
  return Math.min(timeoutMs, Math.max(1, startedAt + timeoutMs - Date.now()));
}
