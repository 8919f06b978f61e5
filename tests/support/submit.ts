// Asking a chored that may die at any moment: the same request again and again, until it is answered.

import { Client, Disconnected, Refusal } from "../../wire/client.ts";
import type { RequestInput, Verb } from "../../wire/messages.ts";
import type { ReplyOf } from "../../wire/replies.ts";
import { until } from "./deadline.ts";

export interface Asking<V extends Verb> {
  readonly verb: V;
  readonly body: RequestInput<V>;
  /** how long its answer may take */
  readonly ms?: number;
}

/** The reply, whichever chored gives it. @throws {Refusal} */
export async function askUntilAnswered<V extends Verb>(
  socket: string,
  { verb, body, ...patience }: Asking<V>,
): Promise<ReplyOf<V>> {
  const replies: ReplyOf<V>[] = [];
  await until(`chored answers ${verb}`, async () => {
    try {
      using client = await Client.connect(socket, "a test");
      replies.push(await client.call(verb, body));
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }, patience);
  const [reply] = replies;
  return reply as ReplyOf<V>;
}

/** Nobody served, or nobody does any more. */
function isAbsence(error: unknown): boolean {
  const { NotFound, ConnectionRefused, ConnectionReset, BrokenPipe } = Deno.errors;
  return error instanceof Disconnected || error instanceof NotFound ||
    error instanceof ConnectionRefused || error instanceof ConnectionReset ||
    error instanceof BrokenPipe || (error instanceof Refusal && error.code === "ending");
}
