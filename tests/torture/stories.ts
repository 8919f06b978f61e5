// What a client of the torture asks for, round by round: a few jobs that belong together, and what is done to them.

import type { SpecInput } from "../../job/spec.ts";
import type { AfterCondition } from "../../job/after.ts";
import { CATCH_UPS, OVERLAPS } from "../../job/policies.ts";
import type { LedgerJob } from "../support/ledger.ts";
import { GROUP_NAMES } from "./groups.ts";
import type { Random } from "./random.ts";

/** Longer than a torture. */
export const ENDLESS_LINES = 1_000_000;

export interface Wish extends LedgerJob {
  readonly spec: Partial<SpecInput>;
  /** hooks of all kinds, that note themselves in the ledger */
  readonly hooked?: true;
}

/** `end`: stop it once it runs; `stop`: stop it, whatever it does. */
export interface Act {
  readonly kind: "end" | "stop" | "hold" | "release" | "now" | "pin";
  readonly id: string;
  /** so long after the act before it */
  readonly afterMs: number;
}

export interface Story {
  /** in this order, each acknowledged before the next is asked for, where that matters */
  readonly wishes: readonly Wish[];
  readonly inOrder?: true;
  readonly acts: readonly Act[];
}

type Mode = Pick<SpecInput, "orphan" | "output">;

/** Ways in which a job's output is kept and its orphans are treated; the first is the usual one. */
const MODES: readonly Mode[] = [
  { orphan: "kill", output: "pipe" },
  { orphan: "kill", output: "pipe" },
  { orphan: "kill", output: "direct" },
  { orphan: "kill", output: "fifo" },
  { orphan: "adopt", output: "direct" },
  { orphan: "adopt", output: "fifo" },
];

/** How often jobs wait for a success, an end, a failure. */
const CONDITIONS: Readonly<Record<Exclude<AfterCondition, "start" | "ready">, number>> = {
  ...{ success: 4, end: 2, failure: 1 },
};

/** How often which is told. */
const WEIGHTS = {
  plain: 6,
  web: 3,
  shared: 3,
  again: 3,
  later: 2,
  cron: 3,
  held: 2,
  limited: 1,
  hooked: 2,
};
type Kind = keyof typeof WEIGHTS;
type Teller = (random: Random, id: (index: number) => string) => Story;

const TELLERS: Readonly<Record<Kind, Teller>> = {
  plain: tellPlain,
  web: tellWeb,
  shared: tellShared,
  again: tellAgain,
  later: tellLater,
  cron: tellCron,
  held: tellHeld,
  limited: tellLimited,
  hooked: tellHooked,
};

/** A round: the ids of its jobs begin with `prefix`. */
export function tellStory(random: Random, prefix: string): Story {
  const kind = random.pickWeighted(WEIGHTS);
  const story = TELLERS[kind](random, (index) => `${prefix}_${kind}_${index}`);
  const pinned = story.wishes.filter(() => random.happens(0.1));
  return { ...story, acts: [...pinned.map(({ id }) => act("pin", id)), ...story.acts] };
}

function act(kind: Act["kind"], id: string, { afterMs = 0 } = {}): Act {
  return { kind, id, afterMs };
}

function wish(random: Random, id: string, given: Partial<Wish> = {}): Wish {
  const { lines = random.below(100), code = 0, fails = 0, spec = {} } = given;
  const { hooked } = given;
  return {
    id,
    lines,
    code,
    fails,
    ...(hooked ? { hooked } : {}),
    spec: { ...random.pick(MODES), graceMs: 1000, ...spec },
  };
}

/** Jobs that begin at once and end by themselves, but for a tenth of them, which is stopped. */
function tellPlain(random: Random, id: (index: number) => string): Story {
  const wishes = list(4, (index) => {
    const lines = {
      short: random.below(150),
      long: 300 + random.below(1200),
      endless: ENDLESS_LINES,
    }[random.pickWeighted({ short: 7, long: 2, endless: 1 })];
    return wish(random, id(index), { lines, code: random.below(5) });
  });
  const endless = wishes.filter(({ lines }) => lines === ENDLESS_LINES);
  return { wishes, acts: endless.map((each) => act("end", each.id)) };
}

/** Each but the first waits for one or two that were there before it. */
function tellWeb(random: Random, id: (index: number) => string): Story {
  const wishes = list(6, (index) => {
    const needs = new Set(list(1 + random.below(2), () => random.below(Math.max(index, 1))));
    const after = index === 0 ? [] : [...needs].map((need) => ({
      job: id(need),
      when: random.pickWeighted(CONDITIONS),
    }));
    return wish(random, id(index), { code: random.happens(0.7) ? 0 : 3, spec: { after } });
  });
  return { wishes, inOrder: true, acts: [] };
}

