/** `w/reactions`: what the rules of a run have seen, for whoever follows its worker. */

import { type ReactionsFile, ReactionsFileShape } from "../job/reaction_shape.ts";
import { LIMITS } from "../limits.ts";
import { writeWhole } from "../system/durable.ts";
import { messageOf } from "./append_file.ts";
import type { OwnedRun } from "./claim.ts";
import { complain } from "./complain.ts";
import { readRecord } from "./read_record.ts";

/** What the worker before has left, where this one took its job over. */
export function readReactions({ mode, paths }: OwnedRun): ReactionsFile | undefined {
  if (mode !== "adopt") return undefined;
  return readRecord(paths.reactions, ReactionsFileShape, { most: LIMITS.reactionsBytes });
}

export function writeReactions({ paths }: OwnedRun, file: ReactionsFile): void {
  try {
    writeWhole(paths.w, "reactions", { text: JSON.stringify(file) });
  } catch (error) {
    // a full disk or a deleted folder: what is told by the link is done all the same
    complain(`Cannot write what the rules have seen: ${messageOf(error)}`);
  }
}
