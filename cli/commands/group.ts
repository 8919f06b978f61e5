/** `chore group`: groups of jobs, how many of each may run at once, and whether any may begin. */

import { EXIT } from "../../job/exit_code.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";
import type { RequestInput } from "../../wire/messages.ts";
import type { GroupView } from "../../wire/replies.ts";
import { type Failure, wrongUse } from "../failure.ts";
import { numberFlag } from "../flag_values.ts";
import { json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { type Column, lookOf, tableText } from "../print_table.ts";
import { parseGroup } from "../run_order.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly slots?: number;
  readonly json: boolean;
}

/** The words of the command line, and what each is on the wire. */
const ACTIONS = {
  list: "list",
  add: "add",
  set: "set",
  rm: "remove",
  pause: "pause",
  resume: "resume",
  drain: "drain",
} as const;

type Action = keyof typeof ACTIONS;

export const group: Verb<Flags> = {
  about: [
    "chore group list                 the groups, their slots and what uses them",
    "chore group add NAME --slots N   a new one, with 1 slot where none are said",
    "chore group set NAME --slots N   other slots; at 0 none of its jobs begins",
    "chore group rm NAME              forget one that has no jobs",
    "chore group pause NAME           its jobs stand still, and none begins",
    "chore group drain NAME           its jobs run to their end, and none begins",
    "chore group resume NAME          after either",
  ],
  flags: {
    slots: numberFlag({ brief: "how many run at once", least: 0, most: LIMITS.slots }),
    json,
  },
  letters: {},
  operand: { placeholder: "ACTION", brief: "what to do, and with which", least: 0 },
  run: changeGroup,
};

async function changeGroup({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const wish = wishOf(words, flags);
  const groups = await new Session(caller, wish.do === "list" ? "ifKept" : "always")
    .call("group", wish);
  if (flags.json) writeJson(groups);
  else if (wish.do === "list") write(tableText(COLUMNS, groups, lookOf(caller.env)));
  else write(`${wish.name}\n`);
  return EXIT.ok;
}

/** @throws {Failure} */
function wishOf(words: readonly string[], { slots }: Flags): RequestInput<"group"> {
  const [action = "list", name, ...others] = words;
  if (!isAction(action)) throw unknownAction(action);
  const isSlots = action === "add" || action === "set";
  if (slots !== undefined && !isSlots) {
    throw wrongUse(`Cannot use --slots with group ${action}: only with add and set`);
  }
  const extra = action === "list" ? name : others[0];
  if (extra !== undefined) throw wrongUse(`Cannot use "${extra}": one word too many`);
  if (action === "list") return { do: "list" };
  if (name === undefined) throw wrongUse(`Cannot ${action} a group: name it`);
  checkName(name);
  if (action === "add") return { do: "add", name, slots: slots ?? 1 };
  if (action !== "set") return { do: ACTIONS[action], name };
  if (slots === undefined) throw wrongUse(`Cannot set group "${name}": say --slots N`);
  return { do: "set", name, slots };
}

function isAction(word: string): word is Action {
  return Object.hasOwn(ACTIONS, word);
}

function unknownAction(word: string): Failure {
  const known = Object.keys(ACTIONS);
  const near = nearest(word, known);
  const hint = near === undefined ? `use one of ${known.join(", ")}` : `did you mean "${near}"?`;
  return wrongUse(`Cannot ${word} a group: ${hint}`);
}

function checkName(name: string): void {
  try {
    parseGroup(name);
  } catch (error) {
    throw wrongUse(`Cannot use "${name}": ${error instanceof Error ? error.message : error}`);
  }
}

const COLUMNS: readonly Column<GroupView>[] = [
  { title: "NAME", text: ({ name }) => name },
  {
    title: "STATE",
    text: ({ state }) => state,
    color: ({ state }) => state === "open" ? "green" : "yellow",
  },
  { title: "SLOTS", text: ({ slots }) => String(slots), align: "right" },
  { title: "USED", text: ({ used }) => String(used), align: "right" },
  { title: "QUEUED", text: ({ queued }) => String(queued), align: "right" },
];
