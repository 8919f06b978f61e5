/** A confined job, as the worker sees it: bubblewrap stands between, and tells by a file what goes on inside. */

import type { Outcome } from "../job/outcome.ts";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import { readLastLine } from "../system/last_line.ts";
import type { RunPaths } from "../system/paths.ts";

/** What bubblewrap has written of it so far. */
export interface Told {
  /** the leader of the job's own group, which is not that of the gate */
  readonly leader: number | undefined;
  /** the command began, and has ended */
  readonly hasEnded: boolean;
}

/** Undefined where the job is not confined, or by something that is not between. */
export function readTold(paths: RunPaths): Told | undefined {
  const text = readStatus(paths);
  if (text === undefined) return undefined;
  const leader = /"child-pid": ?(\d{1,10})\b/.exec(text)?.[1];
  return {
    leader: leader === undefined ? undefined : Number(leader),
    hasEnded: /"exit-code": ?\d/.test(text),
  };
}

function readStatus({ confined }: RunPaths): string | undefined {
  try {
    return readText(confined, LIMITS.recordBytes);
  } catch {
    return undefined; // the folder was deleted, or it is no file of ours
  }
}

/** bubblewrap ends with 1 where it fails too: what it has put on record says whether that was the command. */
export function endInside(end: Outcome, paths: RunPaths): Outcome {
  const told = end.kind === "exited" ? readTold(paths) : undefined;
  if (told === undefined || told.hasEnded) return end;
  const last = readLastLine(paths.stderr);
  const said = last?.startsWith("bwrap: ") ? last : "bubblewrap ended before it";
  const remedy = REMEDIES.find(([pattern]) => pattern.test(said))?.[1];
  const most = LIMITS.reasonChars - (remedy ?? "").length;
  const reason = `it could not be confined: ${said}`.slice(0, most);
  return { kind: "refused", reason: `${reason}${remedy ?? ""}` };
}

/** What can be done about what bubblewrap says. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/namespace|uid map|gid map/i, ": chore doctor says what to do"],
  [/^bwrap: execvp .*: No such file/, ": it does not see its command: --unveil rx:PATH"],
];
