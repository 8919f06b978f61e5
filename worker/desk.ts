/** The worker's desk: what it tells chored, and what it hears. Nothing heard here can end a job that was not asked to end. */

import type { Rule } from "../job/reaction.ts";
import type { RunState, Usage } from "../job/run.ts";
import type { StatsAnswer } from "../job/stats.ts";
import type { SignalName } from "../job/signal.ts";
import type { Channel, Duplex } from "../wire/channel.ts";
import type { WorkerHello } from "../wire/messages.ts";
import type { DaemonWord, Report } from "../wire/orders.ts";
import { PROTOCOL_VERSION } from "../wire/version.ts";
import type { Errand } from "./errand.ts";
import type { Sent } from "./feeding.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { LoggingOrder } from "./output.ts";

export interface Answer {
  readonly ok: boolean;
  readonly detail?: string;
  readonly usage?: Usage;
  readonly stats?: StatsAnswer;
}

/** What chored may order; a mode carries it out, or answers that it cannot. */
export interface Acts {
  usage(): Promise<Answer>;
  stats(wish: { readonly samples: number }): Promise<Answer>;
  debug(): Promise<Answer>;
  logging(what: LoggingOrder): Promise<Answer>;
  /** for the job's standard input; answered once it is in the job's pipe */
  input(sent: Sent): Promise<Answer>;
  signal(signal: SignalName): Promise<Answer>;
  rules(rules: readonly Rule[]): Promise<Answer>;
  pause(): Promise<Answer>;
  resume(): Promise<Answer>;
  stop(graceMs: number): Promise<Answer>;
}

/** Who is to hear of chored, beside those who obey it. */
export interface Ears {
  /** it serves, and may not have heard what was told before */
  repeat(): void;
  /** all reactions up to this one are done */
  forget(seq: number): void;
}

export class Desk implements LinkOwner {
  readonly #link: Link;
  readonly #over = Promise.withResolvers<void>();
  #answered: Promise<void> = Promise.resolve();
  #state: RunState = { phase: "preparing" };

  constructor(readonly errand: Errand, readonly acts: Acts, readonly ears?: Ears) {
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

  /** The job runs, and its output is `logging` from now on: told where that is new. */
  noteLogging(logging: "off" | "blocked" | undefined): void {
    const state = this.#state;
    if (state.phase !== "running" || state.logging === logging) return;
    const { phase, pid, startedAt } = state;
    this.change({ phase, pid, startedAt, ...(logging === undefined ? {} : { logging }) });
  }

  /** Tells chored something beside its state; without a channel it is lost. */
  tell(report: Report): void {
    this.#report(report);
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
        this.#link.confirm();
        return this.ears?.repeat();
      case "reject":
        this.#link.settle();
        return this.#over.resolve();
      case "reacted":
        return this.ears?.forget((message as { seq: number }).seq);
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
