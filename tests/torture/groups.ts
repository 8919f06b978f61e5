// The groups of the torture, and somebody who changes their slots all the time.

import { Refusal } from "../../wire/client.ts";
import { askUntilAnswered } from "../support/submit.ts";
import type { Counts } from "./counts.ts";
import { pause } from "./pause.ts";
import type { Random } from "./random.ts";

/** How many slots each may have. */
const SLOTS = { narrow: [1, 1, 1, 2, 0], few: [2, 3, 4, 1, 0] } as const;
type GroupName = keyof typeof SLOTS;
export const GROUP_NAMES = Object.keys(SLOTS) as GroupName[];

const longestMs = 4000;
/** What is paused or has no slots stays so for this long at most. */
const standstillMs = 800;

/** Slots that a group may have had: from before they were asked for until others were acknowledged. */
export interface Setting {
  readonly name: string;
  readonly slots: number;
  readonly from: number;
  to: number;
}

export interface GroupsOptions {
  readonly socket: string;
  readonly random: Random;
  readonly counts: Counts;
}

export class Groups {
  readonly settings: Setting[] = [];
  readonly #options: GroupsOptions;
  /** resolves once they are there */
  readonly made: Promise<void>;
  readonly #changing: Promise<void>;
  #isOver = false;

  constructor(options: GroupsOptions) {
    this.#options = options;
    this.made = this.#make();
    this.#changing = this.made.then(() => this.#change());
  }

  /** Changes no more: all groups are open and have slots. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#changing;
    for (const name of GROUP_NAMES) {
      await this.#set(name, 2);
      await this.#ask({ do: "resume", name });
    }
  }

  async #make(): Promise<void> {
    for (const name of GROUP_NAMES) await this.#set(name, SLOTS[name][0]);
  }

  async #change(): Promise<void> {
    const { random } = this.#options;
    while (!this.#isOver) {
      await pause(random.below(longestMs));
      const name = random.pick(GROUP_NAMES) ?? "narrow";
      const act = random.pickWeighted({ set: 6, pause: 2, drain: 1 });
      if (act === "set") await this.#set(name, random.pick(SLOTS[name]) ?? 1);
      else await this.#ask({ do: act, name });
      if (act !== "set") {
        await pause(random.below(standstillMs));
        await this.#ask({ do: "resume", name });
      }
      const isClosed = this.settings.findLast((each) => each.name === name)?.slots === 0;
      if (!isClosed) continue;
      await pause(random.below(standstillMs));
      await this.#set(name, 1);
    }
  }

  async #set(name: GroupName, slots: number): Promise<void> {
    const before = this.settings.findLast((each) => each.name === name);
    this.settings.push({ name, slots, from: Date.now(), to: Infinity });
    await this.#ask({ do: before === undefined ? "add" : "set", name, slots });
    if (before !== undefined) before.to = Date.now();
    this.#options.counts.add("settings");
  }

  async #ask(
    body:
      | { do: "add" | "set"; name: GroupName; slots: number }
      | { do: "pause" | "resume" | "drain"; name: GroupName },
  ): Promise<void> {
    for (;;) {
      try {
        await askUntilAnswered(this.#options.socket, { verb: "group", body });
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // it was added before a reply was lost
        if (error.code === "name_taken") return;
        // the worker of one of its jobs was killed before it heard of that
        if (error.code !== "system") throw error;
      }
    }
  }
}
