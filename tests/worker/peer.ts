// chored's end of a worker's channel: keeps what comes, and waits for what is expected.

import type { EndedState, RunState } from "../../job/run.ts";
import { Channel, type ChannelOwner, type Duplex } from "../../wire/channel.ts";
import type { WorkerHello } from "../../wire/messages.ts";
import type { OrderBody, Report } from "../../wire/orders.ts";
import { within } from "../support/deadline.ts";

type Message = WorkerHello | Report;
type AnswerReport = Extract<Report, { report: "answer" }>;

export class Peer implements ChannelOwner {
  readonly #channel: Channel;
  readonly #down = Promise.withResolvers<string>();
  readonly #waiting = new Set<(message: Message) => void>();
  readonly messages: Message[] = [];
  #nextId = 1;

  constructor(duplex: Duplex) {
    this.#channel = new Channel(duplex, this);
  }

  /** Resolves with the reason once the channel is down. */
  get isDown(): Promise<string> {
    return within("the channel ends", this.#down.promise);
  }

  send(message: object): void {
    this.#channel.send(message);
  }

  close(): void {
    this.#channel.close();
  }

  async hello(): Promise<WorkerHello> {
    return await this.find("hello", (message) => message.kind === "hello" ? message : undefined);
  }

  /** The first state of that phase, in a hello or a report. */
  async phase<P extends RunState["phase"]>(phase: P): Promise<Extract<RunState, { phase: P }>> {
    return await this.find(`phase ${phase}`, (message) => {
      const state = stateOf(message);
      return state?.phase === phase ? state as Extract<RunState, { phase: P }> : undefined;
    });
  }

  async running(): Promise<Extract<RunState, { phase: "running" }>> {
    return await this.phase("running");
  }

  async ended(): Promise<EndedState> {
    return await this.phase("ended");
  }

  /** Gives an order, and waits for its answer. */
  async order(body: OrderBody): Promise<AnswerReport> {
    const id = this.#nextId++;
    this.send({ kind: "order", id, ...body });
    return await this.find(`the answer to ${body.order}`, (message) => {
      const isAnswer = message.kind === "report" && message.report === "answer";
      return isAnswer && message.re === id ? message : undefined;
    });
  }

  message(message: object): void {
    this.messages.push(message as Message);
    for (const hear of [...this.#waiting]) hear(message as Message);
  }

  down(_channel: Channel, reason: string): void {
    this.#down.resolve(reason);
  }

  /** The first message, of those that came and those to come, in which `pick` finds something. */
  async find<T>(what: string, pick: (message: Message) => T | undefined): Promise<T> {
    for (const message of this.messages) {
      const found = pick(message);
      if (found !== undefined) return found;
    }
    const { promise, resolve } = Promise.withResolvers<T>();
    const hear = (message: Message) => {
      const found = pick(message);
      if (found !== undefined) resolve(found);
    };
    this.#waiting.add(hear);
    try {
      return await within(what, promise);
    } finally {
      this.#waiting.delete(hear);
    }
  }
}

function stateOf(message: Message): RunState | undefined {
  if (message.kind === "hello") return message.state;
  return message.report === "state" ? message.state : undefined;
}
