/** A link: chored's end of one worker's channel, over a pipe or, once re-adopted, the socket. */

import * as v from "valibot";
import type { RunState } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import type { Channel, ChannelOwner } from "../wire/channel.ts";
import {
  complaint,
  type DaemonWord,
  HelloShape,
  type OrderBody,
  type Report,
  ReportShape,
  type WorkerHello,
} from "../wire/messages.ts";

export type Answer = Extract<Report, { report: "answer" }>;

/** What the owner of a link decides. */
export interface LinkOwner {
  /** Whether this worker is the one that owns its run; else the reason why not. */
  admit(hello: WorkerHello, link: Link): string | undefined;
  state(link: Link, state: RunState): void;
  down(link: Link, reason: string): void;
}

export class Link implements ChannelOwner {
  readonly #owner: LinkOwner;
  readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
  #channel: Channel | undefined;
  #hello: WorkerHello | undefined;
  #nextId = 1;
  /** when the worker last said anything, by a clock that does not jump */
  heardAt = performance.now();

  constructor(owner: LinkOwner) {
    this.#owner = owner;
  }

  get hello(): WorkerHello | undefined {
    return this.#hello;
  }

  /** Takes the worker's hello, wherever it was read. */
  greet(hello: WorkerHello, channel: Channel): void {
    this.#channel = channel;
    this.#hello = hello;
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
    this.#channel?.send(word);
  }

  /** Gives an order; undefined when no answer came within `LIMITS.orderMs`. */
  order(body: OrderBody): Promise<Answer | undefined> {
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    const settle = (answer: Answer | undefined) => {
      clearTimeout(timer);
      this.#waiting.delete(id);
      resolve(answer);
    };
    const timer = setTimeout(settle, LIMITS.orderMs, undefined);
    this.#waiting.set(id, settle);
    this.#channel?.send({ kind: "order", id, ...body });
    return promise;
  }

  end(reason: string): void {
    this.#channel?.end(reason);
  }

  message(message: object, channel: Channel): void {
    this.heardAt = performance.now();
    if (this.#hello === undefined) {
      const hello = v.safeParse(HelloShape, message);
      if (!hello.success || hello.output.role !== "worker") channel.end("no hello of a worker");
      else this.greet(hello.output, channel);
      return;
    }
    const report = v.safeParse(ReportShape, message);
    if (!report.success) channel.end(`bad report: ${complaint(report.issues)}`);
    else if (report.output.report === "state") this.#owner.state(this, report.output.state);
    else this.#waiting.get(report.output.re)?.(report.output);
  }

  down(_channel: Channel, reason: string): void {
    // no answer will come
    for (const settle of this.#waiting.values()) settle(undefined);
    this.#owner.down(this, reason);
  }
}
