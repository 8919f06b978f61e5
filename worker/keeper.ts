/** The keeper of a running job: copies its output, hears orders, waits for its end and puts that on record. */

import type { Outcome } from "../job/outcome.ts";
import type { EndedState } from "../job/run.ts";
import { type StreamName, STREAMS } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import { type Cgroup, cgroupOf } from "./cgroup.ts";
import type { OwnedRun } from "./claim.ts";
import { type Answer, Desk } from "./desk.ts";
import { drain } from "./drain.ts";
import { dumpRun } from "./dump.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { endInside, readTold } from "./confined.ts";
import { endOf, judge, readMarks } from "./ending.ts";
import { copyFifo, type FifoCopying } from "./fifo.ts";
import type { Feeding, Sent } from "./feeding.ts";
import { finishRun } from "./finish.ts";
import { Group } from "./group.ts";
import { GroupStop } from "./group_stop.ts";
import { ignoreSignals } from "./ignore_signals.ts";
import { JobActs } from "./job_acts.ts";
import { type Copying, copyStream } from "./copying.ts";
import { Output } from "./output.ts";
import { writeDebug, writePid } from "./records.ts";
import { Rules } from "./rules.ts";

/** What is known at the end of a job beside how it ended. */
type Given =
  & Pick<EndedState, "endedAt" | "leftBehind" | "timedOut" | "logFull" | "ruled">
  & { readonly ooms: number | undefined };

export class Keeper {
  readonly #output: Output;
  readonly #cgroup: Cgroup | undefined;
  readonly #group: Group;
  readonly #stop: GroupStop;
  readonly #acts: JobActs;
  readonly #rules: Rules;
  readonly #desk: Desk;
  readonly #copies: readonly Copying[];
  readonly #fifos: readonly FifoCopying[];
  readonly #feeding = Promise.withResolvers<Feeding | undefined>();
  #fed: Feeding | undefined;
  #startedAt: number | undefined;

  constructor(readonly owned: OwnedRun, readonly gate: Deno.ChildProcess) {
    ignoreSignals();
    this.#output = new Output(owned, {
      changed: () => this.#desk.noteLogging(this.#output.logging),
      full: () => this.#acts.stopForLog(),
    });
    this.#fifos = owned.ticket.output === "fifo" ? this.#copyFifos() : [];
    // what the gate itself says before it is the job comes by the pipe in every mode
    this.#copies = [
      ...STREAMS.map((stream) => copyStream(gate[stream], this.#taker(stream))),
      ...this.#fifos,
    ];
    this.#cgroup = cgroupOf(owned);
    this.#group = new Group(gate.pid, {
      signalLeader: (signal) => gate.kill(signal),
      inner: () => readTold(owned.paths)?.leader,
      cgroup: this.#cgroup,
    });
    this.#stop = new GroupStop((signal) => this.#group.signal(signal));
    this.#acts = new JobActs(owned, {
      group: this.#group,
      stop: this.#stop,
      output: this.#output,
      send: (sent) => this.#send(sent),
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
    this.#desk.noteLogging(this.#output.logging);
    writePid(this.owned.paths, this.gate.pid);
  }

  /** The gate has read its word: what follows it is the job's input, where there is any. */
  feed(): void {
    const { input } = this.owned.ticket;
    if (input === undefined) return this.#feeding.resolve(undefined);
    this.#feeding.resolve(
      import("./feeding.ts").then(({ Feeding }) =>
        this.#fed = new Feeding(this.owned, input, this.gate)
      ),
    );
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
    this.#acts.statistics.begin(this.#startedAt ?? Date.now());
    const gateEnd = await endOf(this.gate);
    const endedAt = Date.now();
    await this.#group.endInner();
    this.#output.finish();
    // one that never began is fed nothing
    this.#feeding.resolve(undefined);
    await (await this.#feeding.promise)?.settle();
    const [{ timedOut, logFull }, isLeft, haveEnded] = await Promise.all([
      this.#acts.endLimit(),
      this.#group.isAlive(),
      drain(this.#copies, this.#stop),
    ]);
    const leftBehind = !haveEnded || (isLeft && await this.#outlives());
    this.#stop.settle();
    const grouped = await this.#cgroup?.end();
    crashPoint("job-ended");
    const [ruled] = await Promise.all([this.#rules.finish(), this.#output.sync()]);
    const end = endInside(gateEnd, this.owned.paths);
    const ooms = grouped?.ooms;
    const ended = this.#describe(end, { endedAt, leftBehind, timedOut, logFull, ruled, ooms });
    await finishRun(this.#desk, ended, { meanwhile: () => this.#writeLast(ended) });
    await this.#output.packRest();
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
    return (bytes: Uint8Array) => this.#rules.take(stream, bytes);
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
    { ruled, ooms, ...given }: Given,
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
      ...missed(this.#fed?.missedBytes),
      ...given,
      ...ruled === undefined ? {} : { ruled },
      ...ooms ? { ooms } : {},
    };
  }

  async #send(sent: Sent): Promise<Answer> {
    const feeding = await this.#feeding.promise;
    return await feeding?.send(sent) ??
      { ok: false, detail: "its standard input is not open" };
  }

  #writeLast(ended: EndedState): void {
    this.#acts.statistics.end(ended);
    writeDebug(this.owned.paths, this.#dump());
  }

  #dump(): object {
    return dumpRun(this.owned, {
      state: this.#desk.state,
      output: this.#output.dump,
      input: this.#fed?.dump,
      stop: this.#stop.dump,
      limit: this.#acts.limit.dump,
      rules: this.#rules.dump,
      link: this.#desk.dump,
    });
  }
}

function missed(bytes: number | undefined): Pick<EndedState, "missedBytes"> {
  return bytes === undefined || bytes === 0 ? {} : { missedBytes: bytes };
}
