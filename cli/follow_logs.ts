/** Follows one or several jobs until all of them have ended. */

import { EXIT } from "../job/exit_code.ts";
import { Refusal } from "../wire/client.ts";
import type { JobView } from "../wire/replies.ts";
import { followJob } from "./follow_job.ts";
import { GatheredOutput } from "./gathered_output.ts";
import { sinksFor } from "./log_look.ts";
import { checkFollowed, type LogFlags } from "./log_wish.ts";
import { say } from "./output.ts";
import type { LogWish } from "../logs/run_log.ts";
import type { Session } from "./session.ts";

export interface FollowWish {
  readonly flags: LogFlags;
  readonly wish: LogWish;
}

/** A job that is removed while it is followed is told, and the others go on. */
export async function followLogs(
  session: Session,
  jobs: readonly JobView[],
  { flags, wish }: FollowWish,
): Promise<number> {
  checkFollowed(jobs.length);
  const output = new GatheredOutput();
  const sinkFor = sinksFor(output, { flags, jobs, env: session.caller.env });
  const flush = () => output.flush();
  const [only] = jobs;
  if (jobs.length === 1 && only !== undefined) {
    await followJob(session, only, { sinkFor, flush, wish });
    return EXIT.ok;
  }
  const codes = await Promise.all(jobs.map(async (job) => {
    try {
      await followJob(session, job, { sinkFor, flush, wish });
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      say(error.message);
      return EXIT.refused;
    }
  }));
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
}
