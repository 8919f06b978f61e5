/** `chore session`: who serves the session, and how it does. */

import { EXIT } from "../../job/exit_code.ts";
import type { SessionView } from "../../wire/replies.ts";
import { printable } from "../../system/text.ts";
import { json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly config: boolean;
  readonly json: boolean;
}

export const session: Verb<Flags> = {
  flags: {
    config: { kind: "boolean", brief: "print the settings that hold, as chore.toml has them" },
    json,
  },
  letters: {},
  run: showSession,
};

async function showSession({ caller, flags }: Asked<Flags>): Promise<number> {
  const view = await new Session(caller).call("session", { settings: flags.config });
  if (flags.config) return await showSettings(view, flags);
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
    ["config", view.config ?? "-"],
    ["policy", view.policy ?? "-"],
    ["profiles", view.profiles.join(", ") || "-"],
    ["choretab", `${view.tab.path}, ${view.tab.jobs} jobs`],
    ...view.tab.problems.map(({ line, column, message }) => [
      "choretab_problem",
      `${view.tab.path}:${line}:${column}: ${printable(message)}`,
    ]),
  ];
  write(lines.map(([name, value]) => `${name}: ${value}\n`).join(""));
  return EXIT.ok;
}

async function showSettings({ settings = {} }: SessionView, flags: Flags): Promise<number> {
  if (flags.json) {
    writeJson(settings);
    return EXIT.ok;
  }
  const { settingsText } = await import("../print_settings.ts");
  write(settingsText(settings));
  return EXIT.ok;
}
