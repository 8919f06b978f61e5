/** `chore session`: who serves the session, and how it does. */

import { EXIT } from "../../job/exit_code.ts";
import { json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly json: boolean;
}

export const session: Verb<Flags> = {
  flags: { json },
  letters: {},
  run: showSession,
};

async function showSession({ caller, flags }: Asked<Flags>): Promise<number> {
  const view = await new Session(caller).call("session", {});
  if (flags.json) {
    writeJson(view);
    return EXIT.ok;
  }
  const { readopted, ended, startedAgain, lost } = view.recovered;
  const lines = [
    ["session", view.session],
    ["pid", view.pid],
    ["version", view.version],
    ["start_time", view.startedAt],
    ["jobs", `${view.jobs}, ${view.active} active`],
    ["clients", view.clients],
    [
      "recovered",
      `re-adopted ${readopted}, ended meanwhile ${ended}, started again ${startedAgain}, lost ${lost}`,
    ],
    ["socket", caller.paths.socket],
    ["log", caller.paths.log],
  ];
  write(lines.map(([name, value]) => `${name}: ${value}\n`).join(""));
  return EXIT.ok;
}
