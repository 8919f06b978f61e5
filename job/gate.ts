/** The gate: the shell script through which a run's command is started. This writes its text and touches nothing. */

import { enterGroup, enterLater, type GateGroup, makeGroup } from "./gate_cgroup.ts";
import { type GateConfinement, grantChecks, hideCheck } from "./gate_confinement.ts";
import {
  commandWords,
  type EnvRun,
  envWords,
  exportVariables,
  pathOf,
  unaskedNames,
} from "./gate_env.ts";
import { niceWords, setLimits, tryLimits } from "./gate_limits.ts";
import { becomeUser, execAsUser, findUser, givePipes } from "./gate_user.ts";
import { quote } from "./quote.ts";
import type { Spec } from "./spec.ts";
import { isFedByWorker } from "./stdin.ts";

/** What the script must know of the run. */
export interface GateRun extends EnvRun {
  /** the worker's part of the run folder */
  readonly w: string;
  /** the file that it reads, where it reads one */
  readonly input?: string | undefined;
  /** what stands around its command, where it is confined */
  readonly confinement?: GateConfinement | undefined;
  /** its control group, where it is to have one */
  readonly cgroup?: GateGroup | undefined;
  /** the file with what another user exports, where it is another user's */
  readonly userEnv?: string | undefined;
}

/**
 * The script. It makes the fifos, which the worker opens before the command can write and end. It
 * waits for the word `go`, so that nothing runs that is not on record; it looks for
 * the folder and the command, and says in `w/refused` what is missing; it leaves the mark `w/go`,
 * then it becomes the command. Values are exported by the shell itself: in the words of env(1)
 * they would show in ps(1).
 */
export function gateScript(spec: Spec, run: GateRun): string {
  return [
    "#!/bin/sh",
    `# run ${run.run} of job ${run.job}`,
    // whoever starts it is not to choose its tools
    "PATH=/usr/bin:/bin",
    // the job's PATH may lack printf(1), which not every shell has built in
    `chore_refuse() { PATH=/usr/bin:/bin; printf '%s\\n' "$2" >${
      quote(`${run.w}/refused`)
    }; exit "$1"; }`,
    ...makeFifos(spec, run.w),
    `IFS= read -r chore_word && [ "$chore_word" = go ] || exit 125`,
    ...run.confinement === undefined ? [] : [...hideCheck(run.confinement), ...grantChecks(spec)],
    ...spec.user === undefined ? lookFor(spec, run) : lookAsUser(spec, spec.user),
    ...openInput(run.input),
    ...run.cgroup === undefined ? [] : makeGroup(spec, run.cgroup, isConfined(run)),
    ...tryLimits(spec.limits, isGrouped(run)),
    ...run.confinement?.checks ?? [],
    ...run.cgroup === undefined ? [] : enterGroup(spec),
    `: >${quote(`${run.w}/go`)}`,
    ...(spec.orphan === "adopt" ? waitForCommand(spec, run) : becomeCommand(spec, run)),
    "",
  ].join("\n");
}

const isGrouped = ({ cgroup }: GateRun) => ({ isGrouped: cgroup !== undefined });
const isConfined = ({ confinement }: GateRun) => ({ isConfined: confinement !== undefined });

/** Folder and command, with the environment in which that is looked for. */
function lookFor({ cwd, env, argv }: Spec, run: GateRun): string[] {
  return [
    ...enterFolder(cwd),
    ...run.confinement?.setsEnv ? [`PATH=${quote(pathOf(env))}`] : exportVariables(env, run),
    ...findCommand(argv[0] ?? ""),
  ];
}

