/** `chore reload`: chored reads its configuration again. */

import { EXIT } from "../../job/exit_code.ts";
import { Refusal } from "../../wire/client.ts";
import type { ReloadReport } from "../../wire/replies.ts";
import { Failure } from "../failure.ts";
import { json } from "../flags.ts";
import { say, write, writeJson } from "../output.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly json: boolean;
}

export const reload: Verb<Flags> = {
  about: ["What is wrong in chore.toml is told with its line, and nothing of it is used then."],
  flags: { json },
  letters: {},
  run: readAgain,
};

async function readAgain({ caller, flags }: Asked<Flags>): Promise<number> {
  // one that is started reads it anyway
  const report = await new Session(caller, "never").call("reload", {}).catch(tellEach);
  if (flags.json) writeJson(report);
  else await tell(report);
  return EXIT.ok;
}

async function tell({ file, changed }: ReloadReport): Promise<void> {
  if (file === null) say("there is no configuration file: all is as built in");
  if (changed.length === 0) return say("nothing has changed");
  const { settingText } = await import("../print_settings.ts");
  const lines = changed.map(({ key, was, is }) =>
    `${key}: ${settingText(was)} -> ${settingText(is)}\n`
  );
  write(lines.join(""));
}

/** There may be many complaints, a line each; the first line says what they mean. */
function tellEach(error: unknown): never {
  if (!(error instanceof Refusal) || error.code !== "system") throw error;
  const [first = "", ...lines] = error.message.split("\n");
  for (const line of lines) say(line);
  throw new Failure(EXIT.system, first);
}
