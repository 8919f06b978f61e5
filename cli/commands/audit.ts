/** `chore audit`: which of their rights the three programs use while a command runs, and what they ask for in vain. */

import { json } from "../flags.ts";
import type { Asked, Verb } from "../verb.ts";

export interface Flags {
  readonly json: boolean;
  readonly log?: string;
}

export const audit: Verb<Flags> = {
  about: [
    "Runs COMMAND with chore and chored of a session of its own in PATH. Their Deno asks a",
    "recorder for each right, which answers as their launchers would. Without a COMMAND a",
    "script runs that touches every verb. The exit code is 1 where one of them was denied",
    "something, and for that script also where a right was never used.",
    "With --log the word is the program that wrote FILE: chore, chored or chored_worker.",
  ],
  flags: {
    json,
    log: {
      kind: "parsed",
      parse: (text: string) => text,
      brief: "read what DENO_AUDIT_PERMISSIONS made Deno write instead",
      placeholder: "FILE",
      optional: true,
    },
  },
  letters: {},
  operand: { placeholder: "COMMAND", brief: "what is to run, with its words", least: 0 },
  takesCommand: true,
  run: showAudit,
};

async function showAudit(asked: Asked<Flags>): Promise<number> {
  const { show } = await import("../audit/show.ts");
  return await show(asked);
}
