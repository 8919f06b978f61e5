/** How much of a job's output is kept, and what happens when there is more: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { type LogFlags, parseLogSize } from "../job/log_wish.ts";
import { LOG_FULLS } from "../job/policies.ts";
import { LIMITS } from "../limits.ts";
import { numberFlag, wordFlag } from "./flag_values.ts";

export { type LogFlags, logSpec, parseLogSize } from "../job/log_wish.ts";

export const LOG_FLAGS: FlagParametersForType<LogFlags> = {
  logSize: {
    ...{ kind: "parsed", optional: true },
    parse: parseLogSize,
    brief: "begin another log file at this size (10M)",
    placeholder: "SIZE",
  },
  logFiles: numberFlag({
    brief: "keep so many of them for each stream (5)",
    least: 1,
    most: LIMITS.outputFilesMost,
  }),
  logFull: wordFlag("drop the oldest, let it wait, or stop it (rotate)", LOG_FULLS),
};
