/** `chore history`: a line for each run that has ended, also of jobs that are long forgotten. */

import type { State } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { wrongUse } from "../failure.ts";
import { numberFlag } from "../flag_values.ts";
import { json, state } from "../flags.ts";
import { parsePast } from "../past.ts";
import { printHistory } from "../print_history.ts";
import { checkJobName } from "../select.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly name?: string;
  readonly state?: readonly State[][];
  readonly since?: string;
  readonly until?: string;
  readonly tail?: number;
  readonly json: boolean;
}

const parsed = { kind: "parsed", optional: true } as const;
const date = { ...parsed, parse: String, placeholder: "DATE" } as const;

export const history: Verb<Flags> = {
  about: [`The oldest run comes first. The last ${LIMITS.historyLines} runs are kept.`],
  flags: {
    name: {
      ...parsed,
      parse: checkJobName,
      brief: "only of the job of that name",
      placeholder: "NAME",
    },
    state: { ...state, brief: "only runs after which the job was in these states" },
    since: { ...date, brief: "only what ended then or later: yesterday, 2h" },
    until: { ...date, brief: "only what ended before" },
    tail: numberFlag({
      brief: "only the last COUNT runs",
      placeholder: "COUNT",
      least: 0,
      most: LIMITS.historyLines,
    }),
    json: { ...json, brief: "print one JSON object a line" },
  },
  letters: { j: "name", s: "state" },
  run: showHistory,
};

async function showHistory({ caller, flags }: Asked<Flags>): Promise<number> {
  const { name } = flags;
  const [since, until] = [await readMoment("since", flags), await readMoment("until", flags)];
  if (since !== undefined && until !== undefined && since >= until) {
    throw wrongUse("Cannot use --since and --until: nothing lies between them");
  }
  return await printHistory(caller, {
    json: flags.json,
    tail: flags.tail,
    filter: {
      ...name === undefined ? {} : { name },
      ...flags.state === undefined ? {} : { states: [...new Set(flags.state.flat())] },
      ...since === undefined ? {} : { since },
      ...until === undefined ? {} : { until },
    },
  });
}

async function readMoment(flag: "since" | "until", flags: Flags): Promise<number | undefined> {
  const text = flags[flag];
  if (text === undefined) return undefined;
  const read = await parsePast(text, { now: Date.now() });
  if ("at" in read) return read.at;
  throw wrongUse(`Cannot use "${text}" for --${flag}: ${read.expected}`);
}
