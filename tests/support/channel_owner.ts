// An owner of channels that keeps what it hears.

import type { Channel, ChannelOwner } from "../../wire/channel.ts";
import { within } from "./deadline.ts";

export class Hearer implements ChannelOwner {
  readonly messages: object[] = [];
  readonly reasons: string[] = [];
  readonly #down = Promise.withResolvers<string>();
  readonly #waiting = new Set<() => void>();

  /** `hear` is told of each message too. */
  constructor(readonly hear: (message: object, channel: Channel) => void = () => {}) {}

  message(message: object, channel: Channel): void {
    this.messages.push(message);
    this.hear(message, channel);
    for (const look of [...this.#waiting]) look();
  }

  down(_channel: Channel, reason: string): void {
    this.reasons.push(reason);
    this.#down.resolve(reason);
  }

  /** Why the channel ended, once it has. */
  get end(): Promise<string> {
    return within("the end of the channel", this.#down.promise);
  }

  /** The first `count` messages, once they are there. */
  async first(count: number): Promise<object[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => this.messages.length >= count && resolve();
    this.#waiting.add(look);
    look();
    await within(`${count} messages`, promise);
    this.#waiting.delete(look);
    return this.messages.slice(0, count);
  }
}
