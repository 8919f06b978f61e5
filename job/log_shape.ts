/** The shape of a log policy, for all that checks what others send. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { LOG_DEFAULTS } from "./log_policy.ts";
import { LOG_FULLS } from "./policies.ts";

const { outputLeastBytes: least, outputMostBytes: most, outputFilesMost } = LIMITS;

const bytes = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(least, `a log is rotated at ${least} bytes or more`),
  v.maxValue(most, `a log is rotated at ${most} bytes or fewer`),
);
const files = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1, "a log has 1 file or more"),
  v.maxValue(outputFilesMost, `a log has ${outputFilesMost} files or fewer`),
);

export const LogShape = v.object({
  bytes: v.optional(bytes, LOG_DEFAULTS.bytes),
  files: v.optional(files, LOG_DEFAULTS.files),
  full: v.optional(v.picklist(LOG_FULLS), LOG_DEFAULTS.full),
});