/** Jobs that share the few slots of a group, whose number somebody changes. */
function tellShared(random: Random, id: (index: number) => string): Story {
  const group = random.pick(GROUP_NAMES) ?? "default";
  const wishes = list(5, (index) =>
    wish(random, id(index), {
      code: random.below(2),
      spec: {
        group,
        slots: random.pick([1, 1, 1, 1, 1, 2, 2, 5]) ?? 1,
        priority: random.below(5) - 2,
        ...(random.happens(0.2) ? { startDeadlineMs: 500 + random.below(3000) } : {}),
      },
    }));
  return { wishes, acts: [] };
}

/** Jobs that fail at first, or for ever, and are started again. */
function tellAgain(random: Random, id: (index: number) => string): Story {
  const wishes = list(3, (index) =>
    wish(random, id(index), {
      lines: random.below(60),
      fails: 1 + random.below(3),
      code: random.happens(0.6) ? 0 : 4,
      spec: {
        restart: {
          policy: random.happens(0.8) ? "on-failure" : "unless-stopped",
          attempts: 2 + random.below(3),
          delayMs: 400 + random.below(1000),
          backoff: random.happens(0.5) ? "constant" : "exponential",
        },
        ...(random.happens(0.3) ? { group: random.pick(GROUP_NAMES) ?? "default" } : {}),
      },
    }));
  return { wishes, acts: [] };
}

/** Jobs whose time comes soon, or has passed. One may be begun before it. */
function tellLater(random: Random, id: (index: number) => string): Story {
  const wishes = list(3, (index) => {
    const at = Date.now() - 500 + random.below(4000);
    return wish(random, id(index), { spec: { when: { kind: "at", at } } });
  });
  return { wishes, acts: random.happens(0.3) ? [act("now", id(0), { afterMs: 200 })] : [] };
}

/** A job of every few seconds, that may take longer than that; it is stopped in the end. */
function tellCron(random: Random, id: (index: number) => string): Story {
  const when = {
    kind: "cron",
    expression: `*/${1 + random.below(3)} * * * * *`,
    zone: "UTC",
    overlap: random.pick(OVERLAPS) ?? "skip",
    catchUp: random.pick(CATCH_UPS) ?? "once",
  } as const;
  const lines = random.happens(0.7) ? random.below(60) : 500 + random.below(1200);
  return {
    wishes: [wish(random, id(0), { lines, code: random.below(2), spec: { when } })],
    acts: [act("stop", id(0), { afterMs: 4000 + random.below(9000) })],
  };
}

/** Jobs that wait for somebody who releases them; one is given up. */
function tellHeld(random: Random, id: (index: number) => string): Story {
  const at = Date.now() + 1500;
  return {
    wishes: [
      wish(random, id(0), { spec: { held: true } }),
      wish(random, id(1), { spec: { held: true, restart: { policy: "on-failure", attempts: 2 } } }),
      wish(random, id(2), { spec: { when: { kind: "at", at } } }),
    ],
    acts: [
      act("hold", id(2)),
      act("release", id(0), { afterMs: random.below(2000) }),
      act("stop", id(1)),
      act("release", id(2), { afterMs: random.below(1000) }),
    ],
  };
}

/** Jobs with a time limit: one keeps it, others do not. */
function tellLimited(random: Random, id: (index: number) => string): Story {
  const timeoutMs = 300 + random.below(700);
  const again = { policy: "on-failure", attempts: 2, delayMs: 200 } as const;
  return {
    wishes: [
      wish(random, id(0), { lines: 10, spec: { timeoutMs: 60_000 } }),
      wish(random, id(1), { lines: ENDLESS_LINES, spec: { timeoutMs } }),
      wish(random, id(2), { lines: ENDLESS_LINES, spec: { timeoutMs, restart: again } }),
    ],
    acts: [],
  };
}

/** Jobs with hooks: one that succeeds, one that fails and is started again, one that is stopped. */
function tellHooked(random: Random, id: (index: number) => string): Story {
  const restart = { policy: "on-failure", attempts: 2, delayMs: 100 } as const;
  return {
    wishes: [
      wish(random, id(0), { hooked: true }),
      wish(random, id(1), { hooked: true, fails: 1 + random.below(2), spec: { restart } }),
      wish(random, id(2), { hooked: true, lines: ENDLESS_LINES }),
    ],
    acts: [act("end", id(2))],
  };
}

function list<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}
