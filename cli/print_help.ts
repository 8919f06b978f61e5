/** Prints help, from the tables of verbs and flags. */

import { EXIT } from "../job/exit_code.ts";
import { EVERY_FLAGS, EVERY_LETTERS } from "./flags.ts";
import { longOption } from "./flag_name.ts";
import { write } from "./output.ts";
import type { AnyVerb, ShownFlag } from "./verb.ts";
import type { FoundVerb, VerbTable } from "./verb_table.ts";

export function printHelp({ name, row }: FoundVerb): number {
  const { verb } = row;
  const flags: Readonly<Record<string, ShownFlag>> = { ...verb.flags, ...EVERY_FLAGS };
  const letters = { ...verb.letters, ...EVERY_LETTERS };
  const lines = [
    `Usage: chore ${name} [option …]${operandText(verb)}`,
    "",
    `${row.brief[0]?.toUpperCase()}${row.brief.slice(1)}.`,
    ...row.aliases === undefined ? [] : [`The same: ${row.aliases.join(", ")}.`],
    ...verb.about === undefined ? [] : ["", ...verb.about],
    "",
    ...aligned(Object.entries(flags).map(([flag, shown]) => flagRow(flag, { shown, letters }))),
    "",
  ];
  write(lines.join("\n"));
  return EXIT.ok;
}

function operandText({ operand, takesCommand }: AnyVerb): string {
  if (operand === undefined) return "";
  if (takesCommand) return ` [--] ${operand.placeholder}`;
  return operand.most === 1 ? ` [${operand.placeholder}]` : ` [${operand.placeholder} …]`;
}

function flagRow(
  name: string,
  { shown, letters }: { shown: ShownFlag; letters: Readonly<Record<string, string>> },
): [string, string] {
  const letter = Object.keys(letters).find((each) => letters[each] === name);
  const words = shown.placeholder ?? shown.values?.join("|") ?? "VALUE";
  const value = shown.kind === "boolean" ? "" : ` ${words}`;
  const more = shown.variadic === undefined ? "" : " (may be repeated)";
  return [
    `  ${letter === undefined ? "   " : `-${letter},`} ${longOption(name)}${value}`,
    `${shown.brief}${more}`,
  ];
}

/** A longer one stands out, so that all others stay near their text. */
const leftMost = 32;

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length).filter((each) => each <= leftMost));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}

export function printSummary(table: VerbTable): number {
  const verbs = Object.entries(table);
  const lines = aligned(
    verbs.map(([name, { brief, aliases = [] }]) =>
      [`  ${[name, ...aliases].join(", ")}`, brief] as const
    ),
  );
  write([
    "Usage: chore VERB [option …] [JOB …]",
    "       chore run [option …] -- COMMAND [ARGUMENT …]",
    "",
    "chore runs commands as jobs, keeps them in sight, and tells how they ended.",
    "",
    ...verbs.flatMap(([, { heads }], index) => [
      ...heads === undefined ? [] : [`${heads}:`],
      lines[index] ?? "",
    ]),
    "",
    "  -n, --session NAME  the session that is meant (chored)",
    "  -d, --debug         say what happens, and where a failure comes from",
    "  -v, --version       print the version",
    "  -h, --help          print this; chore help VERB tells about a verb",
    "  -H, --manifest      show the man page; print the rights that chore is started with",
    "",
    "The letters of old work too: -l list, -j JOB -s show, -S show --stats, -t stop,",
    "-k SIGNAL signal, -o log --stdout, and chore -j NAME -- COMMAND is chore run.",
    "Exit codes: 0 done, 1 a check failed, 100 wrong use, 101 a bug, 102 no chored,",
    "103 refused, 111 a failure of the system; wait and run -f: the job's, 128 + signal.",
    "",
  ].join("\n"));
  return EXIT.ok;
}
