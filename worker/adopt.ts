/** Mode `adopt`: takes over a job whose gate waits for it, from a worker that was killed. It is not the job's parent: the gate tells the end. */

import type { Outcome } from "../job/outcome.ts";
import { type EndedState, FinalShape, type Started, StartedShape, type Usage } from "../job/run.ts";
import type { SignalName } from "../job/signal.ts";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import { sleep } from "../system/clock.ts";
import { isLocked } from "../system/lock.ts";
import { listGroup } from "../system/ps.ts";
import type { OwnedRun } from "./claim.ts";
import { type Acts, type Answer, Desk } from "./desk.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { copyFifo } from "./fifo.ts";
import { announceEnd, finishRun } from "./finish.ts";
import { Group } from "./group.ts";
import { GroupStop } from "./group_stop.ts";
import { ignoreSignals } from "./ignore_signals.ts";
import { type Copying, Output } from "./output.ts";
import { readRecord, writeDebug, writeStats } from "./records.ts";
import { answerOf, drain } from "./keeper.ts";
import { sumUsage } from "./usage.ts";

export async function adoptJob(owned: OwnedRun, pipe: EarlyPipe): Promise<number> {
  ignoreSignals();
  const started = readRecord(owned.paths.started, StartedShape);
  const adopter = new Adopter(owned, started);
  adopter.desk.open(pipe);
  const final = readRecord(owned.paths.final, FinalShape);
  if (final?.state.phase === "ended") {
    await announceEnd(adopter.desk, final.state);
    return 0;
  }
  await adopter.watch();
  return 0;
}

class Adopter implements Acts {
  readonly desk: Desk;
  readonly #output: Output;
  readonly #group: Group | undefined;
  readonly #stop: GroupStop;
  readonly #ended = Promise.withResolvers<void>();
  #copies: readonly Copying[] = [];

  constructor(readonly owned: OwnedRun, readonly started: Started | undefined) {
    this.desk = new Desk(owned, this);
    this.#output = new Output(owned.paths, owned.ticket.output);
    this.#group = started?.boot === owned.boot ? new Group(started.pid) : undefined;
    this.#stop = new GroupStop((signal) =>
      this.#group?.signal(signal) ?? Promise.resolve({ kind: "gone" })
    );
  }

  async watch(): Promise<void> {
    const { started } = this;
    if (started === undefined || this.#group === undefined) {
      const reason = started === undefined
        ? "there is no record of its start"
        : "the machine was restarted";
      return await this.#finish({ kind: "lost", reason }, { leftBehind: false });
    }
    if (this.owned.ticket.output === "fifo") {
      this.#copies = [this.#copy("stdout"), this.#copy("stderr")];
    }
    this.desk.change({ phase: "running", pid: started.pid, startedAt: started.at });
    const outcome = await this.#gateEnd(started.pid);
    this.#ended.resolve();
    await drain(this.#copies, this.#stop);
    const leftBehind = isLocked(this.owned.paths.aliveLock) && await this.#group.isAlive();
    await this.#finish(outcome, { leftBehind });
  }

  async usage(): Promise<Answer> {
    const rows = await listGroup(this.started?.pid ?? 0);
    const usage: Usage = sumUsage(rows, this.#output, { at: Date.now() });
    writeStats(this.owned.paths, usage);
    return { ok: true, usage };
  }

  debug(): Promise<Answer> {
    const { run, mode, ticket } = this.owned;
    writeDebug(this.owned.paths, {
      ...{
        run,
        mode,
        orphan: ticket.orphan,
        started: this.started ?? null,
        state: this.desk.state,
      },
      ...{ output: this.#output.dump, stop: this.#stop.dump, channel: this.desk.dump },
    });
    return Promise.resolve({ ok: true });
  }

  async signal(signal: SignalName): Promise<Answer> {
    return answerOf(await (this.#group?.signal(signal) ?? { kind: "gone" as const }));
  }

  async stop(graceMs: number): Promise<Answer> {
    return answerOf(await this.#stop.order(graceMs));
  }

  #copy(stream: "stdout" | "stderr"): Copying {
    const path = `${this.owned.paths[stream]}.fifo`;
    return copyFifo(path, (bytes) => this.#output.take(stream, bytes), {
      gone: this.#ended.promise,
    });
  }

  /** The gate's record is the end; a gate that was killed leaves none, and the lock or ps(1) tells. */
  async #gateEnd(pid: number): Promise<Outcome> {
    for (let looks = 1;; looks++) {
      const lives = isLocked(this.owned.paths.aliveLock) &&
        (looks % leaderLooks !== 0 || await isLiving(pid));
      // the record is read after the look: a gate that has ended had written it before
      const code = this.#recordedCode();
      if (code !== undefined) return { kind: "exited", code };
      if (!lives) return this.#unrecorded();
      await sleep(LIMITS.adoptedLookMs);
    }
  }

  #recordedCode(): number | undefined {
    const text = readText(this.owned.paths.exitCode, LIMITS.recordBytes);
    const code = /^(\d{1,3})\n$/.exec(text ?? "")?.[1];
    return code === undefined ? undefined : Number(code);
  }

  #unrecorded(): Outcome {
    return this.#stop.hasKilled
      ? { kind: "signaled", signal: "SIGKILL" }
      : { kind: "lost", reason: "its worker was killed, and so was the gate that knew its end" };
  }

  async #finish(outcome: Outcome, { leftBehind }: { leftBehind: boolean }): Promise<void> {
    this.#stop.settle();
    await this.#output.sync();
    const { stdoutBytes, stderrBytes, droppedBytes } = this.#output;
    const ended: EndedState = {
      phase: "ended",
      outcome,
      ...(this.started === undefined ? {} : { pid: this.started.pid, startedAt: this.started.at }),
      ...{ endedAt: Date.now(), stdoutBytes, stderrBytes, droppedBytes, leftBehind },
    };
    await finishRun(this.desk, ended, { meanwhile: () => void this.debug() });
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
