/** The limit that ended a job, where its end tells. What ran out of memory ends in many ways, and none says so. */

import type { Outcome } from "./outcome.ts";
import { limitWords, type ResourceLimits } from "./resource_limits.ts";

/** The signals that a limit sends, with their number, which is the same wherever there are limits. */
const SIGNALS = [
  { signal: "SIGXCPU", number: 24, field: "cpuMs", name: "cpu" },
  { signal: "SIGXFSZ", number: 25, field: "fileBytes", name: "fsize" },
] as const;

/** To be added to what is said of the end; a gate that waits, and bubblewrap, tell a signal as 128 + its number. */
export function limitEnd(outcome: Outcome, limits: ResourceLimits): string {
  for (const { signal, number, field, name } of SIGNALS) {
    const value = limits[field];
    if (value === undefined) continue;
    const word = limitWords({ [field]: value }).join().slice(name.length + 1);
    if (outcome.kind === "signaled" && outcome.signal === signal) {
      return `; its ${name} limit was ${word}`;
    }
    if (outcome.kind === "exited" && outcome.code === 128 + number) {
      return `; that is 128 + ${signal}, and its ${name} limit was ${word}`;
    }
  }
  return "";
}