function lookAsUser(spec: Spec, user: string): string[] {
  return [...findUser(user), ...becomeUser(spec), ...givePipes(spec)];
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
    `for chore_folder in $PATH; do`,
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

/**
 * The file that the command reads is open before the mark `go`, so that one which cannot be opened
 * keeps it from starting. A FIFO with nobody at its other end is waited for.
 */
function openInput(path: string | undefined): string[] {
  if (path === undefined) return [];
  const file = quote(path);
  const say = (reason: string) => quote(`${reason}: "${oneLine(path)}"`);
  return [
    `[ -e ${file} ] || chore_refuse 127 ${say("there is no such file for its standard input")}`,
    `[ ! -d ${file} ] || chore_refuse 126 ${say("its standard input is a folder")}`,
    `[ -r ${file} ] || chore_refuse 126 ${say("its standard input cannot be read")}`,
    `exec 5<${file}`,
  ];
}

/** From the file that is open, from the worker's pipe behind the word `go`, or from nothing. */
function inputOf(spec: Spec, { input }: GateRun): string {
  if (input !== undefined) return "<&5 5<&-";
  return isFedByWorker(spec.stdin) ? "" : "</dev/null";
}

/** Where the job's streams go: to the worker's pipes, or to files that need no worker. */
function redirections(spec: Spec, run: GateRun): string {
  const { w } = run;
  const stdin = inputOf(spec, run);
  const [stdout, stderr] = [quote(`${w}/stdout`), quote(`${w}/stderr`)];
  const [out, err] = [quote(`${w}/stdout.fifo`), quote(`${w}/stderr.fifo`)];
  // both ends of a fifo: a worker that dies costs the job no SIGPIPE
  return {
    pipe: stdin,
    direct: `${stdin} >>${stdout} 2>>${stderr}`,
    fifo: `${stdin} 1<>${out} 2<>${err}`,
  }[spec.output];
}

function makeFifos(spec: Spec, w: string): string[] {
  if (spec.output !== "fifo") return [];
  return ["stdout", "stderr"].map((name) => {
    const fifo = quote(`${w}/${name}.fifo`);
    return `[ -p ${fifo} ] || mkfifo -m 600 ${fifo} || chore_refuse 126 'no fifo could be made'`;
  });
}

/** The exec form: the gate is the command from here on, and its end is the command's, to the very signal. */
function becomeCommand(spec: Spec, run: GateRun): string[] {
  return [umaskOf(spec), ...setLimits(spec.limits, isGrouped(run)), ...execCommand(spec, run)];
}

function execCommand(spec: Spec, run: GateRun): string[] {
  const nice = niceWords(spec.limits);
  const { confinement, userEnv } = run;
  if (confinement !== undefined) {
    const become = spec.user === undefined ? "" : "$chore_become ";
    const through = confinement.setsEnv ? "" : envWords(spec.env);
    const argv = spec.argv.map(quote).join(" ");
    const words = `${nice}${become}${through}${confinement.words}${argv}`;
    return [`exec ${words} ${redirections(spec, run)} ${confinement.passes}`];
  }
  if (userEnv !== undefined) {
    return execAsUser(spec, { nice, path: userEnv, redirections: redirections(spec, run) });
  }
  const rest = `-- ${commandWords(spec)} ${redirections(spec, run)}`;
  // what the shell set for itself
  const unasked = unaskedNames(spec.env);
  const without = unasked.map((name) => `-u ${name}`).join(" ");
  return [
    `unset ${unasked.join(" ")}`,
    // a worker's mask and what a shell ignored must not reach the job, where env(1) can help it
    "if [ -d /proc/self ] && [ ! -h /usr/bin/env ]; then",
    `  exec ${nice}/usr/bin/env --default-signal ${without} ${rest}`,
    "fi",
    `exec ${nice}/usr/bin/env ${rest}`,
  ];
}

/**
 * The waiting form: the gate stays the command's parent and puts its exit code on record, so that a
 * new worker can take over. It lives through what stops the group, so that it can.
 */
function waitForCommand(spec: Spec, run: GateRun): string[] {
  const hold = spec.output === "fifo"
    ? [`exec 3<>${quote(`${run.w}/stdout.fifo`)} 4<>${quote(`${run.w}/stderr.fifo`)}`]
    : [];
  return [
    ...hold,
    "trap : HUP INT QUIT TERM USR1 USR2 ALRM",
    // what this shell would say of a command that a signal ended is no output of the job
    "exec 2>/dev/null",
    "(",
    "  exec 3>&- 4>&-",
    ...run.cgroup === undefined ? [] : enterLater(),
    ...becomeCommand(spec, run).map((line) => `  ${line}`),
    ")",
    `chore_code=$?`,
    // one line, one write: a record without its newline is none
    `echo "$chore_code" >${quote(`${run.w}/rc`)}`,
    ...(spec.output === "fifo" ? awaitReader(run) : []),
    `exit "$chore_code"`,
  ];
}

/**
 * What the command wrote last lies in the fifos for as long as somebody has them open. While no worker
 * lives that is the gate; it stays a little longer, until the one that comes has opened them. Two looks
 * tell a worker from chored, which holds the lock for a moment when it examines a run.
 */
function awaitReader(run: GateRun): string[] {
  const [fifo, lock] = [quote(`${run.w}/stdout.fifo`), quote(`${run.w}/worker.lock`)];
  return [
    "PATH=/usr/bin:/bin; chore_waits=",
    `chore_is_kept() { ! flock -n ${lock} true && { sleep 0.1 || sleep 1; } && ! flock -n ${lock} true; }`,
    `while [ -p ${fifo} ] && ! chore_is_kept; do chore_waits=yes; sleep 1; done`,
    `[ -z "$chore_waits" ] || sleep 1`,
  ];
}

function umaskOf(spec: Spec): string {
  return `umask ${spec.umask.toString(8).padStart(4, "0")}`;
}

/** For a reason of one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\n\r]/g, " ").slice(0, 200);
}
