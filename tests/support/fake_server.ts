// A server on a real socket that does what a test says, in place of chored.

import { Channel } from "../../wire/channel.ts";
import { listenSocket } from "../../wire/socket.ts";
import { Hearer } from "./channel_owner.ts";
import { within } from "./deadline.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export class FakeServer implements Disposable {
  readonly #folder = temporaryFolder();
  readonly path = `${this.#folder.path}/s.sock`;
  readonly #listener = listenSocket(this.path);
  readonly #channels: Channel[] = [];

  /** Takes the next connection; `hear` is told of each message. */
  async accept(hear?: (message: object, channel: Channel) => void): Promise<Accepted> {
    const connection = await within("a connection", this.#listener.accept());
    const hearer = new Hearer(hear);
    const channel = new Channel(connection, hearer);
    this.#channels.push(channel);
    return { connection, hearer, channel };
  }

  [Symbol.dispose](): void {
    for (const channel of this.#channels) channel.end("the test ends");
    this.#listener.close();
    this.#folder[Symbol.dispose]();
  }
}

export interface Accepted {
  readonly connection: Deno.UnixConn;
  readonly hearer: Hearer;
  readonly channel: Channel;
}
