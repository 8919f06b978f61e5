/** What `debug` replies: types alone. */

/** A dump that a worker has left, or was made to leave now. */
export interface JobDebug {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** the run whose folder has it; null where the job never began */
  readonly run: number | null;
  /** why it is no newer, in words; null where it was made for this request */
  readonly note: string | null;
}

/** How much there is of something that has a bound. */
export interface Bounded {
  /** now */
  readonly now: number;
  /** the most that there may be */
  readonly most: number;
}

/** What chored knows of itself. */
export interface SessionDump {
  /** when it was made, ISO 8601, UTC */
  readonly at: string;
  /** of the program */
  readonly version: string;
  /** of chored */
  readonly pid: number;
  /** it tells in its log what it hears and says */
  readonly debug: boolean;
  /** when it started */
  readonly startedAt: string;
  /** bytes */
  readonly memory: { readonly rss: number; readonly heapUsed: number; readonly heapTotal: number };
  /** each against its bound in limits.ts */
  readonly counts: Readonly<Record<string, Bounded>>;
  /** who is connected */
  readonly clients: readonly {
    readonly who: string | null;
    readonly queuedBytes: number;
    readonly requestsInFlight: number;
    readonly subscriptions: number;
  }[];
  /** the workers that have a channel */
  readonly workers: readonly {
    readonly run: number;
    readonly phase: string;
    readonly heardMsAgo: number;
    readonly openOrders: number;
    readonly queuedBytes: number;
  }[];
  /** and their queues */
  readonly groups: readonly {
    readonly name: string;
    readonly slots: number;
    readonly used: number;
    readonly queued: number;
    readonly state: string;
  }[];
  /** what it waits for */
  readonly timers: {
    readonly nextWakeAt: string | null;
    readonly digestAt: string | null;
    /** runs that are looked at again and again */
    readonly examined: readonly number[];
  };
  /** the database */
  readonly store: {
    readonly bytes: number;
    readonly logBytes: number;
    readonly rows: Readonly<Record<string, number>>;
  };
}

/** Of jobs, or of the session. */
export type DebugReply =
  | { readonly of: "jobs"; readonly jobs: readonly JobDebug[] }
  | { readonly of: "session"; readonly session: SessionDump };
