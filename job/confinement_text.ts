/** What really stands around a confined job, in words: the walls, and where these let through more than was asked. */

import { type Confine, promisesOf, type Unveil, unveilText, type Walls } from "./confinement.ts";
import { PROMISE_WORDS, type Promised, PROMISES } from "./promises.ts";

export type WallLine = readonly [name: string, value: string];

/** A line each, as `chore show` has them. */
export function wallLines(walls: Walls): WallLine[] {
  const { network, unixSockets } = walls;
  const written = walls.grants.filter(({ access }) => access === "write");
  const granted = pathsText(walls.grants);
  const abilities = [
    ["start processes", walls.processes],
    ["change who it is", walls.ids],
    ["give files to others", walls.owners],
    ["make fifos", walls.nodes],
  ] as const;
  const may = abilities.filter(([, holds]) => holds).map(([text]) => text);
  const mayNot = abilities.filter(([, holds]) => !holds).map(([text]) => text);
  return [
    ["sees", walls.sees === "all" ? "all but chore's own" : `the system's own, and ${granted}`],
    ["writes", walls.writes === "all" ? "all that it sees" : pathsText(written)],
    ["tmp", walls.privateTmp ? "its own" : "as the rest"],
    ["network", network ? "yes" : "no"],
    ["unix_sockets", unixSockets ? "yes" : "no"],
    ...may.length === 0 ? [] : [["may", may.join(", ")] as const],
    ...mayNot.length === 0 ? [] : [["may_not", mayNot.join(", ")] as const],
  ];
}

function pathsText(list: Walls["grants"]): string {
  return list.length === 0 ? "nothing more" : list.map(({ path }) => path).join(", ");
}

/** These stand and fall together. */
const PAIRS: readonly (readonly [Promised, Promised])[] = [["wpath", "cpath"], ["inet", "dns"]];

/** Words that say nothing about what could be withheld. */
const EMPTY: readonly Promised[] = ["stdio", "tty"];

/** Where a wall lets through what was not asked for, since it cannot be kept apart; a sentence each. */
export function looserThan(confine: Confine): string[] {
  return [...looserPledge(confine), ...confine.unveil.flatMap(looserUnveil)];
}

function looserPledge(confine: Confine): string[] {
  const { pledge } = confine;
  if (pledge === undefined) return [];
  const promised = promisesOf(confine);
  const kept = PROMISE_WORDS.filter((word) =>
    !PROMISES[word].isApart && !promised.has(word) && !EMPTY.includes(word)
  );
  const pairs = PAIRS.flatMap(([one, other]) => {
    if (promised.has(one) === promised.has(other)) return [];
    const [said, unsaid] = promised.has(one) ? [one, other] : [other, one];
    return [`${unsaid} cannot be kept apart from ${said}`];
  });
  return [...kept.length === 0 ? [] : [`${kept.join(", ")} cannot be withheld`], ...pairs];
}

function looserUnveil(unveil: Unveil): string[] {
  const has = (permission: string) => unveil.permissions.includes(permission);
  const more = [
    ...has("x") && !has("r") ? ["be read"] : [],
    ...has("r") && !has("x") ? ["be executed"] : [],
    ...has("w") && !has("c") ? ["have files made and removed in it"] : [],
  ];
  return more.length === 0 ? [] : [`${unveilText(unveil)} can ${more.join(" and ")} too`];
}
