/** The shape of a path that somebody sends: absolute, of a bounded length, as the system takes it. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";

export const PathShape = v.pipe(
  v.string(),
  v.maxBytes(LIMITS.pathBytes, `a path is at most ${LIMITS.pathBytes} bytes`),
  v.check((path) => path.startsWith("/") && !path.includes("\0"), "a path is absolute"),
);
