/** `chore shutdown`: ends chored, and its jobs unless they are to be kept. */

import { EXIT } from "../../job/exit_code.ts";
import { formatDuration } from "../../job/duration.ts";
import { json } from "../flags.ts";
import { say, writeJson } from "../output.ts";
import { Session } from "../session.ts";
import { sleep } from "../../system/clock.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly keepJobs: boolean;
  readonly json: boolean;
}

const tellMs = 2000;

export const shutdown: Verb<Flags> = {
  about: [
    "Jobs are stopped as by chore stop; those that wait stay in the session for the next chored.",
  ],
  flags: {
    keepJobs: { kind: "boolean", brief: "leave the jobs running, for the next chored" },
    json,
  },
  letters: { k: "keepJobs" },
  run: endSession,
};

async function endSession({ caller, flags }: Asked<Flags>): Promise<number> {
  const session = new Session(caller, "never");
  const { active } = await session.call("session", {});
  const began = performance.now();
  const elapsed = () => formatDuration(performance.now() - began);
  const reply = session.call("shutdown", { keepJobs: flags.keepJobs });
  if (active > 0 && !flags.keepJobs) {
    tellUntil(reply, () => say(`waiting for jobs to end: ${elapsed()}`));
  }
  const report = await reply;
  if (flags.json) writeJson(report);
  const { stopped, killed, left } = report;
  say(
    `ended chored of session "${caller.paths.session}" in ${elapsed()}: jobs stopped ${stopped}, killed ${killed}, left ${left}`,
  );
  return EXIT.ok;
}

/** Calls `tell` now and then until `promise` settles. */
async function tellUntil(promise: Promise<unknown>, tell: () => void): Promise<void> {
  let open = true;
  promise.catch(() => {
    // told where it is awaited
  }).finally(() => open = false);
  for (;;) {
    await Promise.race([promise, sleep(tellMs)]).catch(() => {
      // the same
    });
    if (!open) return;
    tell();
  }
}
