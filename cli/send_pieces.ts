/** Sends to a job's standard input, a piece at a time; the reply to each is what holds us back. */

import { LIMITS } from "../limits.ts";
import { isLonger } from "../system/clock.ts";
import { Disconnected, Refusal } from "../wire/client.ts";
import type { Sent } from "../wire/input_views.ts";
import { noDaemon, refused } from "./failure.ts";
import { selectNamed } from "./select.ts";
import type { Session } from "./session.ts";

type Source = Uint8Array | Pick<typeof Deno.stdin, "read"> | undefined;

export interface SendWish {
  readonly job: string;
  /** the end of the input follows */
  readonly eof: boolean;
  /** wait until the job runs */
  readonly wait: boolean;
  /** how long one piece may take; for ever where none is given */
  readonly patienceMs: number | undefined;
}

/** Pieces that chored takes, as they come. */
export async function* pieces(source: Source): AsyncGenerator<Uint8Array> {
  const most = LIMITS.inputChunkBytes;
  if (source === undefined) return;
  if (source instanceof Uint8Array) {
    for (let offset = 0; offset < source.length; offset += most) {
      yield source.subarray(offset, offset + most);
    }
    return;
  }
  const buffer = new Uint8Array(most);
  for (;;) {
    const count = await source.read(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}

/** @throws {Failure | Refusal} which says how much was taken */
export async function sendPieces(
  session: Session,
  all: AsyncIterable<Uint8Array>,
  wish: SendWish,
): Promise<Sent & { readonly bytes: number }> {
  const { job, wait } = wish;
  if (wait) {
    await session.call("wait", { jobs: selectNamed([job], { verb: "send" }), until: "start" });
  }
  const sending = new Sending(session, wish);
  for await (const piece of all) await sending.send(piece, { eof: false });
  return await sending.end();
}

class Sending {
  readonly #session: Session;
  readonly #wish: SendWish;
  #bytes = 0;
  #sent: Sent | undefined;

  constructor(session: Session, wish: SendWish) {
    this.#session = session;
    this.#wish = wish;
  }

  async send(bytes: Uint8Array, { eof }: { eof: boolean }): Promise<void> {
    const { job, patienceMs } = this.#wish;
    const run = this.#sent === undefined ? {} : { run: this.#sent.run };
    const reply = this.#session.call("send", { job, bytes, eof, ...run });
    try {
      if (patienceMs !== undefined && await isLonger(reply, patienceMs)) {
        reply.catch(() => {
          // given up
        });
        throw refused(
          `Cannot send to job "${job}": it takes nothing for ${
            patienceMs / 1000
          } s: ${this.#taken}`,
        );
      }
      this.#sent = await reply;
      this.#bytes += bytes.length;
    } catch (error) {
      throw this.#explain(error, bytes.length);
    }
  }

  /** An end of the input, or nothing at all, is a piece as well: it shows whether the job takes any. */
  async end(): Promise<Sent & { readonly bytes: number }> {
    if (this.#wish.eof || this.#sent === undefined) {
      await this.send(new Uint8Array(), { eof: this.#wish.eof });
    }
    if (this.#sent === undefined) throw new Error("nothing was sent");
    return { ...this.#sent, bytes: this.#bytes };
  }

  get #taken(): string {
    return `${this.#bytes} bytes were taken`;
  }

  /** Once something was taken a failure says how much. */
  #explain(error: unknown, length: number): unknown {
    if (error instanceof Disconnected) {
      const last = length === 0 ? "" : `, and perhaps ${length} more`;
      return noDaemon(`${error.message}: ${this.#taken}${last}`);
    }
    if (this.#bytes === 0 || !(error instanceof Refusal)) return error;
    return new Refusal(error.code, `${error.message}: ${this.#taken}`);
  }
}
