// A worker of a run, played by the test over the socket, as one plays it that was re-adopted.

import * as v from "valibot";
import { readTicket } from "../../daemon/records.ts";
import { type EndedState, type RunState, RunStateShape } from "../../job/run.ts";
import type { Spec } from "../../job/spec.ts";
import { Channel, type Duplex } from "../../wire/channel.ts";
import type { Client } from "../../wire/client.ts";
import type { WorkerHello } from "../../wire/messages.ts";
import type { Order } from "../../wire/orders.ts";
import { connectSocket } from "../../wire/socket.ts";
import { Hearer } from "./channel_owner.ts";
import { until } from "./deadline.ts";
import { specOf } from "./specs.ts";
import type { TestSession } from "./test_session.ts";

export const RUNNING: RunState = { phase: "running", pid: 4242, startedAt: 1_764_003_600_000 };

/** The end of a run that exited with `code`. */
export function exited(code: number): EndedState {
  return v.parse(RunStateShape, {
    ...{ phase: "ended", outcome: { kind: "exited", code }, pid: 4242 },
    ...{ startedAt: 1_764_003_600_000, endedAt: 1_764_003_601_000, stdoutBytes: 10 },
    ...{ stderrBytes: 20, droppedBytes: 0, leftBehind: false, timedOut: false },
  }) as EndedState;
}

/** A job whose worker is played. */
export interface Job {
  readonly id: number;
  readonly name: string;
  readonly worker: FakeWorker;
  /** it alone */
  readonly jobs: { names: string[]; all: boolean };
}

export class FakeWorker {
  readonly hearer: Hearer;
  readonly #channel: Channel;
  /** what it replies to an order; nothing where it gives nothing */
  answer: (order: Order) => object | undefined = () => ({ ok: true });

  private constructor(duplex: Duplex) {
    this.hearer = new Hearer((message) => this.#hear(message as Order));
    this.#channel = new Channel(duplex, this.hearer);
  }

  /** Calls for the newest run of job `id`, once that has a ticket. */
  static async call(
    test: TestSession,
    id: number,
    hello: Partial<WorkerHello> = {},
  ): Promise<FakeWorker> {
    const { store, paths: { socket } } = test.session;
    await until(`job ${id} has a ticket`, () => {
      const run = store.job(id)?.run ?? null;
      return run !== null && readTicket(test.pathsOf(run)) !== undefined;
    });
    const run = store.job(id)?.run ?? 0;
    const nonce = readTicket(test.pathsOf(run))?.nonce ?? "";
    const worker = new FakeWorker(await connectSocket(socket));
    worker.#channel.send({
      ...{ kind: "hello", role: "worker", version: 1, run, nonce, pid: 4241, mode: "run" },
      ...{ state: { phase: "preparing" }, ...hello },
    });
    return worker;
  }

  /** Submits a job and plays its worker; resolves once chored knows that it runs. */
  static async start(test: TestSession, client: Client, change: Partial<Spec> = {}): Promise<Job> {
    const request = crypto.randomUUID();
    const { id, name } = await client.call("run", { request, spec: specOf(change) });
    const worker = await FakeWorker.call(test, id, { state: RUNNING });
    await test.reaches(id, "running");
    return { id, name, worker, jobs: { names: [name], all: false } };
  }

  /** The orders that it got, in order. */
  get orders(): Order[] {
    return (this.hearer.messages as Order[]).filter(({ kind }) => kind === "order");
  }

  /** The words that it got that are no orders. */
  get words(): string[] {
    return (this.hearer.messages as { kind: string }[]).map(({ kind }) => kind)
      .filter((kind) => kind !== "order");
  }

  report(state: RunState): void {
    this.send({ kind: "report", report: "state", state });
  }

  send(message: object): void {
    this.#channel.send(message);
  }

  /** The order number `count`, once it has come. */
  async order(count = 1): Promise<Order> {
    await until(`order ${count}`, () => this.orders.length >= count);
    const order = this.orders[count - 1];
    if (order === undefined) throw new Error("there is no order");
    return order;
  }

  /** Ends its channel, as by its death. */
  die(): void {
    this.#channel.end("dead");
  }

  #hear(order: Order): void {
    if (order.kind !== "order") return;
    const answer = this.answer(order);
    if (answer !== undefined) {
      this.send({ kind: "report", report: "answer", re: order.id, ...answer });
    }
  }
}
