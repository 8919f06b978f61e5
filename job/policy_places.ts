/** The paths of a policy where links lead elsewhere: each is known by all its names. */

import { given } from "./given.ts";
import type { Policy } from "./policy.ts";

/** What a link, or a path with links in it, really is. */
export interface Place {
  readonly link: string;
  readonly real: string;
}

/** The paths that a policy names, each once, without a "/" at the end. */
export function pathsIn({ programs = [], folders = [], confine }: Policy): string[] {
  const { write = [], see = [] } = confine;
  const all = [...programs, ...folders, ...write, ...see];
  return [...new Set(all.map((path) => path.replace(/(?<=.)\/$/, "")))];
}

/** The same policy, with each path by each of its names. */
export function withPlaces(policy: Policy, places: readonly Place[]): Policy {
  const widen = (paths: readonly string[] | undefined) =>
    paths && [...new Set(paths.flatMap((path) => namesOf(path, places)))];
  const { programs, folders, confine } = policy;
  return {
    ...policy,
    ...given({ programs: widen(programs), folders: widen(folders) }),
    confine: { ...confine, ...given({ write: widen(confine.write), see: widen(confine.see) }) },
    links: places.map(({ link }) => link),
  };
}

/** First its own; a link may lead to another. */
function namesOf(path: string, places: readonly Place[]): string[] {
  const names = [path];
  for (const name of names) {
    for (const { link, real } of places) {
      for (const other of [moved(name, link, { to: real }), moved(name, real, { to: link })]) {
        if (other !== undefined && !names.includes(other) && names.length < most) names.push(other);
      }
    }
  }
  return names;
}

/** Names of one path: links that lead in circles are refused by the system, not by us. */
const most = 8;

function moved(path: string, from: string, { to }: { to: string }): string | undefined {
  if (path === from) return to;
  return path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : undefined;
}
