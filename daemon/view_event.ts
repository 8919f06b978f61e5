/** An event as clients see it. */

import type { JobEvent } from "../wire/job_views.ts";
import type { EventRow } from "./event_store.ts";

export function viewEvent({ at, job, ...rest }: EventRow): JobEvent {
  return { ...rest, at: new Date(at).toISOString(), id: job };
}
