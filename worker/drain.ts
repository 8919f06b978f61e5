/** The end of a job's streams: read on until they have ended, but not for ever. */

import { LIMITS } from "../limits.ts";
import { isLonger } from "../system/clock.ts";
import type { GroupStop } from "./group_stop.ts";
import type { Copying } from "./copying.ts";

/**
 * Reads on until all streams have ended. Where something else holds them it gives up after
 * `drainMs`, and says false; while a stop is under way the holder may yet end by that.
 */
export async function drain(copies: readonly Copying[], stop: GroupStop): Promise<boolean> {
  for (const each of copies) each.finish();
  const ended = Promise.all(copies.map((each) => each.ended));
  while (await isLonger(ended, LIMITS.drainMs)) {
    if (stop.isUnderWay && !stop.hasKilled) continue;
    for (const each of copies) each.giveUp();
    await ended;
    return false;
  }
  return true;
}
