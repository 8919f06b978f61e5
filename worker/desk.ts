/** The worker's desk: what it tells chored, and what it hears. Nothing heard here can end a job that was not asked to end. */

import type { RunState, Usage } from "../job/run.ts";
import type { SignalName } from "../job/signal.ts";
import type { Channel, Duplex } from "../wire/channel.ts";
import type { DaemonWord, Report, WorkerHello } from "../wire/messages.ts";
import { PROTOCOL_VERSION } from "../wire/version.ts";
import type { Errand } from "./errand.ts";
import { Link, type LinkOwner } from "./link.ts";

export interface Answer {
  readonly ok: boolean;
  readonly detail?: string;
  readonly usage?: Usage;
}

/** What chored may order; a mode carries it out, or answers that it cannot. */
export interface Acts {
  usage(): Promise<Answer>;
  debug(): Promise<Answer>;
  signal(signal: SignalName): Promise<Answer>;
  pause(): Promise<Answer>;
  resume(): Promise<Answer>;
  stop(graceMs: number): Promise<Answer>;
}

export class Desk implements LinkOwner {
  readonly #link: Link;
  readonly #over = Promise.withResolvers<void>();
  #answered: Promise<void> = Promise.resolve();
  #state: RunState = { phase: "preparing" };

  constructor(readonly errand: Errand, readonly acts: Acts) {
    this.#link = new Link(errand.socket, this);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Resolves once chored has taken the final record, or wants nothing of this worker. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Resolves once all orders that have come are read and under way. */
  get answered(): Promise<void> {
    return this.#answered;
  }

  open(duplex: Duplex): void {
    this.#link.use(duplex);
  }

  /** The run is in `state` from now on. */
  change(state: RunState): void {
    this.#state = state;
    this.#report({ kind: "report", report: "state", state });
  }

  hello(): WorkerHello {
    const { run, nonce, mode } = this.errand;
    return {
      kind: "hello",
      role: "worker",
      version: PROTOCOL_VERSION,
      run,
      nonce,
      pid: Deno.pid,
      mode,
      state: this.#state,
    };
  }

  message(message: object, channel: Channel): void {
    const { kind } = message as Partial<DaemonWord> | { kind: "order" };
    switch (kind) {
      case "welcome":
        return this.#link.confirm();
      case "reject":
        this.#link.settle();
        return this.#over.resolve();
      case "taken":
        if (this.#state.phase === "ended") this.#over.resolve();
        return;
      case "order":
        this.#answered = this.#answered.then(() => this.#obey(message, channel));
        return;
      default:
        throw new Error("no word of chored");
    }
  }

  get dump(): object {
    return this.#link.dump;
  }

  /** The shapes of orders are loaded with the first one: most jobs never get any. */
  async #obey(message: object, channel: Channel): Promise<void> {
    try {
      const { readOrder, carryOut } = await import("./orders.ts");
      const order = readOrder(message);
      carryOut(order, this.acts).then(
        (answer) => this.#report({ kind: "report", report: "answer", re: order.id, ...answer }),
      );
    } catch (error) {
      channel.end(error instanceof Error ? error.message : String(error));
    }
  }

  #report(report: Report): void {
    this.#link.send(report);
  }
}
