/** `session`: what chored tells of itself. */

import { settingsOf } from "../../job/session_config.ts";
import { isActive, STATES } from "../../job/state.ts";
import { VERSION } from "../../job/version.ts";
import type { Handler } from "../requests.ts";

const active = STATES.filter(isActive);

export const session: Handler<"session"> = (
  { store, paths, peers, startedAt, recovery, config, tab, policy },
  { settings },
) => ({
  session: paths.session,
  version: VERSION,
  pid: Deno.pid,
  startedAt: new Date(startedAt).toISOString(),
  jobs: store.countJobs(),
  active: store.countInStates(active),
  clients: peers.count,
  recovered: recovery.counts,
  tab: { path: paths.choretab, jobs: store.countTabJobs(), problems: tab.problems },
  config: config.file ?? null,
  policy: policy?.file ?? null,
  profiles: [...config.profiles.keys()].sort(),
  ...settings ? { settings: settingsOf(config) } : {},
});
