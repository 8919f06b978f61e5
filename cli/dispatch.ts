/** Finds the verb that the words speak of, reads its options, and does it. */

import { EXIT } from "../job/exit_code.ts";
import { VERSION } from "../job/version.ts";
import { nearest } from "../system/text.ts";
import type { Caller } from "./caller.ts";
import { type Failure, wrongUse } from "./failure.ts";
import { write } from "./output.ts";
import { parseWords } from "./parse.ts";
import { printHelp } from "./print_help.ts";
import { reportError } from "./report_error.ts";
import { type Spoken, spokenVerb } from "./seed_letters.ts";
import { findVerb, verbWords } from "./verb_table.ts";
import { VERBS } from "./verbs.ts";

export { reportError };

/** The exit code. Nothing is thrown: what fails is told. */
export async function dispatch(caller: Caller, words: readonly string[]): Promise<number> {
  let debug = words.includes("-d") || words.includes("--debug");
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    Deno.exit(reportError(event.reason, { debug }));
  });
  try {
    const spoken = spokenVerb(words);
    debug = spoken.debug;
    return await doVerb({ ...caller, debug }, spoken);
  } catch (error) {
    return reportError(error, { debug });
  }
}

async function doVerb(caller: Caller, spoken: Spoken): Promise<number> {
  if (spoken.verb === "version") return printVersion();
  const found = findVerb(spoken.verb, VERBS);
  if (found === undefined) throw unknownVerb(spoken.verb);
  const parsed = await parseWords(found.row.verb, spoken.words);
  switch (parsed.kind) {
    case "version":
      return printVersion();
    case "help":
      return printHelp(found);
    case "parsed": {
      const { flags, words } = parsed;
      const debug = caller.debug || flags.debug;
      return await found.row.verb.run({
        caller: { ...caller, debug },
        flags: flags as never,
        words,
      });
    }
  }
}

function printVersion(): number {
  write(`chore ${VERSION}\n`);
  return EXIT.ok;
}

function unknownVerb(word: string): Failure {
  const near = nearest(word, verbWords(VERBS));
  const hint = near === undefined ? "chore help shows what there is" : `did you mean "${near}"?`;
  return wrongUse(`Cannot do "${word}": no such verb: ${hint}`);
}
