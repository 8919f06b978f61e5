// Kills, stops and continues what lives of a session, at random times.

import type { Home } from "../support/home.ts";
import { type Process, send } from "../support/processes.ts";
import type { Counts } from "./counts.ts";
import type { Daemons, Span } from "./daemons.ts";
import { pause } from "./pause.ts";
import type { Random } from "./random.ts";

/** What is done how often. */
const ACTS = {
  chored: 35,
  worker: 32,
  both: 10,
  client: 9,
  pauseChored: 4,
  pauseWorker: 6,
  handOver: 4,
};
const longestMs = 400;
/** How often all is left alone for a while, so that what takes its time comes to its end. */
const lulls = 0.05;
const lullMs = 5000;
const longestPauseMs = 1500;

export interface KillerOptions {
  readonly home: Home;
  readonly random: Random;
  readonly counts: Counts;
  readonly daemons: Daemons;
}

export interface Bounds {
  readonly kills: number;
  readonly seconds: number;
}

export class Killer {
  /** runs whose worker or undertaker was killed */
  readonly bereaved = new Set<number>();
  /** when a chored was stopped for a while */
  readonly standstills: Span[] = [];
  readonly #options: KillerOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: KillerOptions) {
    this.#options = options;
  }

  /** Kills until it has killed enough, or the time is over. */
  async kill({ kills, seconds }: Bounds): Promise<void> {
    const end = performance.now() + seconds * 1000;
    const { random, counts } = this.#options;
    while (counts.kills < kills && performance.now() < end) {
      await pause(random.below(longestMs));
      if (random.happens(lulls)) await pause(lullMs);
      await this.#act(random.pickWeighted(ACTS));
    }
    await Promise.all(this.#underWay);
  }

  async #act(act: keyof typeof ACTS): Promise<void> {
    const { home, random, daemons } = this.#options;
    if (act === "handOver") {
      this.#options.counts.add("handOvers");
      return this.#follow(daemons.handOver());
    }
    const processes = await home.processes();
    const victim = (isOne: (process: Process) => boolean) => random.pick(processes.filter(isOne));
    switch (act) {
      case "chored":
        return this.#killChored(victim(isChored));
      case "worker":
        return this.#killWorker(victim(isWorker));
      case "both":
        return this.#killBoth(victim(isChored), victim(isWorker));
      case "client":
        if (this.#kill(victim(isClient))) this.#options.counts.add("clientKills");
        return;
      case "pauseChored":
        return this.#follow(this.#stopChored(victim(isChored), random.below(longestPauseMs)));
      case "pauseWorker":
        return this.#follow(this.#stopFor(victim(isWorker), random.below(longestPauseMs)));
    }
  }

  #killBoth(chored: Process | undefined, worker: Process | undefined): void {
    const isFirst = this.#options.random.happens(0.5);
    if (isFirst) this.#killChored(chored);
    this.#killWorker(worker);
    if (!isFirst) this.#killChored(chored);
  }

  #killChored(process: Process | undefined): void {
    if (this.#kill(process)) this.#options.counts.add("choredKills");
  }

  #killWorker(process: Process | undefined): void {
    if (process === undefined || !this.#kill(process)) return;
    this.#options.counts.add("workerKills");
    const [, run] = /\/runs\/(\d+)/.exec(process.words) ??
      /bin\/chored_worker \w+ \S+ \w+ (\d+) /.exec(process.words) ?? [];
    if (run !== undefined) this.bereaved.add(Number(run));
  }

  #kill(process: Process | undefined): boolean {
    return process !== undefined && send(process.pid, "SIGKILL");
  }

  async #stopChored(process: Process | undefined, ms: number): Promise<void> {
    const from = Date.now();
    await this.#stopFor(process, ms);
    this.standstills.push({ from, to: Date.now() });
  }

  async #stopFor(process: Process | undefined, ms: number): Promise<void> {
    if (process === undefined || !send(process.pid, "SIGSTOP")) return;
    this.#options.counts.add("pauses");
    await pause(ms);
    send(process.pid, "SIGCONT");
  }

  #follow(act: Promise<void>): void {
    const followed = act.finally(() => this.#underWay.delete(followed));
    this.#underWay.add(followed);
  }
}

/** chored itself, or its launcher on the way. */
function isChored({ words }: Process): boolean {
  return /\/daemon\/main\.ts |\/bin\/chored -/.test(words);
}

/** A worker or undertaker, or its launcher on the way. */
function isWorker({ words }: Process): boolean {
  return /\/worker\/main\.ts |\/bin\/chored_worker (run|bury|adopt) /.test(words);
}

function isClient({ words }: Process): boolean {
  return /\/submitter\.ts /.test(words);
}
