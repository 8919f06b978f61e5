/** `next`: the times at which jobs start, whatever made them. */

import { nextTimesOfAll } from "../next_times.ts";
import type { Handler } from "../requests.ts";

export const next: Handler<"next"> = (session, { count }) => nextTimesOfAll(session, count);
