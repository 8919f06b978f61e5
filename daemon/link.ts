/** A link: chored's end of one worker's channel, over a pipe or, once re-adopted, the socket. */

import * as v from "valibot";
import type { RunState } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import type { Channel, ChannelOwner } from "../wire/channel.ts";
import { complaint, HelloShape, type WorkerHello } from "../wire/messages.ts";
import { type DaemonWord, type OrderBody, type Report, ReportShape } from "../wire/orders.ts";

export type Answer = Extract<Report, { report: "answer" }>;
/** What a worker tells of the rules of its job. */
export type RuleReport = Extract<Report, { report: "reaction" | "rules" }>;

/** What the owner of a link decides. */
export interface LinkOwner {
  /** Whether this worker is the one that owns its run; else the reason why not. */
  admit(hello: WorkerHello, link: Link): string | undefined;
  state(link: Link, state: RunState): void;
  rules(link: Link, report: RuleReport): void;
  down(link: Link, reason: string): void;
  /** in debug mode: what was said, and by whom */
  note?(who: "worker" | "chored", message: object, link: Link): void;
}

export class Link implements ChannelOwner {
  readonly #owner: LinkOwner;
  readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
  #channel: Channel | undefined;
  #hello: WorkerHello | undefined;
  #nextId = 1;
  #state: RunState | undefined;
  /** when the worker last said anything, by a clock that does not jump */
  heardAt = performance.now();

  constructor(owner: LinkOwner) {
    this.#owner = owner;
  }

  get hello(): WorkerHello | undefined {
    return this.#hello;
  }

  /** What the worker told last of its run. */
  get state(): RunState | undefined {
    return this.#state;
  }

  /** Takes the worker's hello, wherever it was read. */
  greet(hello: WorkerHello, channel: Channel): void {
    this.#channel = channel;
    this.#hello = hello;
    this.#state = hello.state;
    this.heardAt = performance.now();
    const reason = this.#owner.admit(hello, this);
    if (reason !== undefined) {
      this.tell({ kind: "reject", reason });
      channel.close(reason);
      return;
    }
    this.tell({ kind: "welcome" });
    this.#owner.state(this, hello.state);
  }

  tell(word: DaemonWord): void {
    this.#send(word);
  }

  /** What it knows, for the dump of chored's data. */
  get dump(): { phase: string; heardMsAgo: number; openOrders: number; queuedBytes: number } {
    return {
      phase: this.#state?.phase ?? "unknown",
      heardMsAgo: Math.round(performance.now() - this.heardAt),
      openOrders: this.#waiting.size,
      queuedBytes: this.#channel?.queuedBytes ?? 0,
    };
  }

  #send(message: object): boolean {
    this.#owner.note?.("chored", message, this);
    return this.#channel?.send(message) ?? false;
  }

  /** Gives an order; undefined when no answer came within `LIMITS.orderMs`. */
  order(body: OrderBody): Promise<Answer | undefined> {
    const { answer, giveUp } = this.#ask(body);
    const timer = setTimeout(giveUp, LIMITS.orderMs);
    return answer.finally(() => clearTimeout(timer));
  }

  /** Gives an order whose answer may take as long as it likes; undefined when the channel ended before. */
  orderPatiently(body: OrderBody): Promise<Answer | undefined> {
    return this.#ask(body).answer;
  }

  #ask(body: OrderBody): { answer: Promise<Answer | undefined>; giveUp: () => void } {
    const id = this.#nextId++;
    const { promise: answer, resolve } = Promise.withResolvers<Answer | undefined>();
    const settle = (answer: Answer | undefined) => {
      this.#waiting.delete(id);
      resolve(answer);
    };
    this.#waiting.set(id, settle);
    // what cannot be sent has no answer
    if (!this.#send({ kind: "order", id, ...body })) settle(undefined);
    return { answer, giveUp: () => settle(undefined) };
  }

  end(reason: string): void {
    this.#channel?.end(reason);
  }

  message(message: object, channel: Channel): void {
    this.heardAt = performance.now();
    this.#owner.note?.("worker", message, this);
    if (this.#hello === undefined) {
      const hello = v.safeParse(HelloShape, message);
      if (!hello.success || hello.output.role !== "worker") channel.end("no hello of a worker");
      else this.greet(hello.output, channel);
      return;
    }
    const report = v.safeParse(ReportShape, message);
    if (!report.success) channel.end(`bad report: ${complaint(report.issues)}`);
    else if (report.output.report === "state") this.#take(report.output.state);
    else if (report.output.report === "answer") {
      this.#waiting.get(report.output.re)?.(report.output);
    } else this.#owner.rules(this, report.output);
  }

  #take(state: RunState): void {
    this.#state = state;
    this.#owner.state(this, state);
  }

  down(_channel: Channel, reason: string): void {
    // no answer will come
    for (const settle of this.#waiting.values()) settle(undefined);
    this.#owner.down(this, reason);
  }
}
