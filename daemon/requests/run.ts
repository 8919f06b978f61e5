/** `run`: accept a job. */

import { fillSpec } from "../../job/fill_spec.ts";
import { checkPatterns } from "../check_patterns.ts";
import type { Handler } from "../requests.ts";
import { Refused } from "../refusal.ts";
import { tryJob } from "../try_job.ts";

export const run: Handler<"run"> = async (session, { spec, dryRun, ...asked }, { peer }) => {
  const { request, name, ifAbsent, now } = asked;
  const who = peer.who ?? "";
  const whole = fillSpec(spec, session.config.defaults);
  const wish = { request, name, ifAbsent, now, spec: whole, asked: spec };
  const check = checkPatterns([whole.react], "Cannot run a job");
  if (check !== undefined) await check;
  if (dryRun) return tryJob(session, wish, { who });
  const [accepted] = await session.acceptance.submit([wish], who);
  if (accepted === undefined) throw new Refused("system", "Cannot run a job: nothing was accepted");
  return accepted;
};
