/** `runs/ID/spec`: from which a store can be made again. */

import * as v from "valibot";
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
});
export type Origin = v.InferOutput<typeof OriginShape>;
