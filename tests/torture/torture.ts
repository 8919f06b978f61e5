// The torture: jobs run through the real programs, which are killed at random times; then all is compared.

import { FINAL, STATES } from "../../job/state.ts";
import { isLocked } from "../../system/lock.ts";
import { until } from "../support/deadline.ts";
import { Checkout } from "../support/checkout.ts";
import { Home } from "../support/home.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { audit } from "./audit.ts";
import type { Claims } from "./claims.ts";
import { Clients } from "./clients.ts";
import { Counts } from "./counts.ts";
import { Daemons } from "./daemons.ts";
import { Groups } from "./groups.ts";
import { Killer } from "./killer.ts";
import { Random } from "./random.ts";
import { RANDOM_CRASH } from "./random_crash.ts";
import { readCrashes, readCries } from "./cries.ts";

export interface TortureOptions {
  /** how many kills are enough */
  readonly kills: number;
  readonly seed: number;
  /** how long it may kill */
  readonly seconds: number;
}

export interface Report {
  readonly counts: Counts;
  /** all that was wrong */
  readonly complaints: readonly string[];
}

const unended = STATES.filter((state) => !(FINAL as readonly string[]).includes(state));

/** Kills, then waits until all is quiet, then looks at what is left. Where something is wrong its files are kept. */
export async function torture({ kills, seed, seconds }: TortureOptions): Promise<Report> {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => RANDOM_CRASH });
  await using home = await Home.make({ root: checkout.root });
  const armed = `${home.base}/armed`;
  await Deno.mkdir(home.base, { mode: 0o700 });
  await Deno.writeTextFile(armed, "");
  const counts = new Counts();
  const random = new Random(seed);
  const ledger = `${home.folder}/ledger`;
  const daemons = new Daemons({ home, random: new Random(seed + 1), counts });
  const { socket } = home.paths();
  const groups = new Groups({ socket, random: new Random(seed + 3), counts });
  await groups.made;
  const clients = new Clients({ home, random: new Random(seed + 2), counts, ledger });
  const killer = new Killer({ home, random, counts, daemons });
  await killer.kill({ kills, seconds });
  await Deno.remove(armed);
  const complaints = await calm(home, { daemons, clients, groups });
  const paths = home.paths();
  const bereaved = new Set([...killer.bereaved, ...readCrashes(paths, counts)]);
  const { accepted, claims } = clients;
  const { settings } = groups;
  const { served } = daemons;
  const { standstills } = killer;
  complaints.push(
    ...clients.complaints,
    ...daemons.complaints,
    ...daemons.cries,
    ...readCries(paths, counts),
    ...audit({
      ...{ paths, ledger, accepted, claims, bereaved, settings, served, standstills, counts },
    }),
  );
  if (complaints.length > 0) home.keep();
  return { counts, complaints };
}

/** Lets everything end; what did not. */
async function calm(
  home: Home,
  { daemons, clients, groups }: { daemons: Daemons; clients: Clients; groups: Groups },
): Promise<string[]> {
  const complaints: string[] = [];
  const { socket, pid } = home.paths();
  const attempt = async (act: () => Promise<unknown>) => {
    await act().catch((error: Error) => complaints.push(error.message));
  };
  await attempt(() => groups.finish());
  await attempt(() => clients.finish());
  await attempt(() => endAll(socket, clients.claims));
  await daemons.finish();
  await attempt(() => askUntilAnswered(socket, { verb: "shutdown", body: {} }));
  await attempt(() => until("the lock of the session is free", () => !isLocked(pid)));
  await attempt(() =>
    until("no process is left", async () => (await home.processes()).length === 0)
  );
  if (complaints.length > 0) {
    complaints.push(...(await home.processes()).map(({ words }) => `left over: ${words}`));
  }
  return complaints;
}

/** Jobs of clients that were killed have nobody who stops them. Hooks end by themselves. */
async function endAll(socket: string, claims: Claims): Promise<void> {
  const { jobs } = await askUntilAnswered(socket, { verb: "list", body: { states: unended } });
  const names = jobs.map(({ name }) => name);
  if (names.length > 0) {
    for (const id of names) claims.add("stop", { id, at: Date.now() });
    await askUntilAnswered(socket, { verb: "stop", body: { jobs: { names, all: false } } });
    await askUntilAnswered(socket, { verb: "wait", body: { jobs: { names, all: false } } });
  }
  await until("all hooks have ended", async () => {
    const body = { states: unended, hooks: true };
    return (await askUntilAnswered(socket, { verb: "list", body })).jobs.length === 0;
  });
}
