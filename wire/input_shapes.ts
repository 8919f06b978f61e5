/** The rows of the protocol about a job's standard input. */

import * as v from "valibot";
import { CountShape as count } from "../job/number_shape.ts";
import { SpoolIdShape } from "../job/stdin_shape.ts";
import { LIMITS } from "../limits.ts";

/** Bytes, at most so many. */
export const pieceOf = (most: number) =>
  v.pipe(
    v.custom<Uint8Array>((value) => value instanceof Uint8Array, "a piece is bytes"),
    v.check(({ length }) => length <= most, `a piece is at most ${most} bytes`),
  );

/** A piece for a job that runs; the reply comes once the job's pipe has it. */
export const SendShape = v.object({
  /** its name or id */
  job: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameChars)),
  /** this run of it, and no other */
  run: v.optional(count),
  bytes: pieceOf(LIMITS.inputChunkBytes),
  /** then the job reads its end */
  eof: v.optional(v.boolean(), false),
});

/** A piece for a job that is yet to come: its spec names the id. */
export const SpoolShape = v.object({
  /** the client's own */
  id: SpoolIdShape,
  /** what was sent of it before */
  offset: count,
  bytes: pieceOf(LIMITS.spoolChunkBytes),
  /** it is the last: the reply comes once all is durable */
  done: v.boolean(),
});
