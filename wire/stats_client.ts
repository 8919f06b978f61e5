/** The two questions of `stats`, each with its own answer, for programs. */

import type { Client } from "./client.ts";
import { selection, type Which } from "./job_verbs.ts";
import type { JobStats, SessionStats } from "./stats_views.ts";

export async function readJobStats(client: Client, jobs: Which): Promise<readonly JobStats[]> {
  const reply = await client.call("stats", { of: "jobs", jobs: selection(jobs) });
  if (reply.of === "jobs") return reply.jobs;
  throw new Error("Cannot read statistics of jobs: chored told of its session");
}

export async function readSessionStats(client: Client): Promise<SessionStats> {
  const reply = await client.call("stats", { of: "session" });
  if (reply.of === "session") return reply.session;
  throw new Error("Cannot read statistics of the session: chored told of jobs");
}
