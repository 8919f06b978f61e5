/** `run`: accept a job. */

import type { Handler } from "../requests.ts";
import { Refused } from "../refusal.ts";

export const run: Handler<"run"> = async (session, { request, name, ifAbsent, spec }, { peer }) => {
  const [accepted] = await session.acceptance.submit(
    [{ request, name, ifAbsent, spec }],
    peer.who ?? "",
  );
  if (accepted === undefined) throw new Refused("system", "Cannot run a job: nothing was accepted");
  return accepted;
};
