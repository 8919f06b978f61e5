/** Orders: their shape is checked, then each is carried out by what the worker's mode can do. */

import * as v from "valibot";
import { cutReason } from "../job/run.ts";
import { complaint } from "../wire/messages.ts";
import { type Order, OrderShape } from "../wire/orders.ts";
import type { Acts, Answer } from "./desk.ts";

/** @throws {Error} on what is no order */
export function readOrder(message: object): Order {
  const result = v.safeParse(OrderShape, message);
  if (!result.success) throw new Error(`bad order: ${complaint(result.issues)}`);
  return result.output;
}

type Handlers = {
  readonly [N in Order["order"]]: (
    order: Extract<Order, { order: N }>,
    acts: Acts,
  ) => Promise<Answer>;
};

const HANDLERS: Handlers = {
  ping: () => Promise.resolve({ ok: true }),
  usage: (_order, acts) => acts.usage(),
  stats: (order, acts) => acts.stats(order),
  debug: (_order, acts) => acts.debug(),
  logging: (order, acts) => acts.logging(order.do),
  input: (order, acts) => acts.input(order),
  signal: (order, acts) => acts.signal(order.signal),
  rules: (order, acts) => acts.rules(order.rules),
  pause: (_order, acts) => acts.pause(),
  resume: (_order, acts) => acts.resume(),
  stop: (order, acts) => acts.stop(order.graceMs),
};

/** Carries out `order`. Never rejects: a failure is an answer too. */
export async function carryOut(order: Order, acts: Acts): Promise<Answer> {
  try {
    const handle = HANDLERS[order.order] as (order: Order, acts: Acts) => Promise<Answer>;
    return await handle(order, acts);
  } catch (error) {
    return { ok: false, detail: cutReason(error instanceof Error ? error.message : String(error)) };
  }
}
