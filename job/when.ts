/** When a job starts: now, at a time, or again and again. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { CATCH_UPS, OVERLAPS } from "./policies.ts";

export const WhenShape = v.variant("kind", [
  v.object({ kind: v.literal("now") }),
  /** milliseconds since 1970 */
  v.object({
    kind: v.literal("at"),
    at: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.dateMs)),
  }),
  v.object({
    kind: v.literal("cron"),
    /** 5 or 6 fields, `@daily` and its kin, `@reboot`; `~` is settled at submission */
    expression: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.cronChars)),
    /** an IANA name; chored's own zone where none is given */
    zone: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.nameChars))),
    overlap: v.optional(v.picklist(OVERLAPS), "skip"),
    catchUp: v.optional(v.picklist(CATCH_UPS), "once"),
  }),
]);
export type When = v.InferOutput<typeof WhenShape>;
