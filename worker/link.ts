/** The link to chored: the pipe that the worker was born with, and the socket for as long as that is broken. */

import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { Channel, type ChannelOwner, type Duplex } from "../wire/channel.ts";
import { connectSocket } from "../wire/socket.ts";
import { mention } from "./complain.ts";

/** What the link asks of its owner. */
export interface LinkOwner {
  /** The first frame on every channel: it tells all. */
  hello(): object;
  /** @throws {Error} on what it does not understand: that ends the channel, and the link seeks another */
  message(message: object, channel: Channel): void;
}

export class Link implements ChannelOwner {
  #channel: Channel | undefined;
  #isWanted = true;
  #pauseMs: number = LIMITS.reconnectFirstMs;
  #connections = 0;
  #reason = "";

  constructor(readonly socket: string, readonly owner: LinkOwner) {}

  /** Uses `duplex` from now on, and says hello there. */
  use(duplex: Duplex): void {
    this.#connections++;
    this.#channel = new Channel(duplex, this);
    const hello = this.owner.hello();
    mention("says", hello);
    this.#channel.send(hello);
  }

  /** Sends `message` where there is a channel. Without one it is lost, and the next hello makes up for it. */
  send(message: object): void {
    mention(this.#channel === undefined ? "could not say" : "says", message);
    this.#channel?.send(message);
  }

  /** chored has answered: the next search starts without delay again. */
  confirm(): void {
    this.#pauseMs = LIMITS.reconnectFirstMs;
  }

  /** Stops looking for chored, whatever happens to the channel. */
  settle(): void {
    this.#isWanted = false;
  }

  message(message: object, channel: Channel): void {
    mention("hears", message);
    this.owner.message(message, channel);
  }

  down(channel: Channel, reason: string): void {
    this.#reason = reason;
    mention(`its channel ended: ${reason}`);
    if (channel !== this.#channel) return;
    this.#channel = undefined;
    this.#seek();
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    return {
      isUp: this.#channel?.isUp ?? false,
      isWanted: this.#isWanted,
      queuedBytes: this.#channel?.queuedBytes ?? 0,
      connections: this.#connections,
      lastEnd: this.#reason,
    };
  }

  async #seek(): Promise<void> {
    while (this.#isWanted && this.#channel === undefined) {
      await sleep(this.#pauseMs * (0.5 + Math.random()));
      this.#pauseMs = Math.min(this.#pauseMs * 1.6, LIMITS.reconnectMostMs);
      try {
        this.use(await connectSocket(this.socket));
      } catch {
        // no socket, or nobody behind it: chored is away, and comes back or does not
      }
    }
  }
}
