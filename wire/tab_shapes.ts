/** What may be asked of the choretab, and of the times to come. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";

const text = v.pipe(
  v.string(),
  v.maxBytes(LIMITS.tabBytes, `a choretab has at most ${LIMITS.tabBytes} bytes`),
);

export const TabShape = v.variant("do", [
  v.object({ do: v.picklist(["show", "load", "remove"]) }),
  v.object({ do: v.literal("put"), text }),
]);

export const NextShape = v.object({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.nextTimes)),
});
