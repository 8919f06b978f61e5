/** `chore edit`: a job's document, printed, and read back with each complaint beside its line. */

import * as v from "valibot";
import { plainComplaint } from "../job/plain_complaint.ts";
import { checkExpression, checkZone } from "../job/schedule.ts";
import { SpecShape } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { nearest } from "../system/text.ts";
import type { RequestInput, Selection } from "../wire/messages.ts";
import { parseDate } from "./date.ts";
import { type Failure, refused, wrongUse } from "./failure.ts";
import { type Document, DOCUMENT_FIELDS, documentOf, fieldsOf, isObject } from "./job_document.ts";
import { JsonError, type JsonText, readJson } from "./json_text.ts";
import { jsonText, say, write } from "./output.ts";
import { printDone } from "./print_done.ts";
import type { Session } from "./session.ts";

type Change = RequestInput<"edit">["change"];

export async function printDocument(session: Session, jobs: Selection): Promise<void> {
  const { document } = await readCurrent(session, jobs);
  write(`${jsonText(document, 2)}\n`);
}

/** Takes from standard input what differs from the job as it is. @throws {Failure} */
export async function applyDocument(
  session: Session,
  jobs: Selection,
  { json }: { json: boolean },
): Promise<void> {
  const text = await readInput();
  const { name, document } = await readCurrent(session, jobs);
  const current = fieldsOf(document);
  const given = await checkDocument(text, current);
  const changed = Object.entries(given).filter(([field, value]) =>
    JSON.stringify(value) !== JSON.stringify(current[field])
  );
  if (changed.length === 0) {
    say(`${name}: nothing has changed`);
    return;
  }
  const change = Object.fromEntries(changed) as Change;
  printDone(await session.call("edit", { jobs, change }), { json });
}

interface Current {
  readonly name: string;
  readonly document: Document;
}

async function readCurrent(session: Session, jobs: Selection): Promise<Current> {
  const [[view], [own]] = await Promise.all([
    session.call("show", { jobs }),
    session.call("env", { jobs }),
  ]);
  if (view === undefined || own === undefined) throw refused("Cannot edit: there is no such job");
  return { name: view.name, document: documentOf({ ...view.spec, env: [...own.env] }) };
}

async function readInput(): Promise<string> {
  const bytes = new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer());
  if (bytes.length <= LIMITS.frameBytes) return new TextDecoder().decode(bytes);
  throw wrongUse(`Cannot edit: the document has more than ${LIMITS.frameBytes} bytes`);
}

/** The fields of a document, each of the right shape; what its `restart` and `log` leave out is as before. @throws {Failure} */
export async function checkDocument(text: string, current: Document): Promise<Change> {
  const read = readText(text);
  if (!isObject(read.value)) throw wrongUse("Cannot edit: the document is no object");
  const strange = Object.keys(read.value).find((field) => !isField(field));
  if (strange !== undefined) {
    const message = `there is no such field: use ${DOCUMENT_FIELDS.join(", ")}`;
    throw complain(read, { path: strange, message });
  }
  const fields = { ...fieldsOf(read.value) };
  const { restart, log, when } = fields;
  if (isObject(log)) fields["log"] = { ...Object(current["log"]), ...log };
  if (isObject(restart)) fields["restart"] = { ...Object(current["restart"]), ...restart };
  if (isObject(when)) fields["when"] = await readWhen(read, when);
  const checked = v.safeParse(v.partial(SpecShape), fields);
  if (!checked.success) {
    const [issue] = checked.issues;
    const path = v.getDotPath(issue) ?? "";
    const message = path === "umask" ? octal : plainComplaint(issue.message);
    throw complain(read, { path, message });
  }
  const unknown = strangePath(fields, checked.output);
  if (unknown !== undefined) throw complain(read, unknown);
  return given(fields, checked.output);
}

const octal = 'expected octal digits such as "0022"';

/** Dates may be words; what is wrong with an expression or a zone is found here, where its line is known. */
async function readWhen(read: JsonText, when: Document): Promise<Document> {
  const { at, expression, zone } = when;
  const wrong = typeof expression === "string" ? checkExpression(expression) : undefined;
  if (wrong !== undefined) throw complain(read, { path: "when.expression", message: wrong });
  const strange = typeof zone === "string" ? checkZone(zone) : undefined;
  if (strange !== undefined) throw complain(read, { path: "when.zone", message: strange });
  if (typeof at !== "string") return when;
  const date = await parseDate(at, { now: Date.now() });
  if ("at" in date) return { ...when, at: date.at };
  throw complain(read, { path: "when.at", message: date.expected });
}

function readText(text: string): JsonText {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw wrongUse(`Cannot edit: line ${error.line}, column ${error.column}: ${error.message}`);
  }
}

function isField(name: string): boolean {
  return DOCUMENT_FIELDS.some((field) => field === name);
}

/** The checked fields that were there, with their defaults within. */
function given(fields: Document, checked: object): Change {
  return Object.fromEntries(
    Object.entries(checked).filter(([field]) => Object.hasOwn(fields, field)),
  ) as Change;
}

interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** What the check has dropped, since no shape knows it. */
function strangePath(
  from: unknown,
  checked: unknown,
  { path = [] }: { path?: readonly string[] } = {},
): Complaint | undefined {
  if (typeof from !== "object" || from === null) return undefined;
  // the check sorts an environment, which has no fields
  if (path[0] === "env") return undefined;
  for (const [key, value] of Object.entries(from)) {
    const known = Object(checked) as Readonly<Record<string, unknown>>;
    const here = [...path, key];
    if (!Object.hasOwn(known, key)) {
      const near = nearest(key, Object.keys(known));
      const hint = near === undefined ? "" : `: did you mean "${near}"?`;
      return { path: here.join("."), message: `there is no such field${hint}` };
    }
    const found = strangePath(value, known[key], { path: here });
    if (found !== undefined) return found;
  }
  return undefined;
}

function complain({ lineOf }: JsonText, { path, message }: Complaint): Failure {
  const { number, text } = lineOf(path);
  return wrongUse(`Cannot edit: line ${number} (${text.replace(/,$/, "")}): ${path}: ${message}`);
}
