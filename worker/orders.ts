/** Orders: their shape is checked, then each is carried out by what the worker's mode can do. */

import * as v from "valibot";
import { cutReason } from "../job/run.ts";
import { complaint, type Order, OrderShape } from "../wire/messages.ts";
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
  debug: (_order, acts) => acts.debug(),
  signal: (order, acts) => acts.signal(order.signal),
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
