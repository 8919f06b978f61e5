/** The gate: the shell script through which a run's command is started. This writes its text and touches nothing. */

import { quote } from "./quote.ts";
import type { Spec } from "./spec.ts";

/** What the script must know of the run. */
export interface GateRun {
  readonly run: number;
  readonly job: string;
  readonly session: string;
  /** the worker's part of the run folder */
  readonly w: string;
}

/**
 * The script. It waits for the word `go`, so that nothing runs that is not on record; it looks for
 * the folder and the command, and says in `w/refused` what is missing; it leaves the mark `w/go`,
 * then it becomes the command. Values are exported by the shell itself: in the words of env(1)
 * they would show in ps(1).
 */
export function gateScript(spec: Spec, run: GateRun): string {
  return [
    "#!/bin/sh",
    `# run ${run.run} of job ${run.job}`,
    `IFS= read -r chore_word && [ "$chore_word" = go ] || exit 125`,
    `chore_refuse() { printf '%s\\n' "$2" >${quote(`${run.w}/refused`)}; exit "$1"; }`,
    ...enterFolder(spec.cwd),
    ...exportVariables(spec.env, run),
    ...findCommand(spec.argv[0] ?? ""),
    `: >${quote(`${run.w}/go`)}`,
    `umask ${spec.umask.toString(8).padStart(4, "0")}`,
    ...becomeCommand(spec, run),
    "",
  ].join("\n");
}

function enterFolder(cwd: string): string[] {
  const folder = quote(cwd);
  const say = (reason: string) => quote(`${reason}: "${oneLine(cwd)}"`);
  return [
    `[ -e ${folder} ] || chore_refuse 127 ${say("there is no such folder")}`,
    `[ -d ${folder} ] || chore_refuse 126 ${say("it is not a folder")}`,
    `cd -- ${folder} || chore_refuse 126 ${say("the folder cannot be entered")}`,
    "export PWD; unset OLDPWD",
  ];
}

/** Names that some shell keeps for itself, or sets: they go through env(1). */
const shellNames = new Set(
  "_ IFS UID EUID GROUPS PPID SHELLOPTS BASHOPTS BASH_VERSINFO BASH_VERSION OPTIND OPTARG OPTERR LINENO RANDOM SECONDS KSHEGID KSHGID KSHUID USER_ID PGRP PIPESTATUS SHLVL"
    .split(" "),
);

const isPlain = (name: string) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !shellNames.has(name);
const nameOf = (variable: string) => variable.slice(0, variable.indexOf("="));

function exportVariables(env: readonly string[], run: GateRun): string[] {
  const own = [`CHORE_JOB=${run.job}`, `CHORE_RUN=${run.run}`, `CHORE_SESSION=${run.session}`];
  return [...env, ...own]
    .filter((variable) => isPlain(nameOf(variable)) && nameOf(variable) !== "PWD")
    .map((variable) => {
      const name = nameOf(variable);
      return `export ${name}=${quote(variable.slice(name.length + 1))}`;
    });
}

function findCommand(program: string): string[] {
  const shown = oneLine(program);
  if (program.includes("/")) {
    const file = quote(program);
    return [
      `[ -e ${file} ] || chore_refuse 127 ${quote(`there is no such command: "${shown}"`)}`,
      `[ ! -d ${file} ] || chore_refuse 126 ${quote(`it is a folder: "${shown}"`)}`,
      `[ -x ${file} ] || chore_refuse 126 ${quote(`it is not executable: "${shown}"`)}`,
    ];
  }
  return [
    "chore_found=; IFS=:; set -f",
    `for chore_folder in \${PATH-/usr/bin:/bin}; do`,
    `  chore_file=\${chore_folder:-.}/${quote(program)}`,
    `  [ -f "$chore_file" ] || continue`,
    `  if [ -x "$chore_file" ]; then chore_found=yes; break; fi`,
    "  chore_found=no",
    "done",
    `[ "$chore_found" != no ] || chore_refuse 126 ${quote(`it is not executable: "${shown}"`)}`,
    `[ "$chore_found" = yes ] || chore_refuse 127 ${quote(`"${shown}" is not in PATH`)}`,
    "set +f; unset IFS",
  ];
}

function becomeCommand(spec: Spec, run: GateRun): string[] {
  const odd = spec.env.filter((variable) => !isPlain(nameOf(variable))).map(quote);
  const [program = ""] = spec.argv;
  // env(1) would take a program with "=" in its name for a variable
  const through = program.includes("=") ? ["/bin/sh", "-c", quote('exec "$@"'), "sh"] : [];
  const words = [...odd, ...through, ...spec.argv.map(quote)].join(" ");
  const streams = spec.output === "direct"
    ? ` >>${quote(`${run.w}/stdout`)} 2>>${quote(`${run.w}/stderr`)}`
    : "";
  return [
    // a worker's mask and what a shell ignored must not reach the job, where env(1) can help it
    "if [ -d /proc/self ] && [ ! -h /usr/bin/env ]; then",
    `  exec /usr/bin/env --default-signal -- ${words} </dev/null${streams}`,
    "fi",
    `exec /usr/bin/env -- ${words} </dev/null${streams}`,
  ];
}

/** For a reason of one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\n\r]/g, " ").slice(0, 200);
}
