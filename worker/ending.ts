/** How a run ended: the child's status and the gate's marks, made one outcome. */

import type { Outcome } from "../job/outcome.ts";
import { LIMITS } from "../limits.ts";
import { exists, readText } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** What the gate left behind. */
export interface Marks {
  /** the command began; unknown where the folder was deleted */
  readonly went: boolean | undefined;
  readonly refused: string | undefined;
}

/** Waits for the end of `child`. */
export async function endOf(child: Deno.ChildProcess): Promise<Outcome> {
  try {
    const { code, signal } = await child.status;
    return signal === null ? { kind: "exited", code } : { kind: "signaled", signal };
  } catch (error) {
    return readStatusError(error);
  }
}

/** Deno rejects the status of a child that a real-time signal ended: `Invalid signal: 34`. */
export function readStatusError(error: unknown): Outcome {
  const text = error instanceof Error ? error.message : String(error);
  const number = /Invalid signal: (\d{1,3})/.exec(text)?.[1];
  return number === undefined
    ? { kind: "lost", reason: `its end could not be read: ${text}`.slice(0, LIMITS.reasonChars) }
    : { kind: "signaled", signal: `SIG${number}` };
}

export function readMarks(paths: RunPaths): Marks {
  try {
    const refused = readText(paths.refused, LIMITS.recordBytes)?.trim();
    return { refused, went: exists(paths.w) ? exists(paths.go) : undefined };
  } catch {
    return { refused: undefined, went: undefined };
  }
}

/** The outcome of a run whose process ended as `end`: without the mark of the gate the command never ran. */
export function judge(end: Outcome, marks: Marks, given: { readonly isStopped: boolean }): Outcome {
  if (marks.went !== false || end.kind === "lost") return end;
  if (given.isStopped) return { kind: "refused", reason: "stopped before it started" };
  const reason = marks.refused || `its gate ended before the command began: ${nameEnd(end)}`;
  return { kind: "refused", reason: reason.slice(0, LIMITS.reasonChars) };
}

function nameEnd(end: Outcome): string {
  switch (end.kind) {
    case "exited":
      return `exit code ${end.code}`;
    case "signaled":
      return end.signal;
    default:
      return end.reason;
  }
}
