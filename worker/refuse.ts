/** A run whose gate could not even be started: the system's reason is its outcome. */

import { LIMITS } from "../limits.ts";
import { actsOfNone } from "./acts_of_none.ts";
import type { OwnedRun } from "./claim.ts";
import { Desk } from "./desk.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { finishRun } from "./finish.ts";
import { ignoreSignals } from "./ignore_signals.ts";

export async function refuseRun(
  owned: OwnedRun,
  pipe: EarlyPipe,
  given: { readonly reason: string },
): Promise<number> {
  ignoreSignals();
  const desk = new Desk(owned, actsOfNone("the job never started"));
  desk.open(pipe);
  await finishRun(desk, {
    phase: "ended",
    outcome: { kind: "refused", reason: given.reason.slice(0, LIMITS.reasonChars) },
    endedAt: Date.now(),
    stdoutBytes: 0,
    stderrBytes: 0,
    droppedBytes: 0,
    leftBehind: false,
    timedOut: false,
  });
  return 0;
}
