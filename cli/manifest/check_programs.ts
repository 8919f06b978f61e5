/** Compares where the programs lie, and who could change them, with what the launchers rely on. */

import type { Difference } from "./check_files.ts";
import { PROGRAMS, rightsInWords, rightsOf, without } from "../../job/rights.ts";
import { manifestOf, placesOf, type Seen } from "./manifests.ts";

/** Nobody else can change a program, and none lies where one of ours may write. */
export function checkPrograms(seen: Seen): Difference[] {
  const { facts, paths } = seen;
  const open = new Set(facts.all("open"));
  const base = facts.get("base") ?? paths.base;
  const below = new Set(facts.all("place").filter((path) => `${path}/`.startsWith(`${base}/`)));
  return [
    ...[...open].map((of) => ({
      of,
      what: "somebody else could change it: its mode, or its owner",
    })),
    ...[...below].map((of) => ({ of, what: `it lies below the base folder "${base}"` })),
    ...PROGRAMS.flatMap((program) => checkGrants(program, seen)),
  ];
}

/** The launchers grant what the table of rights has a reason for, no less and no more. */
function checkGrants(program: (typeof PROGRAMS)[number], seen: Seen): Difference[] {
  const granted = rightsInWords(manifestOf(program, seen).words);
  const table = rightsOf(program, placesOf(seen, {}));
  const told = (right: { kind: string; value: string }) => `${right.kind} ${right.value}`;
  return [
    ...without(granted, table).map((right) => `it grants "${told(right)}", for no known reason`),
    ...without(table, granted).map((right) => `it does not grant "${told(right)}"`),
  ].map((what) => ({ of: `launcher of ${program}`, what }));
}
