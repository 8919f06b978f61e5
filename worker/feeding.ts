/** What a worker feeds its job: what chored orders, what comes by the FIFO, or what another run prints. */

import type { Input } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { isLonger } from "../system/clock.ts";
import { messageOf } from "./append_file.ts";
import type { OwnedRun } from "./claim.ts";
import { complain } from "./complain.ts";
import type { Answer } from "./desk.ts";
import { copyFifo, type FifoCopying } from "./fifo.ts";
import { JobInput } from "./job_input.ts";
import { putAwayFifo } from "./put_away_fifo.ts";
import { RunOutput } from "./run_output.ts";

/** What somebody sends: bytes, and perhaps the end behind them. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly eof: boolean;
}

export class Feeding {
  readonly #owned: OwnedRun;
  readonly #input: JobInput;
  #fifo: FifoCopying | undefined;
  #source: RunOutput | undefined;
  #fifoEnd: Promise<void> | undefined;

  /** Begins at once; `stdin` is the pipe behind the word `go`. */
  constructor(owned: OwnedRun, input: Input, { stdin }: Pick<Deno.ChildProcess, "stdin">) {
    this.#owned = owned;
    this.#input = new JobInput(stdin);
    if (input.kind === "fifo") this.#fifo = this.#copyFifo();
    if (input.kind === "run") {
      this.#source = new RunOutput(otherFolder(owned, input.run), { isOver: input.isOver });
      this.#feed(this.#source);
    }
  }

  /** Bytes of the other run that were rotated away before they were read; undefined where there is none. */
  get missedBytes(): number | undefined {
    return this.#source?.missedBytes;
  }

  get dump(): object {
    return { ...this.#input.dump, ...this.#source?.dump };
  }

  /** Answers once the job's pipe has it: that is what holds a sender back. */
  async send({ bytes, eof }: Sent): Promise<Answer> {
    let reason = bytes.length === 0 ? this.#input.closed : await this.#input.take(bytes);
    if (reason === undefined && eof) {
      await this.#endFifo();
      reason = await this.#input.end();
    }
    return reason === undefined ? { ok: true } : { ok: false, detail: reason };
  }

  /** The job has ended: nothing is fed any more. */
  async settle(): Promise<void> {
    this.#input.settle();
    this.#source?.stop();
    if (this.#fifo !== undefined) await isLonger(this.#endFifo(), LIMITS.endingMs);
  }

  #copyFifo(): FifoCopying {
    const fifo = copyFifo(this.#owned.paths.stdin, (bytes) => this.#takeCopy(bytes), {
      gone: Promise.resolve(),
    });
    fifo.ended.then(() => putAwayFifo(this.#owned.paths));
    return fifo;
  }

  /** The FIFO's buffer is used again. Once the job reads no more, whoever writes is to see that. */
  async #takeCopy(bytes: Uint8Array): Promise<void> {
    const reason = await this.#input.take(bytes.slice());
    if (reason !== undefined) throw new Error(reason);
  }

  /** What was written to it before is passed on first. */
  #endFifo(): Promise<void> {
    if (this.#fifoEnd === undefined) {
      this.#fifo?.finish();
      this.#fifoEnd = this.#fifo?.ended ?? Promise.resolve();
    }
    return this.#fifoEnd;
  }

  async #feed(source: RunOutput): Promise<void> {
    try {
      for await (const bytes of source) {
        if (await this.#input.take(bytes) !== undefined) return;
      }
    } catch (error) {
      complain(`Cannot read on what the other job prints: ${messageOf(error)}`);
    }
    await this.#input.end();
  }
}

/** The worker's part of another run's folder, which the launcher lets us read. */
function otherFolder({ paths }: OwnedRun, run: number): string {
  return `${paths.folder.slice(0, paths.folder.lastIndexOf("/"))}/${run}/w`;
}
