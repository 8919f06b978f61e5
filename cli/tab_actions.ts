/** What `chore tab` does: the launcher has made a file that is named standard input. */

import { EXIT } from "../job/exit_code.ts";
import { parseTab } from "../job/tab.ts";
import type { TabProblem } from "../job/tab_entry.ts";
import { LIMITS } from "../limits.ts";
import { printable } from "../system/text.ts";
import type { TabReply } from "../wire/tab_views.ts";
import type { Caller } from "./caller.ts";
import { Failure, refused, systemFailed, wrongUse } from "./failure.ts";
import { callersOwn } from "./job_env.ts";
import { say, write, writeFile, writeJson } from "./output.ts";
import { Session } from "./session.ts";

export interface Given {
  readonly caller: Caller;
  readonly json: boolean;
}

/** Prints it; where nobody serves the session, what is in its file. */
export async function printTab({ caller, json }: Given): Promise<number> {
  const reply = await viewTab(caller);
  if (json) {
    writeJson(reply);
    return EXIT.ok;
  }
  if (reply.text === null) say(`there is no choretab: "${reply.path}" is not there`);
  else writeFile(shown(reply.text));
  if (reply.problems.length > 0) {
    tell(reply.problems, reply.path);
    say(`the choretab is not loaded: its jobs are those of the table before`);
  }
  return EXIT.ok;
}

async function viewTab(caller: Caller): Promise<TabReply> {
  try {
    return await new Session(caller).call("tab", { do: "show" });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== EXIT.noDaemon) throw error;
    const { choretab: path } = caller.paths;
    const text = readOwn(path);
    const none = { added: 0, changed: 0, removed: 0, jobs: 0, written: false, problems: [] };
    return { path, text, ...none };
  }
}

/** @throws {Failure} */
function readOwn(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw systemFailed(`Cannot read "${path}": ${error instanceof Error ? error.message : error}`);
  }
}

/** On a terminal no control character but the ends of lines and tabs. */
function shown(text: string): string {
  if (!Deno.stdout.isTerminal()) return text;
  return text.split(/([\n\t])/).map((part) => /^[\n\t]$/.test(part) ? part : printable(part)).join(
    "",
  );
}

/** Lets chored read the file again. */
export async function loadTab({ caller, json }: Given): Promise<number> {
  const reply = await new Session(caller, "always").call("tab", { do: "load" });
  return finish(reply, { json, file: reply.path });
}

export async function installTab({ caller, json }: Given, { file }: NamedFile): Promise<number> {
  const text = await readInput();
  return await install(caller, text, { file, json });
}

export async function removeTab({ caller, json }: Given): Promise<number> {
  const reply = await new Session(caller, "always").call("tab", { do: "remove" });
  if (json) writeJson(reply);
  else say(`the choretab is removed, ${count(reply.removed, "job")} with it`);
  return EXIT.ok;
}

/** Needs no chored: what only a session knows, such as its groups, is not looked at. */
export async function checkTab({ caller, json }: Given, { file }: NamedFile): Promise<number> {
  const read = parseTab(await readInput(), userOf(caller));
  const problems = read.kind === "problems" ? read.problems : [];
  const jobs = read.kind === "table" ? read.entries.length : 0;
  if (json) writeJson({ jobs, problems });
  else if (problems.length === 0) write(`ok: ${count(jobs, "job")}\n`);
  if (problems.length === 0) return EXIT.ok;
  tell(problems, file);
  return EXIT.usage;
}

/** Translates a crontab, shows it, and puts it in place where there is no choretab yet. @throws {Failure} */
export async function importTab(
  { caller, json }: Given,
  { file, print }: NamedFile & { print: boolean },
): Promise<number> {
  const { importCrontab } = await import("../job/crontab_import.ts");
  const { text, warnings } = importCrontab(await readInput());
  for (const { line, message } of warnings) say(`${nameOf(file)}:${line}: ${message}`);
  const read = parseTab(text, userOf(caller));
  if (read.kind === "problems") {
    tell(read.problems, file);
    return EXIT.usage;
  }
  if (print) {
    writeFile(text);
    return EXIT.ok;
  }
  const { text: before, path } = await new Session(caller, "always").call("tab", { do: "show" });
  if (before !== null && before.trim() !== "") {
    throw refused(
      `Cannot import "${nameOf(file)}": "${path}" is there: use --print, then chore tab -e`,
    );
  }
  if (!json) writeFile(text);
  return await install(caller, text, { file, json });
}

interface NamedFile {
  readonly file: string;
}

async function install(
  caller: Caller,
  text: string,
  given: NamedFile & { readonly json: boolean },
): Promise<number> {
  return finish(await new Session(caller, "always").call("tab", { do: "put", text }), given);
}

/** Says what has become of it, to people on standard error. */
function finish(reply: TabReply, { file, json }: NamedFile & { readonly json: boolean }): number {
  const { jobs, added, changed, removed, written, problems } = reply;
  if (json) writeJson(reply);
  if (problems.length > 0) {
    tell(problems, file);
    say("the choretab is not loaded: its jobs stay as they were");
    return EXIT.usage;
  }
  if (json) return EXIT.ok;
  const isSame = added + changed + removed === 0;
  if (isSame && !written) say(`the choretab has ${count(jobs, "job")}: nothing has changed`);
  else {
    say(
      `the choretab has ${count(jobs, "job")}: ${added} new, ${changed} changed, ${removed} gone`,
    );
  }
  return EXIT.ok;
}

function tell(problems: readonly TabProblem[], file: string): void {
  for (const { line, column, message } of problems) {
    say(`${nameOf(file)}:${line}:${column}: ${message}`);
  }
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function userOf({ env }: Caller): { home: string | undefined; name: string | undefined } {
  const { HOME: home, LOGNAME, USER } = callersOwn(env);
  return { home, name: LOGNAME ?? USER };
}

/** @throws {Failure} where it is too long, or no UTF-8 */
async function readInput(): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of Deno.stdin.readable) {
      bytes += chunk.length;
      if (bytes > LIMITS.tabBytes) {
        throw wrongUse(`Cannot take a choretab: it has more than ${LIMITS.tabBytes} bytes`);
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw wrongUse("Cannot take a choretab: it is not UTF-8");
    throw error;
  }
}
