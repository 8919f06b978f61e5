// A client that sends whatever a test wants through the real socket, and hears what chored says.

import { encodeFrame, FrameReader } from "../../wire/frame.ts";
import { PROTOCOL_VERSION } from "../../wire/version.ts";
import { within } from "./deadline.ts";

export interface Word {
  readonly kind?: string;
  readonly id?: number;
  readonly code?: string;
  readonly message?: string;
  readonly value?: unknown;
}

export class RawClient implements Disposable {
  readonly #connection: Deno.UnixConn;
  readonly #reader = new FrameReader();
  readonly #heard: Word[] = [];

  private constructor(connection: Deno.UnixConn) {
    this.#connection = connection;
  }

  static async connect(path: string): Promise<RawClient> {
    return new RawClient(await Deno.connect({ transport: "unix", path }));
  }

  /** One that has said hello. */
  static async greet(path: string): Promise<RawClient> {
    const client = await RawClient.connect(path);
    await client.send(HELLO);
    await client.next();
    return client;
  }

  send(message: object): Promise<void> {
    return this.sendBytes(encodeFrame(message));
  }

  request(id: number, verb: string, { body = {} }: { body?: unknown } = {}): Promise<void> {
    return this.send({ kind: "request", id, verb, body });
  }

  async sendBytes(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      offset += await this.#connection.write(bytes.subarray(offset));
    }
  }

  /** The next word of chored; undefined once it has closed the connection. */
  next(): Promise<Word | undefined> {
    return within("a word of chored", this.#next());
  }

  /** All that chored still says before it closes the connection. */
  async rest(): Promise<Word[]> {
    const words: Word[] = [];
    for (let word = await this.next(); word !== undefined; word = await this.next()) {
      words.push(word);
    }
    return words;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #next(): Promise<Word | undefined> {
    const buffer = new Uint8Array(64 * 1024);
    while (this.#heard.length === 0) {
      const count = await this.#connection.read(buffer).catch(() => null);
      if (count === null) return undefined;
      this.#heard.push(...this.#reader.push(buffer.subarray(0, count)));
    }
    return this.#heard.shift();
  }
}

export const HELLO = {
  kind: "hello",
  role: "client",
  version: PROTOCOL_VERSION,
  who: "a test",
} as const;
