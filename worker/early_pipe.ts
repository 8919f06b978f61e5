/** The pipe to chored, read from the worker's first moment: an order that lies there is heard before the job starts. */

import type { Duplex } from "../wire/channel.ts";
import { standardPipe } from "../wire/pipe.ts";

/** An order is small; what is longer comes with the next read. Less than any reader's own buffer. */
const firstBytes = 1024;

export class EarlyPipe implements Duplex {
  readonly #pipe = standardPipe();
  readonly #buffer = new Uint8Array(firstBytes);
  readonly #first = this.#pipe.read(this.#buffer);
  readonly #heard = Promise.withResolvers<void>();
  #reads = 0;
  #hasWords = false;

  constructor() {
    this.#first.then((count) => this.#hasWords = count !== null, () => {
      // whoever reads the pipe is told
    });
  }

  /** Whether something has come that nobody has read yet. */
  get hasWords(): boolean {
    return this.#hasWords;
  }

  /** Resolves once what came first has been dealt with, which is when its reader asks for more. */
  get heard(): Promise<void> {
    return this.#heard.promise;
  }

  /** Lets the first read end, where its bytes are there; it waits for nothing. */
  async listenBriefly(): Promise<void> {
    await Promise.race([this.#first, Deno.stdout.write(new Uint8Array())]).catch(() => {
      // a broken pipe brings no orders
    });
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    if (++this.#reads > 1) {
      this.#heard.resolve();
      return await this.#pipe.read(buffer);
    }
    const count = await this.#first;
    this.#hasWords = false;
    if (count !== null) buffer.set(this.#buffer.subarray(0, count));
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#pipe.write(bytes);
  }

  close(): void {
    this.#heard.resolve();
    this.#pipe.close();
  }
}
