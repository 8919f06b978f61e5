/** Looks at all that doctor knows of, and prints what it found. */

import { EXIT } from "../../job/exit_code.ts";
import { printable } from "../../system/text.ts";
import { checkConfinement } from "./confinement.ts";
import type { Finding, Mark } from "./finding.ts";
import { checkMachine } from "./machine.ts";
import { checkPlace } from "./place.ts";
import { checkPrograms } from "./programs.ts";
import { readFacts } from "../facts.ts";
import { write, writeJson } from "../output.ts";
import { type Color, lookOf, paint } from "../print_table.ts";
import type { Flags } from "../commands/doctor.ts";
import type { Asked } from "../verb.ts";

export async function examine({ caller, flags }: Asked<Flags>): Promise<number> {
  const facts = await readFacts(Deno.stdin);
  const findings = [
    ...await checkPrograms(caller, facts),
    ...checkPlace(facts, caller.paths),
    ...checkMachine(facts, Date.now()),
    ...checkConfinement(facts),
  ];
  if (flags.json) writeJson(findings);
  else write(findingsText(findings, lookOf(caller.env)));
  return findings.some(({ mark }) => mark === "fail") ? EXIT.differs : EXIT.ok;
}

const COLORS: Readonly<Record<Mark, Color>> = { ok: "green", warn: "yellow", fail: "red" };

export function findingsText(
  findings: readonly Finding[],
  { colors }: { readonly colors: boolean },
): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.map(({ name, mark, text, remedy }) => {
    const shown = paint(mark.padEnd(4), colors ? COLORS[mark] : undefined);
    const line = `${shown}  ${name.padEnd(width)}  ${printable(text)}\n`;
    return remedy === null ? line : `${line}${" ".repeat(width + 8)}-> ${printable(remedy)}\n`;
  }).join("");
}
