/** chored's own data, for a program. */

import type { Client } from "./client.ts";
import type { SessionDump } from "./debug_views.ts";

export async function readSessionDump(client: Client): Promise<SessionDump> {
  const reply = await client.call("debug", { of: "session" });
  if (reply.of !== "session") throw new Error("chored told of jobs");
  return reply.session;
}
