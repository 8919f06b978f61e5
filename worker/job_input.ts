/** A job's standard input, a pipe: what comes for it goes in whole, one after the other, as fast as the job reads. */

/** Why something was not taken; undefined where it was. */
export type Reason = string | undefined;

export class JobInput {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #over = Promise.withResolvers<string>();
  #last: Promise<unknown> = Promise.resolve();
  #closed: Reason;
  #takenBytes = 0;

  constructor(stdin: WritableStream<Uint8Array>) {
    this.#writer = stdin.getWriter();
    this.#writer.closed.catch(() => {
      // told to whoever writes
    });
  }

  /** Why nothing can come any more; undefined while it can. */
  get closed(): Reason {
    return this.#closed;
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    return { takenBytes: this.#takenBytes, isOpen: this.#closed === undefined };
  }

  /** Resolves once the kernel has all of `bytes`, or with the reason why it has not. */
  take(bytes: Uint8Array): Promise<Reason> {
    return this.#inTurn(() => this.#write(bytes));
  }

  /** The job reads the end of its input behind what came before. */
  end(): Promise<Reason> {
    return this.#inTurn(() => {
      const reason = this.#closed;
      this.#close("its standard input was closed");
      return Promise.resolve(reason);
    });
  }

  /** The job has ended: whoever waits is told, also where something that it left behind has the pipe. */
  settle(): void {
    this.#close("it has ended");
    this.#over.resolve("it has ended");
  }

  #inTurn(act: () => Promise<Reason>): Promise<Reason> {
    const turn = this.#last.then(act);
    this.#last = turn;
    return Promise.race([turn, this.#over.promise]);
  }

  async #write(bytes: Uint8Array): Promise<Reason> {
    if (this.#closed !== undefined) return this.#closed;
    try {
      await this.#writer.write(bytes);
      this.#takenBytes += bytes.length;
    } catch {
      // nobody has the other end any more, and that is the job's own affair
      this.#close("it has closed its standard input");
    }
    return this.#closed;
  }

  #close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#writer.close().catch(() => {
      // closed from the other side
    });
  }
}
