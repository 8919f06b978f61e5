/** The rest of a job whose worker is dead: what was found, what was done, and the sentence that tells it. */

import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { isLocked } from "../system/lock.ts";
import type { Group } from "./group.ts";
import type { GroupStop } from "./group_stop.ts";

export type Rest =
  /** nothing says which processes were the job's */
  | { readonly kind: "unknown" }
  | { readonly kind: "restarted" }
  | { readonly kind: "gone" }
  /** left running, as the job wanted */
  | { readonly kind: "left" }
  /** its group was ended; `escaped`: others, that had left the group, still run */
  | { readonly kind: "ended"; readonly by: "TERM" | "KILL"; readonly escaped: boolean }
  /** its group was empty, and others, that had left it, still run */
  | { readonly kind: "escaped" }
  /** not even KILL ended it in time */
  | { readonly kind: "stuck" };

/** The reason of the outcome `lost`. `said`: the last that the worker complained of, where it did. */
export function describeRest(rest: Rest, { said }: { said?: string | undefined } = {}): string {
  const lost = said === undefined
    ? "its worker was killed"
    : `its worker died, and had said: ${said}`;
  const escaped = "processes that left its group still run";
  switch (rest.kind) {
    case "restarted":
      return "the machine was restarted";
    case "unknown":
      return `${lost}; which processes were the job's is not on record`;
    case "gone":
      return `${lost}; the rest of the job was already gone`;
    case "left":
      return `${lost}; the rest of the job was left running`;
    case "ended":
      return `${lost}; the rest of the job was ended by ${rest.by}` +
        (rest.escaped ? `; ${escaped}` : "");
    case "escaped":
      return `${lost}; ${escaped}`;
    case "stuck":
      return `${lost}; the rest of the job did not end by KILL`;
  }
}

/** Whether processes of the job still run, as far as is known. */
export function isRunning(rest: Rest): boolean {
  return ["left", "escaped", "stuck"].includes(rest.kind) ||
    (rest.kind === "ended" && rest.escaped);
}

/**
 * Ends the group by TERM, and after `graceMs` by KILL. What tells that it is gone is `aliveLock`,
 * which every process of the job holds: a zombie answers to kill(1), but holds no lock.
 */
export async function endRest(
  group: Group,
  stop: GroupStop,
  given: { readonly aliveLock: string; readonly graceMs: number },
): Promise<Rest> {
  const { kind } = await stop.order(given.graceMs);
  if (kind === "gone") return { kind: "escaped" };
  let leftMs: number = LIMITS.killedMs;
  for (let looks = 1; isLocked(given.aliveLock); looks++) {
    if (leftMs <= 0) return { kind: "stuck" };
    if (looks % groupLooks === 0 && !await group.isAlive()) {
      return { kind: "ended", by: nameOf(stop), escaped: isLocked(given.aliveLock) };
    }
    await sleep(LIMITS.goneRetryMs);
    if (stop.hasKilled) leftMs -= LIMITS.goneRetryMs;
  }
  return { kind: "ended", by: nameOf(stop), escaped: false };
}

/** Looks at the lock for each look at the group, which takes two programs. */
const groupLooks = 10;

function nameOf(stop: GroupStop): "TERM" | "KILL" {
  return stop.hasKilled ? "KILL" : "TERM";
}
