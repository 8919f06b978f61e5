/** A crontab(5) as a choretab(5): line by line, so that what is said of one holds for the other. */

import { quote } from "./quote.ts";
import { isWeekday } from "./tab_time.ts";
import { readVariable } from "./tab_variable.ts";

export interface Imported {
  readonly text: string;
  readonly warnings: readonly ImportWarning[];
}

/** What is not as cron(8) has it, and in which line, from 1. */
export interface ImportWarning {
  readonly line: number;
  readonly message: string;
}

interface Line {
  readonly text: string;
  readonly warning?: string;
}

/** What cron(8) reads itself, and chore has no use for. */
const mailNames = /^(MAILTO|MAILFROM|CONTENT_TYPE|CONTENT_TRANSFER_ENCODING|RANDOM_DELAY)$/;
/** FreeBSD's. */
const NICKNAMES: Readonly<Record<string, string>> = {
  "@every_minute": "* * * * *",
  "@every_second": "* * * * * *",
};

/** What cannot be read stays as it is: the check of the choretab tells of it. */
export function importCrontab(text: string): Imported {
  const warnings: ImportWarning[] = [];
  let shell = "/bin/sh";
  const lines = text.split("\n").map((line, index) => {
    const variable = readVariable(line);
    if (variable !== undefined && !("problem" in variable) && variable.name === "SHELL") {
      shell = variable.value;
    }
    const { text, warning } = importLine(line, { shell });
    if (warning !== undefined) warnings.push({ line: index + 1, message: warning });
    return text;
  });
  return { text: lines.join("\n"), warnings };
}

function importLine(line: string, { shell }: { shell: string }): Line {
  if (/^[ \t]*(#|$)/.test(line)) return { text: line };
  const variable = readVariable(line);
  if (variable === undefined) return importEntry(line, { shell });
  if ("problem" in variable || !mailNames.test(variable.name)) return { text: line };
  const { name } = variable;
  const why = name === "RANDOM_DELAY" ? "chore delays nothing by chance" : "chore sends no mail";
  return { text: `# ${line.trim()}`, warning: `${name} is made a comment: ${why}` };
}

// a dash before the time is SuSE's; it keeps cron quiet
const entry = /^([ \t]*)-?((?:@\S+|\S+(?:[ \t]+\S+){4})[ \t]+)(.*)$/;

function importEntry(line: string, { shell }: { shell: string }): Line {
  const [, blanks = "", time, rest] = entry.exec(line) ?? [];
  if (time === undefined || rest === undefined) return { text: line };
  const { command, warning } = withoutFlags(rest);
  const text = withInput(command);
  const [first = ""] = text.split(/[ \t]/, 1);
  const isTaken = first.startsWith("-") || (!time.startsWith("@") && isWeekday(first));
  const translated = isTaken ? `-- ${quote(shell)} -c ${quote(text)}` : text;
  const nickname = NICKNAMES[time.trim()];
  return {
    text: `${blanks}${nickname === undefined ? time : `${nickname} `}${translated}`,
    ...warning === undefined ? {} : { warning },
  };
}

/** OpenBSD's flags: -s is how chore is anyway, -n and -q are about mail and syslog. */
function withoutFlags(text: string): { command: string; warning?: string } {
  const [flags] = /^(?:-[nqs]+[ \t]+)+/.exec(text) ?? [];
  if (flags === undefined) return { command: text };
  const letters = new Set(flags.replaceAll(/[- \t]/g, ""));
  return {
    command: text.slice(flags.length),
    warning: `${
      [...letters].map((letter) => `-${letter}`).join(" ")
    } is left out: chore has neither mail nor syslog, and runs no job twice at once`,
  };
}

/** Behind the first `%` cron(8) has what the command reads, each further one ends a line of it; `\%` is a percent sign. */
function withInput(text: string): string {
  const { command, input } = splitAtPercent(text);
  if (input === undefined || input === "") return command;
  const lines = input.replace(/\n$/, "").split("\n").map(quote).join(" ");
  return `printf '%s\\n' ${lines} | "$SHELL" -c ${quote(command)}`;
}

function splitAtPercent(text: string): { command: string; input: string | undefined } {
  const parts: string[] = [""];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const next = text[at + 1] ?? "";
    const last = parts.length - 1;
    if (character === "%") parts.push("");
    else if (character === "\\" && next !== "") {
      parts[last] += next === "%" ? next : character + next;
      at++;
    } else parts[last] += character;
  }
  const [command = "", ...input] = parts;
  return { command, input: input.length === 0 ? undefined : input.join("\n") };
}
