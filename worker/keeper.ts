/** The keeper of a running job: copies its output, hears orders, waits for its end and puts that on record. */

import type { Outcome } from "../job/outcome.ts";
import type { EndedState } from "../job/run.ts";
import { type StreamName, STREAMS } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { OwnedRun } from "./claim.ts";
import { Desk } from "./desk.ts";
import { drain } from "./drain.ts";
import { dumpRun } from "./dump.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { endOf, judge, readMarks } from "./ending.ts";
import { copyFifo, type FifoCopying } from "./fifo.ts";
import { finishRun } from "./finish.ts";
import { Group } from "./group.ts";
import { GroupStop } from "./group_stop.ts";
import { ignoreSignals } from "./ignore_signals.ts";
import { JobActs } from "./job_acts.ts";
import { type Copying, copyStream, Output } from "./output.ts";
import { writeDebug, writePid, writeStats } from "./records.ts";
import { endUsage } from "./usage.ts";

export class Keeper {
  readonly #output: Output;
  readonly #group: Group;
  readonly #stop: GroupStop;
  readonly #acts: JobActs;
  readonly #desk: Desk;
  readonly #copies: readonly Copying[];
  readonly #fifos: readonly FifoCopying[];
  #startedAt: number | undefined;

  constructor(readonly owned: OwnedRun, readonly gate: Deno.ChildProcess) {
    ignoreSignals();
    this.#output = new Output(owned.paths, owned.ticket.output);
    this.#fifos = owned.ticket.output === "fifo" ? this.#copyFifos() : [];
    // what the gate itself says before it is the job comes by the pipe in every mode
    this.#copies = [
      ...STREAMS.map((stream) => copyStream(gate[stream], this.#taker(stream))),
      ...this.#fifos,
    ];
    this.#group = new Group(gate.pid, (signal) => gate.kill(signal));
    this.#stop = new GroupStop((signal) => this.#group.signal(signal));
    this.#acts = new JobActs(owned, {
      group: this.#group,
      stop: this.#stop,
      output: this.#output,
      dump: () => this.#dump(),
    });
    this.#desk = new Desk(owned, this.#acts);
  }

  /** Somebody stopped the job before it began. */
  get isStopped(): boolean {
    return this.#acts.isStopped;
  }

  /** Resolves once the job may write: its fifos are open, where it has any. */
  async reads(): Promise<void> {
    await Promise.all(this.#fifos.map(({ opened }) => opened));
  }

  /** Puts on record that the job runs, as far as anybody can know. */
  begin(startedAt: number): void {
    this.#startedAt = startedAt;
    this.#acts.begin(this.owned.ticket.timeoutMs);
    this.#desk.change({ phase: "running", pid: this.gate.pid, startedAt });
    writePid(this.owned.paths, this.gate.pid);
  }

  /** Says hello to chored, and hears it from now on. */
  listen(pipe: EarlyPipe): void {
    this.#desk.open(pipe);
  }

  /** Resolves once all orders that have come are under way. */
  answered(): Promise<void> {
    return this.#desk.answered;
  }

  /** Stays until the job has ended and its end is on record. Gives the worker's exit code. */
  async watch(): Promise<number> {
    // the right to start the gate is used up
    await Deno.permissions.revoke({ name: "run", command: this.owned.paths.gate });
    const end = await endOf(this.gate);
    const endedAt = Date.now();
    const [timedOut, isLeft, haveEnded] = await Promise.all([
      this.#acts.endLimit(),
      this.#group.isAlive(),
      drain(this.#copies, this.#stop),
    ]);
    const leftBehind = !haveEnded || (isLeft && await this.#outlives());
    this.#stop.settle();
    crashPoint("job-ended");
    await this.#output.sync();
    const ended = this.#describe(end, { endedAt, leftBehind, timedOut });
    await finishRun(this.#desk, ended, { meanwhile: () => this.#writeLast(ended) });
    return 0;
  }

  #copyFifos(): FifoCopying[] {
    const gone = this.gate.status.catch(() => {
      // told by endOf()
    });
    return STREAMS.map((stream) =>
      copyFifo(`${this.owned.paths[stream]}.fifo`, this.#taker(stream), { gone })
    );
  }

  #taker(stream: StreamName) {
    return (bytes: Uint8Array) => this.#output.take(stream, bytes);
  }

  /** Whether the rest of the group lives on. A stop is for the whole group: its end is waited for. */
  async #outlives(): Promise<boolean> {
    let endingMs: number = LIMITS.endingMs;
    let killedMs: number = LIMITS.killedMs;
    while (await this.#group.isAlive()) {
      if ((this.#stop.isUnderWay ? killedMs : endingMs) <= 0) return true;
      await sleep(LIMITS.goneRetryMs);
      endingMs -= LIMITS.goneRetryMs;
      if (this.#stop.hasKilled) killedMs -= LIMITS.goneRetryMs;
    }
    return false;
  }

  #describe(
    end: Outcome,
    given: Pick<EndedState, "endedAt" | "leftBehind" | "timedOut">,
  ): EndedState {
    const marks = readMarks(this.owned.paths);
    return {
      phase: "ended",
      outcome: judge(end, marks, { isStopped: this.isStopped }),
      pid: this.gate.pid,
      ...(this.#startedAt === undefined ? {} : { startedAt: this.#startedAt }),
      stdoutBytes: this.#output.stdoutBytes,
      stderrBytes: this.#output.stderrBytes,
      droppedBytes: this.#output.droppedBytes,
      ...given,
    };
  }

  #writeLast(ended: EndedState): void {
    writeStats(this.owned.paths, endUsage(ended, this.#acts.lastUsage));
    writeDebug(this.owned.paths, this.#dump());
  }

  #dump(): object {
    return dumpRun(this.owned, {
      state: this.#desk.state,
      output: this.#output.dump,
      stop: this.#stop.dump,
      limit: this.#acts.limit.dump,
      link: this.#desk.dump,
    });
  }
}
