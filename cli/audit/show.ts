/** Shows what the launcher has had recorded, or what is in a log that Deno wrote, program by program. */

import { EXIT } from "../../job/exit_code.ts";
import { type ProgramName, PROGRAMS, rightsOf } from "../../job/rights.ts";
import { LIMITS } from "../../limits.ts";
import { printable } from "../../system/text.ts";
import type { Flags } from "../commands/audit.ts";
import { readFacts } from "../facts.ts";
import { systemFailed, wrongUse } from "../failure.ts";
import { say, write, writeJson } from "../output.ts";
import type { Asked } from "../verb.ts";
import { readAuditLog } from "./log.ts";
import { type ProgramReport, reportOn, reportText } from "./report.ts";

export async function show(asked: Asked<Flags>): Promise<number> {
  return asked.flags.log === undefined ? await showRecorded(asked) : await showLog(asked);
}

async function showRecorded({ flags, words }: Asked<Flags>): Promise<number> {
  const facts = await readFacts(Deno.stdin);
  const failure = facts.get("failed");
  if (failure !== undefined) throw systemFailed(`Cannot audit: ${failure}`);
  const reports = JSON.parse(facts.get("report") ?? "[]") as ProgramReport[];
  print(reports, flags);
  const code = facts.get("code") ?? "0";
  if (code !== "0") throw systemFailed(`Cannot trust that: the command ended with ${code}`);
  return isClean(reports, { isWhole: words.length === 0 }) ? EXIT.ok : EXIT.differs;
}

/** A script of the user's need not use all; that which touches every verb must. */
function isClean(reports: readonly ProgramReport[], { isWhole }: { isWhole: boolean }): boolean {
  return reports.every(({ unused, denied }) =>
    Object.keys(denied).length === 0 && (!isWhole || unused.length === 0)
  );
}

async function showLog({ caller, flags, words: [word, ...more] }: Asked<Flags>): Promise<number> {
  const program = PROGRAMS.find((each) => each === word);
  if (program === undefined || more.length > 0) {
    throw wrongUse(`Cannot read a log of "${word ?? ""}": say one of ${PROGRAMS.join(", ")}`);
  }
  const root = caller.chored.replace(/\/bin\/chored$/, "");
  const { base } = caller.paths;
  const text = await readAll();
  const granted = rightsOf(program, { ...placesIn(text, base), ROOT: root, BASE: base });
  const audited = readLog(text, { words: wordsFor(program), granted });
  print(reportOn([audited], { root, base }).filter((each) => each.program === program), flags);
  say('such a log tells nothing of "run": those rights are shown as unused');
  return EXIT.ok;
}

/** A session and a run that the log tells of stand for all. */
function placesIn(text: string, base: string) {
  const named = (pattern: RegExp) => pattern.exec(text)?.[1];
  const session = named(/\/run\/(\w+)\.sock/) ?? "chored";
  const run = named(/\/cache\/\w+\/runs\/(\d+)/) ?? "0";
  return {
    SOCKET: `${base}/run/${session}.sock`,
    RUN: `${base}/cache/${session}/runs/${run}`,
    KILL: "/usr/bin/kill",
    PS: "/usr/bin/ps",
  };
}

/** What of its words counts: which program it is, and whether it has an environment. */
function wordsFor(program: ProgramName): string[] {
  const ignores = program === "chore" ? [] : ["--ignore-env"];
  return [...ignores, `/${program}.js`];
}

function readLog(text: string, of: Parameters<typeof readAuditLog>[1]) {
  try {
    return readAuditLog(text, of);
  } catch (error) {
    throw systemFailed(error instanceof Error ? error.message : String(error));
  }
}

function print(reports: readonly ProgramReport[], { json }: Flags): void {
  if (json) writeJson(reports);
  else write(reportText(reports).split("\n").map(printable).join("\n"));
}

/** The launcher has opened the log as standard input. */
async function readAll(): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of Deno.stdin.readable) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LIMITS.auditLogBytes) {
      throw systemFailed(`Cannot read the log: it has more than ${LIMITS.auditLogBytes} bytes`);
    }
  }
  return text + decoder.decode();
}
