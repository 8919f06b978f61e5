/** How a job is bounded, and by what: the lines of `chore show` for it. */

import { confineText, isConfined } from "../job/confinement.ts";
import { ioText, limitWords } from "../job/resource_limits.ts";
import type { ShownJob } from "../wire/replies.ts";
import type { Line } from "./describe_plan.ts";

export async function describeBounds({ limits, confine }: ShownJob["spec"]): Promise<Line[]> {
  const words = limitWords(limits);
  const { nice, io } = limits;
  return [
    ...words.length === 0 ? [] : [line("limits", `${words.join(",")} (${byRlimits})`)],
    ...nice === undefined ? [] : [line("nice_added", String(nice))],
    ...io === undefined ? [] : [line("ionice", ioText(io))],
    ...isConfined(confine)
      ? [line("confined", `${confineText(confine)} (by ${await backendHere()})`)]
      : [],
  ];
}

const line = (name: string, value: string): Line => [name, value];
const byRlimits = "by rlimits, each process by itself";

/** Few jobs are confined: all others need not load what does it. */
async function backendHere(): Promise<string> {
  const { backendFor } = await import("../system/confine.ts");
  return backendFor(Deno.build)?.name ?? "nothing here";
}
