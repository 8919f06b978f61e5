/** The way to the session's chored: connects, starts it where it may, and asks again where that is safe. */

import type { RequestInput, Verb } from "../wire/messages.ts";
import type { ReplyOf } from "../wire/replies.ts";
import { Disconnected } from "../wire/client.ts";
import type { Caller } from "./caller.ts";
import type { Connection } from "./connect.ts";
import { connectOrStart, type StartPolicy } from "./connect_or_start.ts";
import { say } from "./output.ts";
import { sleep } from "../system/clock.ts";

/** What must not be done twice, where nobody knows whether it was done once. */
const ONCE: readonly Verb[] = ["signal", "restart", "send", "spool", "shutdown"];
const attemptsMost = 20;
const livedMs = 10_000;
const retryFirstMs = 20;
const retryMostMs = 1000;

export class Session {
  #connection: Promise<Connection> | undefined;

  constructor(readonly caller: Caller, readonly start: StartPolicy = "ifKept") {}

  /** Asks and gives the reply; a lost connection is made again. @throws {Failure | Refusal | Disconnected} */
  async call<V extends Verb>(verb: V, body: RequestInput<V>): Promise<ReplyOf<V>> {
    for (let attempt = 1;; attempt++) {
      const began = performance.now();
      try {
        const { client, greeted } =
          await (this.#connection ??= connectOrStart(this.caller, this.start));
        const reply = client.call(verb, body);
        reply.catch(() => {
          // awaited below, unless the greeting fails first
        });
        await greeted;
        const value = await reply;
        if (this.caller.debug) say(`${verb}: ${(performance.now() - began).toFixed(1)} ms`);
        return value;
      } catch (error) {
        this.#connection = undefined;
        if (!(error instanceof Disconnected)) throw error;
        // a wait may outlive many daemons: only those that ended at once are counted
        if (performance.now() - began > livedMs) attempt = 1;
        if (ONCE.includes(verb) || attempt >= attemptsMost) throw error;
        if (this.caller.debug) say(`${verb}: ${error.message}, attempt ${attempt}`);
        await sleep(Math.min(retryFirstMs * 2 ** (attempt - 1), retryMostMs));
      }
    }
  }
}
