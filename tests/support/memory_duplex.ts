// The two byte streams under a channel, in memory: a test says what is read, and when a write is taken.

import type { Duplex } from "../../wire/channel.ts";

type Step = { readonly bytes: Uint8Array } | { readonly error: Error } | "end";

export class MemoryDuplex implements Duplex {
  readonly #steps: Step[] = [];
  #wake: (() => void) | undefined;
  #open = Promise.withResolvers<void>();
  readonly #written: Uint8Array[] = [];
  /** how often it was written to */
  writes = 0;
  /** how often it was closed */
  closes = 0;
  /** the most bytes that one write takes */
  writeBytes = Infinity;
  /** what the next write ends with */
  writeError: Error | undefined;

  constructor({ isSlow = false } = {}) {
    if (!isSlow) this.#open.resolve();
  }

  /** All that was written and taken. */
  get written(): readonly Uint8Array[] {
    return this.#written;
  }

  /** The next read gives `bytes`. */
  give(bytes: Uint8Array): void {
    this.#step({ bytes });
  }

  /** The next read throws `error`. */
  fail(error: Error): void {
    this.#step({ error });
  }

  /** Nothing more comes. */
  end(): void {
    this.#step("end");
  }

  /** From now on, whatever is written is taken. */
  takeAll(): void {
    this.#open.resolve();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#steps.length === 0) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const step = this.#steps.shift() ?? "end";
    if (step === "end") return null;
    if ("error" in step) throw step.error;
    const part = step.bytes.subarray(0, buffer.length);
    if (part.length < step.bytes.length) {
      this.#steps.unshift({ bytes: step.bytes.subarray(part.length) });
    }
    buffer.set(part);
    return part.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    await this.#open.promise;
    if (this.writeError !== undefined) throw this.writeError;
    const part = bytes.subarray(0, this.writeBytes);
    this.#written.push(part.slice());
    return part.length;
  }

  close(): void {
    this.closes++;
    this.#step("end");
  }

  #step(step: Step): void {
    this.#steps.push(step);
    this.#wake?.();
  }
}
