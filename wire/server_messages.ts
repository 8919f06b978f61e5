/** What chored sends to a client: its hello, replies, refusals, events. */

import type { JobEvent } from "./job_views.ts";
import type { Recovered } from "./replies.ts";

/** Why chored says no. */
export type RefusalCode =
  | "bad_request" // its shape is wrong
  | "no_such_job"
  | "name_taken"
  | "wrong_state" // the verb means nothing for a job in that state
  | "forbidden" // the policy of the session
  | "limit" // a bound of limits.ts
  | "ending" // chored is on its way out
  | "system"; // the disk, a process

/** chored's side of a client's channel. */
export type ServerMessage =
  | {
    readonly kind: "hello";
    readonly version: number;
    readonly program: string;
    readonly session: string;
    readonly recovered: Recovered;
  }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  /** the first items of a reply that is too long for one frame; the reply has the last */
  | { readonly kind: "part"; readonly id: number; readonly value: readonly unknown[] }
  | {
    readonly kind: "refusal";
    readonly id: number;
    readonly code: RefusalCode;
    readonly message: string;
  }
  | { readonly kind: "event"; readonly id: number; readonly event: JobEvent }
  /** this many events were left out: they went before the client came to them */
  | { readonly kind: "missed"; readonly id: number; readonly count: number }
  /** all that had happened is told: what follows is told as it happens */
  | { readonly kind: "live"; readonly id: number };
