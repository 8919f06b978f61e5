/** The shape of how a job is confined, for all that checks what others send. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { NOT_CONFINED, UNVEIL_PERMISSIONS } from "./confinement.ts";
import { PathShape } from "./path_shape.ts";
import { SANDBOXES } from "./policies.ts";
import { PROMISE_WORDS } from "./promises.ts";

/** One path that a job sees, and what it may do there. */
export const UnveilShape = v.object({
  permissions: v.picklist(UNVEIL_PERMISSIONS),
  path: PathShape,
});

export const ConfineShape = v.object({
  sandbox: v.optional(v.picklist(SANDBOXES), NOT_CONFINED.sandbox),
  pledge: v.optional(v.pipe(v.array(v.picklist(PROMISE_WORDS)), v.maxLength(PROMISE_WORDS.length))),
  unveil: v.optional(
    v.pipe(
      v.array(UnveilShape),
      v.maxLength(LIMITS.unveils, `a job is unveiled at most ${LIMITS.unveils} paths`),
    ),
    [],
  ),
  noNet: v.optional(v.boolean(), NOT_CONFINED.noNet),
  privateTmp: v.optional(v.boolean(), NOT_CONFINED.privateTmp),
});
