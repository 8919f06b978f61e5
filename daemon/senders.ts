/**
 * Who sends to the standard input of jobs. One piece for each job is with its worker, which answers
 * when the job's pipe has it; the others wait here for their turn, each with one piece.
 */

import { LIMITS } from "../limits.ts";
import type { Answer } from "./link.ts";
import type { Peer } from "./peers.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";

export interface Piece {
  readonly bytes: Uint8Array;
  readonly eof: boolean;
}

type Turn = PromiseWithResolvers<"come" | "left">;

export class Senders {
  readonly #session: () => Session;
  /** the first of each has its turn */
  readonly #queues = new Map<number, Turn[]>();
  #waiting = 0;

  constructor(session: () => Session) {
    this.#session = session;
  }

  /**
   * Gives `piece` to the worker of `run`, and its answer, however long that takes; undefined where the
   * worker is gone. Of a sender that leaves before its turn nothing is sent. @throws {Refused}
   */
  async send(
    run: number,
    piece: Piece,
    { peer }: { peer: Pick<Peer, "onEnd"> },
  ): Promise<Answer | undefined> {
    if (this.#waiting >= LIMITS.senders) {
      throw new Refused("limit", `Cannot send: ${LIMITS.senders} others wait to send already`);
    }
    const turn = this.#queue(run);
    const forget = peer.onEnd(() => turn.resolve("left"));
    try {
      if (await turn.promise === "left") return undefined;
      const { bytes, eof } = piece;
      return await this.#session().workers.orderPatiently(run, { order: "input", bytes, eof });
    } finally {
      forget();
      this.#leave(run, turn);
    }
  }

  #queue(run: number): Turn {
    const turn: Turn = Promise.withResolvers();
    const queue = this.#queues.get(run) ?? [];
    this.#queues.set(run, queue);
    this.#waiting++;
    if (queue.push(turn) === 1) turn.resolve("come");
    return turn;
  }

  #leave(run: number, turn: Turn): void {
    this.#waiting--;
    const queue = (this.#queues.get(run) ?? []).filter((each) => each !== turn);
    if (queue.length === 0) this.#queues.delete(run);
    else this.#queues.set(run, queue);
    queue[0]?.resolve("come");
  }
}
