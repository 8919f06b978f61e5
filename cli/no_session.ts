/** Says why nobody answers for a session, and which name may have been meant. */

import { nearest } from "../system/text.ts";
import { exists } from "../system/durable.ts";
import type { Caller } from "./caller.ts";
import { type Failure, noDaemon } from "./failure.ts";

export function explainAbsence({ paths }: Caller): Failure {
  const { session } = paths;
  if (exists(paths.store)) {
    return noDaemon(`Cannot reach session "${session}": no chored serves it`);
  }
  const others = sessionsIn(`${paths.base}/cache`);
  const near = nearest(session, others);
  const hint = near !== undefined
    ? `did you mean "${near}" (chore -n ${near} …)?`
    : others.length > 0
    ? `there ${others.length === 1 ? "is" : "are"} ${
      others.slice(0, 10).map((name) => `"${name}"`).join(", ")
    }`
    : "chore run starts it with its first job";
  return noDaemon(`Cannot find session "${session}": nothing was run in it yet: ${hint}`);
}

function sessionsIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter((entry) => entry.isDirectory)
      .map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
