/** `chore tab`: the choretab of the session: print it, edit it, put another in its place. The launcher runs the editor. */

import { LIMITS } from "../../limits.ts";
import { wrongUse } from "../failure.ts";
import { numberFlag } from "../flag_values.ts";
import { json } from "../flags.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly list: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
  readonly check?: string;
  readonly import?: string;
  readonly next?: number;
  readonly print: boolean;
  readonly json: boolean;
}

const file = { kind: "parsed", parse: String, optional: true, placeholder: "FILE" } as const;

export const tab: Verb<Flags> = {
  about: [
    "chore tab           read the choretab again, after it was changed by hand",
    "chore tab FILE      put FILE, or - standard input, in its place",
    "chore tab -e        edit it in $VISUAL, $EDITOR or vi",
    "One error, and nothing of the new table is taken: the old one stays.",
  ],
  flags: {
    list: { kind: "boolean", brief: "print it" },
    edit: { kind: "boolean", brief: "edit it" },
    remove: { kind: "boolean", brief: "remove it, and its jobs" },
    check: { ...file, brief: "say what is wrong with FILE, and change nothing" },
    import: { ...file, brief: "make a choretab of a crontab(5)" },
    next: numberFlag({
      brief: "print the next N times at which jobs start",
      least: 1,
      most: LIMITS.nextTimes,
    }),
    print: { kind: "boolean", brief: "with --import, --edit: print it, and change nothing" },
    json,
  },
  letters: { l: "list", e: "edit", r: "remove" },
  operand: { placeholder: "FILE", brief: "the new table", least: 0, most: 1 },
  run: useTab,
};

async function useTab({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const what = wishOf(flags, words);
  if (what === "next") {
    const { printNext } = await import("../print_next.ts");
    return await printNext(caller, { count: flags.next ?? 1, json: flags.json });
  }
  const actions = await import("../tab_actions.ts");
  const given = { caller, json: flags.json };
  switch (what) {
    case "list":
      return await actions.printTab(given);
    case "remove":
      return await actions.removeTab(given);
    case "check":
      return await actions.checkTab(given, { file: flags.check ?? "" });
    case "import":
      return await actions.importTab(given, { file: flags.import ?? "", print: flags.print });
    case "install":
      return await actions.installTab(given, { file: words[0] ?? "" });
    case "load":
      return await actions.loadTab(given);
    case "edit":
      if (words.length > 0) return await actions.installTab(given, { file: "the choretab" });
      if (flags.print) return await actions.printTab({ caller, json: false });
      throw wrongUse("Cannot edit the choretab: the launcher runs the editor");
  }
}

type What = "list" | "remove" | "check" | "import" | "next" | "install" | "load" | "edit";

/** @throws {Failure} where more than one thing is wanted */
function wishOf(flags: Flags, words: readonly string[]): What {
  const asked = (["list", "edit", "remove", "check", "import", "next"] as const)
    .filter((name) => flags[name] !== undefined && flags[name] !== false);
  const [what, other] = asked;
  if (other !== undefined) throw wrongUse(`Cannot use --${what} and --${other}: choose one`);
  if (flags.print && what !== "import" && what !== "edit") {
    throw wrongUse("Cannot use --print without --import");
  }
  const [word] = words;
  if (word === "" || flags.check === "" || flags.import === "") {
    throw wrongUse('Cannot use "" as a file: it has no name');
  }
  if (what === undefined) return word === undefined ? "load" : "install";
  if (word !== undefined && (what !== "edit" || flags.print || word !== "-")) {
    throw wrongUse(`Cannot use "${word}" with --${what}: one word too many`);
  }
  return what;
}
