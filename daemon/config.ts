/** The session's configuration: read at the start of chored, and again when somebody wants it. */

import { BUILT_IN, changesBetween, type Config, configOf } from "../job/session_config.ts";
import { LIMITS } from "../limits.ts";
import { nearest, printable } from "../system/text.ts";
import type { ReloadReport, SettingChange } from "../wire/replies.ts";
import { BadConfig, readConfigFile } from "./config_file.ts";
import type { Options } from "./options.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";
import type { Store } from "./store.ts";

type Place = { readonly options: Pick<Options, "config">; readonly paths: Session["paths"] };

/** What the file says: the one that was named, else that of the base folder, which may be missing. @throws {BadConfig} */
export async function loadConfig({ options, paths }: Place): Promise<Config> {
  const file = options.config ?? paths.config;
  const text = readConfigFile(file, options.config === undefined ? "may be missing" : "is wanted");
  if (text === undefined) return BUILT_IN;
  const { readConfig } = await import("../job/config.ts");
  const read = readConfig(text, { file, session: paths.session, suggest: nearest });
  if (read.kind === "section") return configOf(read.section, file);
  throw new BadConfig(read.complaints.map(printable));
}

/** Makes the groups that the configuration has, and sets their slots. @throws {BadConfig} where they are too many */
export function putGroups(store: Store, { file, groups }: Config): void {
  const { plan } = store;
  const known = new Map(plan.groups().map((group) => [group.name, group]));
  const other = [...groups].filter(([name, slots]) => known.get(name)?.slots !== slots);
  // a full disk is no matter where there is nothing to write
  if (other.length === 0) return;
  const all = new Set([...known.keys(), ...groups.keys()]).size;
  if (all > LIMITS.groups) {
    throw new BadConfig([
      `${file}: groups: a session has at most ${LIMITS.groups}, and with those that are there it would have ${all}`,
    ]);
  }
  store.transaction(() => {
    for (const [name, slots] of other) {
      plan.putGroup({ name, slots, state: known.get(name)?.state ?? "open" });
    }
  });
}

/** Reads it again; what is wrong leaves all as it was, and is told in the log too. @throws {Refused} */
export async function reloadConfig(session: Session, who: string): Promise<ReloadReport> {
  try {
    const config = await loadConfig(session);
    const changed = changesOf(session, config);
    apply(session, config);
    session.log.info(
      `configuration read again for ${who}: ${config.file ?? "there is no file"}: ${
        changed.map(({ key }) => key).join(", ") || "nothing has changed"
      }`,
    );
    session.planner.plan();
    return { file: config.file ?? null, changed };
  } catch (error) {
    const lines = error instanceof BadConfig
      ? error.complaints
      : [error instanceof Error ? error.message : String(error)];
    for (const line of lines) session.log.error(`configuration: ${line}`);
    session.log.error(`the configuration was not read again for ${who}: the old one stays`);
    throw new Refused(
      "system",
      ["Cannot read the configuration again: the old one stays", ...lines].join("\n"),
    );
  }
}

/** All of it, or nothing. */
function apply(session: Session, config: Config): void {
  const { log } = session.config;
  const isLogOther = log.bytes !== config.log.bytes || log.files !== config.log.files;
  if (isLogOther) session.log.resize(config.log);
  try {
    putGroups(session.store, config);
  } catch (error) {
    if (isLogOther) session.log.resize(log);
    throw error;
  }
  session.config = config;
}

/** Slots are compared with those that the groups have now: somebody may have set them since. */
function changesOf({ config: before, store }: Session, config: Config): SettingChange[] {
  const isSet = (key: string) => [...config.groups.keys()].some((name) => key === `groups.${name}`);
  const slots = [...config.groups].map(([name, is]) => ({
    key: `groups.${name}`,
    was: store.plan.group(name)?.slots ?? null,
    is,
  }));
  return [
    ...changesBetween(before, config).filter(({ key }) => !isSet(key)),
    ...slots.filter(({ was, is }) => was !== is),
  ];
}
