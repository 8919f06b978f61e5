/** The lines of a gate that bound what its command may use, by the shell's own ulimit, nice(1) and ionice(1). */

import { LIMITS } from "../limits.ts";
import { unlessHeld } from "./gate_cgroup.ts";
import { IO_CLASSES } from "./policies.ts";
import { quote } from "./quote.ts";
import { limitWords, type ResourceLimits } from "./resource_limits.ts";

/** Whether the command may have a control group, which then holds some of them. */
export interface Where {
  readonly isGrouped: boolean;
}

/** One limit, as POSIX shells set it. */
interface Setting {
  readonly word: string;
  readonly line: string;
}

/**
 * Before the mark `go`: each limit is tried, in a shell aside, so that one that cannot be set keeps the
 * command from starting. The line for the disk holds for the gate, and so for what it becomes.
 */
export function tryLimits(limits: ResourceLimits, where: Where): string[] {
  const settings = settingsOf(limits, where);
  const trials = settings.map(({ line }, index) => `{ ${line}; } || exit ${index + 1}`);
  const cases = settings.map(({ word }, index) =>
    `${index + 1}) chore_refuse 126 ${
      quote(`the limit ${word} cannot be set: the system allows less, or has none`)
    } ;;`
  );
  return [
    ...settings.length === 0
      ? []
      : [`( ${trials.join("; ")} ) 2>/dev/null`, `case $? in 0) ;; ${cases.join(" ")} esac`],
    ...tryNice(limits.nice),
    ...setIo(limits),
  ];
}

/** After it, where the shell is about to become the command. */
export function setLimits(limits: ResourceLimits, where: Where): string[] {
  return settingsOf(limits, where).map(({ line }) => `{ ${line}; } 2>/dev/null || exit 126`);
}

/** The words before a command that make it nicer. */
export function niceWords({ nice }: ResourceLimits): string {
  return nice === undefined ? "" : `/usr/bin/nice -n ${nice} -- `;
}

function settingsOf(limits: ResourceLimits, where: Where): Setting[] {
  const words = limitWords({ ...limits, cpus: undefined });
  return linesOf(limits, where).map((line, index) => ({ word: words[index] ?? "", line }));
}

/** In the order of the words. Sizes are in KiB for memory, in blocks of 512 bytes for files. */
function linesOf(limits: ResourceLimits, { isGrouped }: Where): string[] {
  const { cpuMs, memoryBytes, files, procs, fileBytes, coreBytes } = limits;
  const maybe = isGrouped ? unlessHeld : (_controller: string, line: string) => line;
  return [
    cpuMs === undefined ? [] : cpuLine(cpuMs / 1000),
    memoryBytes === undefined ? [] : maybe("memory", `ulimit -v ${memoryBytes / 1024}`),
    files === undefined ? [] : `ulimit -n ${files}`,
    // the letter is one or the other, by the shell
    procs === undefined ? [] : maybe("pids", `ulimit -u ${procs} || ulimit -p ${procs}`),
    fileBytes === undefined ? [] : `ulimit -f ${fileBytes / 512}`,
    coreBytes === undefined ? [] : `ulimit -c ${coreBytes / 512}`,
  ].flat();
}

/** First a signal that says why, then one that nothing outlives. */
function cpuLine(seconds: number): string {
  return `ulimit -S -t ${seconds} && ulimit -H -t ${seconds + LIMITS.cpuKillSeconds}`;
}

/** nice(1) goes on where it may not; what it says then is the reason. */
function tryNice(nice: number | undefined): string[] {
  if (nice === undefined || nice >= 0) return [];
  return [
    `[ -z "$(/usr/bin/nice -n ${nice} -- /usr/bin/env 2>&1 >/dev/null)" ] || ` +
    `chore_refuse 126 ${quote(`the niceness ${nice} is for root`)}`,
  ];
}

function setIo({ io }: ResourceLimits): string[] {
  if (io === undefined) return [];
  const number = IO_CLASSES.indexOf(io.class) + 1;
  const level = io.level === undefined ? "" : ` -n ${io.level}`;
  const none = quote("there is no ionice(1) here: leave out --ionice");
  const not = quote(`the disk priority ${io.class} cannot be set: it may be for root`);
  return [
    `[ -x /usr/bin/ionice ] || chore_refuse 127 ${none}`,
    `/usr/bin/ionice -c ${number}${level} -p $$ >/dev/null 2>&1 || chore_refuse 126 ${not}`,
  ];
}
