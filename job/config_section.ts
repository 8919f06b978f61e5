/** What a configuration says, for all sessions or for one. */

import type { TableOf, TableOfProfile } from "./config_shape.ts";

/** What a file, or one of its parts for a session, says; only what it does say. */
export interface Section {
  readonly keepMs?: number;
  readonly groups: ReadonlyMap<string, number>;
  readonly profiles: ReadonlyMap<string, TableOfProfile>;
  readonly defaults: TableOf<"defaults">;
  readonly hooks: TableOf<"hooks">;
  readonly alert: TableOf<"alert">;
  readonly output: TableOf<"output">;
  readonly log: TableOf<"log">;
}

export const EMPTY: Section = {
  ...{ groups: new Map(), profiles: new Map(), defaults: {} },
  ...{ hooks: {}, alert: {}, output: {}, log: {} },
};

/** Of a session: its own part before what is said for all. A profile is the one or the other. */
export function mergeSections(top: Section, own: Section): Section {
  return {
    ...top,
    ...own,
    groups: new Map([...top.groups, ...own.groups]),
    profiles: new Map([...top.profiles, ...own.profiles]),
    defaults: { ...top.defaults, ...own.defaults },
    hooks: { ...top.hooks, ...own.hooks },
    alert: { ...top.alert, ...own.alert },
    output: { ...top.output, ...own.output },
    log: { ...top.log, ...own.log },
  };
}
