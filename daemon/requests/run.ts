/** `run`: accept a job. */

import { checkPatterns } from "../check_patterns.ts";
import type { Handler } from "../requests.ts";
import { Refused } from "../refusal.ts";
import { checkSetEnv } from "../policy.ts";
import { tryJob } from "../try_job.ts";
import { wholeSpec } from "../whole_spec.ts";

export const run: Handler<"run"> = async (
  session,
  { spec, dryRun, setEnv, ...asked },
  { peer },
) => {
  const { request, name, ifAbsent, now } = asked;
  const who = peer.who ?? "";
  if (!session.store.hasRequest(request)) checkSetEnv(session, setEnv);
  const whole = wholeSpec(session, spec, { request });
  const wish = { request, name, ifAbsent, now, spec: whole, asked: spec };
  const check = checkPatterns([whole.react], "Cannot run a job");
  if (check !== undefined) await check;
  if (dryRun) return tryJob(session, wish, { who });
  const [accepted] = await session.acceptance.submit([wish], who);
  if (accepted === undefined) throw new Refused("system", "Cannot run a job: nothing was accepted");
  return accepted;
};
