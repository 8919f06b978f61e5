/** The shape of what a job reads, for all that checks what others send. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { PathShape } from "./path_shape.ts";

/** The id of input that was sent before its job; it is the name of its file. */
export const SpoolIdShape = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "an input has a UUID"),
);

const text = v.pipe(
  v.string(),
  v.maxBytes(
    LIMITS.stdinTextBytes,
    `a text for standard input is at most ${LIMITS.stdinTextBytes} bytes: use a file`,
  ),
);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameChars));

export const StdinShape = v.variant("kind", [
  v.object({ kind: v.literal("none") }),
  v.object({ kind: v.literal("file"), path: PathShape }),
  v.object({ kind: v.literal("text"), text }),
  v.object({ kind: v.literal("spool"), id: SpoolIdShape }),
  v.object({ kind: v.literal("pipe") }),
  v.object({ kind: v.literal("fifo") }),
  v.object({ kind: v.literal("job"), name }),
]);
