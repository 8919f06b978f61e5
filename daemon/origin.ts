/** `runs/ID/spec`: from which a store can be made again. */

import * as v from "valibot";
import { CALLED_KINDS } from "../job/hook_kinds.ts";
import { CountShape as count, TimeShape } from "../job/number_shape.ts";
import { NameShape, SpecShape } from "../job/spec.ts";

/** One that a store gave out, with room for those to come: a name ends with 15 digits of it at most. */
const id = v.pipe(count, v.minValue(1), v.maxValue(1e14));

/** `runs/ID/spec`: all that a store needs to know of a run's job. */
export const OriginShape = v.object({
  job: id,
  run: id,
  name: NameShape,
  request: v.string(),
  label: v.string(),
  createdAt: TimeShape,
  createdBy: v.string(),
  spec: SpecShape,
  /** what a choretab knows it by */
  tab: v.optional(v.nullable(v.object({ key: v.string(), line: v.nullable(count) }))),
  /** of which job and run it is a hook, and what it is told of them */
  hook: v.optional(
    v.nullable(v.object({
      kind: v.picklist(CALLED_KINDS),
      run: count,
      job: count,
      env: v.pipe(v.array(v.string()), v.readonly()),
    })),
    null,
  ),
});
export type Origin = v.InferOutput<typeof OriginShape>;
