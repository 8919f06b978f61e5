/** `runs/ID/spec`: from which a store can be made again. */

import * as v from "valibot";
import { CALLED_KINDS } from "../job/hook_kinds.ts";
import { SpecShape } from "../job/spec.ts";

/** `runs/ID/spec`: all that a store needs to know of a run's job. */
export const OriginShape = v.object({
  job: v.number(),
  run: v.number(),
  name: v.string(),
  request: v.string(),
  label: v.string(),
  createdAt: v.number(),
  createdBy: v.string(),
  spec: SpecShape,
  /** what a choretab knows it by */
  tab: v.optional(v.nullable(v.object({ key: v.string(), line: v.nullable(v.number()) }))),
  /** of which job and run it is a hook, and what it is told of them */
  hook: v.optional(
    v.nullable(v.object({
      kind: v.picklist(CALLED_KINDS),
      run: v.number(),
      job: v.number(),
      env: v.pipe(v.array(v.string()), v.readonly()),
    })),
    null,
  ),
});
export type Origin = v.InferOutput<typeof OriginShape>;
