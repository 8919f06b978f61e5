/** `chore edit`: prints what a job that waits is to do, and takes it back changed. The launcher runs the editor. */

import { EXIT } from "../../job/exit_code.ts";
import { wrongUse } from "../failure.ts";
import { json } from "../flags.ts";
import { selectNamed } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly print: boolean;
  readonly set?: string;
  readonly json: boolean;
}

export const edit: Verb<Flags> = {
  about: [
    "Without --print and --set the job is opened in $VISUAL, $EDITOR or vi, as one JSON document.",
    "Fields that it leaves out stay as they are. Only a job that has not begun can be changed.",
  ],
  flags: {
    print: { kind: "boolean", brief: "print the document, and change nothing" },
    set: {
      ...{ kind: "parsed", parse: String, optional: true },
      brief: "take the document in FILE, or in - standard input",
      placeholder: "FILE",
    },
    json: { ...json, brief: "print what became of the job as JSON" },
  },
  letters: {},
  operand: { placeholder: "JOB", brief: "its name or id", least: 0, most: 1 },
  run: editJob,
};

async function editJob({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectNamed(words, { verb: "edit" });
  if (flags.print === (flags.set !== undefined)) {
    throw wrongUse("Cannot edit: say --print or --set FILE; the launcher runs the editor");
  }
  const { applyDocument, printDocument } = await import("../edit_document.ts");
  const session = new Session(caller);
  if (flags.print) await printDocument(session, jobs);
  else await applyDocument(session, jobs, flags);
  return EXIT.ok;
}
