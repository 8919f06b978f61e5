/** `chore env`: the environment that jobs have. */

import { EXIT } from "../../job/exit_code.ts";
import { printable } from "../../system/text.ts";
import { JOBS, json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { selectNamed } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly json: boolean;
}

export const env: Verb<Flags> = {
  about: ["One NAME=VALUE a line; a newline in a value is shown as \\x0a. Values may be secret."],
  flags: { json },
  letters: {},
  operand: JOBS,
  run: showEnv,
};

async function showEnv({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectNamed(words, { verb: "show an environment" });
  const views = await new Session(caller).call("env", { jobs });
  if (flags.json) {
    writeJson(words.length === 1 ? views[0] : views);
    return EXIT.ok;
  }
  const texts = views.map(({ name, env: variables }) => {
    const lines = variables.map((variable) => `${printable(variable)}\n`).join("");
    return views.length === 1 ? lines : `==> ${name} <==\n${lines}`;
  });
  write(texts.join("\n"));
  return EXIT.ok;
}
