/** Which events a program wants, and the request that this makes. */

import type { EventKind } from "../job/event_kind.ts";
import { given } from "../job/given.ts";
import type { Client } from "./client.ts";
import { selection, type Which } from "./job_verbs.ts";
import type { JobEvent } from "./job_views.ts";
import type { RequestInput } from "./messages.ts";

/** Which events are wanted; what is left out does not matter. */
export interface EventOptions {
  /** only of jobs in this group */
  readonly group?: string;
  /** only of these kinds */
  readonly kinds?: readonly EventKind[];
  /** first what has happened since then */
  readonly since?: Date;
  /** first what has happened after the event of this number, which `since` then does not change */
  readonly after?: number;
}

/** Changes of jobs, as they happen; leaving the loop over them ends the subscription, and so does closing it. */
export interface JobEvents extends AsyncIterable<JobEvent>, Disposable {
  /** events that were left out, since the reader was too slow */
  readonly missed: number;
  /** resolves once all that had happened before was given */
  readonly live: Promise<void>;
  /** Ends the subscription, whether a loop over it has begun or not. */
  close(): void;
}

/** The events of these jobs; of all, where none are named. */
export function subscribe(
  client: Client,
  jobs: Which | undefined,
  options: EventOptions,
): Promise<JobEvents> {
  const all = { names: [], all: true };
  return client.events(jobs === undefined ? all : selection(jobs), wishOf(options));
}

function wishOf(
  { group, kinds, since, after }: EventOptions,
): Omit<RequestInput<"events">, "jobs"> {
  return given({
    group,
    after,
    kinds: kinds === undefined ? undefined : [...kinds],
    since: since === undefined ? undefined : Math.max(0, since.getTime()),
  });
}
