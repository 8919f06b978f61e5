/** `chore events`: what happens to jobs, a line each, as it happens. */

import { EVENT_KINDS, type EventKind } from "../../job/event_kind.ts";
import { parseGroup } from "../../job/option_values.ts";
import { LIMITS } from "../../limits.ts";
import { wrongUse } from "../failure.ts";
import { noneOf } from "../flag_values.ts";
import { json } from "../flags.ts";
import { parsePast } from "../past.ts";
import { selectNamed } from "../select.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly group?: string;
  readonly kind?: readonly EventKind[][];
  readonly since?: string;
  readonly untilEnded: boolean;
  readonly reconnect: boolean;
  readonly json: boolean;
}

const parsed = { kind: "parsed", optional: true } as const;

export const events: Verb<Flags> = {
  about: [
    "Of all jobs, where none is named, from now on, or from an earlier moment without a gap.",
    `The last ${LIMITS.eventsKept} events are kept.`,
  ],
  flags: {
    group: {
      ...parsed,
      parse: parseGroup,
      brief: "only of jobs in this group",
      placeholder: "GROUP",
    },
    kind: {
      ...parsed,
      variadic: true,
      parse: parseKinds,
      brief: `only of these kinds: ${EVENT_KINDS.join(", ")}`,
      placeholder: "KIND",
    },
    since: {
      ...parsed,
      parse: String,
      brief: "first what has happened since then: yesterday, 2h",
      placeholder: "DATE",
    },
    untilEnded: { kind: "boolean", brief: "end once all these jobs have ended" },
    reconnect: { kind: "boolean", brief: "go on with the next chored where one ends" },
    json: { ...json, brief: "print one JSON object a line" },
  },
  letters: { g: "group" },
  operand: { placeholder: "JOB", brief: "its name or id", least: 0 },
  run: showEvents,
};

async function showEvents({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const { group, kind, untilEnded, reconnect, json } = flags;
  const since = await readSince(flags);
  const jobs = words.length === 0
    ? { names: [], all: true }
    : selectNamed(words, { verb: "watch" });
  const { watchEvents } = await import("../watch_events.ts");
  return await watchEvents(caller, {
    jobs,
    wish: {
      ...group === undefined ? {} : { group },
      ...kind === undefined ? {} : { kinds: [...new Set(kind.flat())] },
      ...since === undefined ? {} : { since },
    },
    ...{ untilEnded, reconnect, json },
  });
}

async function readSince({ since: text }: Flags): Promise<number | undefined> {
  if (text === undefined) return undefined;
  const read = await parsePast(text, { now: Date.now() });
  if ("at" in read) return read.at;
  throw wrongUse(`Cannot use "${text}" for --since: ${read.expected}`);
}

/** One or more kinds with commas between. @throws {Error} */
function parseKinds(text: string): EventKind[] {
  return text.split(",").map((word) => {
    const found = EVENT_KINDS.find((each) => each === word);
    if (found !== undefined) return found;
    throw new Error(noneOf(word, EVENT_KINDS));
  });
}
