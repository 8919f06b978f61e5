// Keeps a chored at work: whenever none holds the session, one is started, or two that race for it.

import { isLocked } from "../../system/lock.ts";
import type { Chored } from "../support/chored.ts";
import type { Home } from "../support/home.ts";
import type { Counts } from "./counts.ts";
import { pause } from "./pause.ts";
import type { Random } from "./random.ts";

/** How often two are started at once, and how often one in the background. */
const racing = 0.35;
const inBackground = 0.2;
const absentMs = 250;
/** How long a chored may take to serve before the next look. */
const startMs = 5000;

export interface DaemonsOptions {
  readonly home: Home;
  readonly random: Random;
  readonly counts: Counts;
}

/** From one moment to another, milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export class Daemons {
  /** when a chored served that was started in the foreground, from what it said until its end */
  readonly served: Span[] = [];
  readonly complaints: string[] = [];
  readonly #options: DaemonsOptions;
  readonly #choreds: Chored[] = [];
  readonly #keeping: Promise<void>;
  #isOver = false;

  constructor(options: DaemonsOptions) {
    this.#options = options;
    this.#keeping = this.#keep();
  }

  /** Takes over from the chored that serves, if one does. */
  async handOver(): Promise<void> {
    await this.#settled([this.#launch(["--restart"])]);
  }

  /** Starts no more. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#keeping;
  }

  /** What no chored should say. */
  get cries(): string[] {
    return this.#choreds.flatMap(({ said }) =>
      said.split("\n").filter((line) => /Uncaught|panicked|^\s+at /.test(line))
    );
  }

  async #keep(): Promise<void> {
    const { home, random } = this.#options;
    while (!this.#isOver) {
      if (isLocked(home.paths().pid)) {
        await pause(10);
        continue;
      }
      await pause(random.below(absentMs));
      if (this.#isOver) return;
      if (random.happens(racing)) await this.#race();
      else if (random.happens(inBackground)) await this.#startInBackground();
      else await this.#settled([this.#launch()]);
    }
  }

  #launch(words: readonly string[] = []): Chored {
    this.#options.counts.add("starts");
    const chored = this.#options.home.launch({ words });
    this.#choreds.push(chored);
    void this.#watch(chored);
    return chored;
  }

  async #watch(chored: Chored): Promise<void> {
    try {
      await chored.serves;
    } catch {
      return; // it ended before
    }
    const from = Date.now();
    await chored.ended;
    this.served.push({ from, to: Date.now() });
  }

  async #race(): Promise<void> {
    this.#options.counts.add("races");
    const rivals = [this.#launch(), this.#launch()];
    await this.#settled(rivals);
    if (rivals.filter(({ isServing }) => isServing).length > 1) {
      this.complaints.push("two chored serve one session");
    }
  }

  /** Resolves once each of them serves or has ended. */
  async #settled(choreds: readonly Chored[]): Promise<void> {
    await Promise.race([
      Promise.all(choreds.map((chored) => Promise.race([chored.serves, chored.ended]))),
      pause(startMs),
    ]).catch(() => {
      // it ended before it served: killed, or not the first
    });
  }

  async #startInBackground(): Promise<void> {
    const { home, counts } = this.#options;
    counts.add("starts");
    const child = new Deno.Command(`${home.root}/bin/chored`, {
      env: { CHORE_HOME: home.base },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await child.status;
  }
}
