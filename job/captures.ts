/** What matched, as variables of the environment of a command that runs for it. */

import type { Reaction } from "./reaction_shape.ts";

/** Groups by number that become variables. */
export const NUMBERED = 9;

const own =
  /^(HOOK|JOB|JOB_ID|RUN|SESSION|STATE|EXIT|SIGNAL|REASON|ATTEMPT|STDOUT|STDERR|RULE|LINE|MATCH|HOME|DENO|\d+)$/;

/** Why a group of a pattern cannot have this name; undefined where it can. */
export function problemOfGroup(name: string): string | undefined {
  return own.test(name)
    ? `a group cannot be named "${name}": CHORE_${name} is chore's own`
    : undefined;
}

type Caught = Pick<Reaction, "rule" | "line" | "spans" | "names">;

/** All numbered ones are always set: what a command might have inherited would tell of another. */
export function captureVariables({ rule, line = "", spans = [], names = {} }: Caught): string[] {
  const text = (index: number) => {
    const [from, to] = spans[index] ?? [-1, -1];
    return from < 0 ? "" : clean(line.slice(from, to));
  };
  const numbered = Array.from({ length: NUMBERED }, (_, i) => `CHORE_${i + 1}=${text(i + 1)}`);
  const named = Object.entries(names)
    .filter(([name]) => /^\w+$/.test(name) && problemOfGroup(name) === undefined)
    .map(([name, index]) => `CHORE_${name}=${text(index)}`);
  return [
    ...[`CHORE_RULE=${rule}`, `CHORE_LINE=${clean(line)}`, `CHORE_MATCH=${text(0)}`],
    ...numbered,
    ...named,
  ];
}

/** No environment can hold a NUL. */
function clean(text: string): string {
  return text.replaceAll("\0", "\ufffd");
}
