/** Waits until a new job has started, and tells why it could not. */

import { isFinal } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { exists } from "../system/durable.ts";
import { type RunPaths, runPaths } from "../system/paths.ts";
import type { JobView } from "../wire/replies.ts";
import { refused } from "./failure.ts";
import { selectIds } from "./select.ts";
import type { Session } from "./session.ts";
import { sleep } from "../system/clock.ts";

/** The job once it has started or ended; undefined where that takes too long to wait for. */
export async function waitForStart(
  session: Session,
  job: { readonly id: number },
): Promise<JobView | undefined> {
  const jobs = selectIds([job]);
  const late = sleep(LIMITS.startWaitMs).then(() => undefined);
  const started = session.call("wait", { jobs, until: "start" });
  const view = (await Promise.race([started, late]))?.[0];
  const run = view?.runs.at(-1)?.run;
  if (view === undefined || run === undefined || isFinal(view.state)) return view;
  const gate = runPaths(`${session.caller.paths.runs}/${run}`);
  if (await passesGate(gate)) return view;
  return (await Promise.race([session.call("wait", { jobs, until: "end" }), late]))?.[0];
}

const gateMs = 1000;
const gateRetryMs = 2;

/** A job runs from when its gate does; the gate leaves one of two marks, and on this hangs whether its command does. */
async function passesGate({ go, refused }: RunPaths): Promise<boolean> {
  try {
    for (const end = performance.now() + gateMs; performance.now() < end;) {
      if (exists(go)) return true;
      if (exists(refused)) return false;
      await sleep(gateRetryMs);
    }
  } catch (error) {
    // whoever may only ask sees no files: he hears of its end
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
  return true;
}

/** @throws {Failure} where the command could not start */
export function refuseUnstarted({ name, runs }: JobView): void {
  const outcome = runs.at(-1)?.outcome;
  if (outcome?.kind !== "refused") return;
  throw refused(`Cannot start job "${name}": ${outcome.reason}`);
}
