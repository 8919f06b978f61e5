/** One chored and all that belongs to it: what its parts share. */

import type { Policy } from "../job/policy.ts";
import type { Config } from "../job/session_config.ts";
import type { Clock } from "../system/clock.ts";
import type { SessionPaths } from "../system/paths.ts";
import type { Acceptance } from "./accept.ts";
import type { Changes } from "./changes.ts";
import type { EventLog } from "./event_log.ts";
import type { Examiner } from "./examine.ts";
import type { Log } from "./log.ts";
import type { LogTotal } from "./log_total.ts";
import type { Options } from "./options.ts";
import type { Peers } from "./peers.ts";
import type { Planner } from "./planner.ts";
import type { Possession } from "./possession.ts";
import type { Recovery } from "./recovery.ts";
import type { Senders } from "./senders.ts";
import type { Spools } from "./spools.ts";
import type { Store } from "./store.ts";
import type { TabState } from "./tab_state.ts";
import type { Workers } from "./workers.ts";

export interface Session extends Clock {
  readonly options: Options;
  readonly paths: SessionPaths;
  /** what chore.toml says, as it was read last */
  config: Config;
  /** what its jobs may be at most, since its start */
  readonly policy: Policy | undefined;
  /** how the choretab is that was read last */
  tab: TabState;
  readonly log: Log;
  readonly store: Store;
  readonly changes: Changes;
  readonly events: EventLog;
  readonly workers: Workers;
  readonly peers: Peers;
  readonly startedAt: number;
  readonly recovery: Recovery;
  readonly possession: Possession;
  /** no new work: it is about to end */
  ending: boolean;
  readonly acceptance: Acceptance;
  readonly examiner: Examiner;
  readonly planner: Planner;
  readonly logTotal: LogTotal;
  readonly senders: Senders;
  readonly spools: Spools;
  /** ends the loop, once all is closed that must be */
  readonly end: () => void;
}
