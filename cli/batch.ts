/** `chore run --batch`: many jobs from standard input, a chunk at a time, each chunk whole or not at all. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import { Refusal } from "../wire/client.ts";
import type { RequestInput } from "../wire/messages.ts";
import type { Accepted } from "../wire/replies.ts";
import { wrongUse } from "./failure.ts";
import { type Document, DOCUMENT_FIELDS, fieldsOf } from "./job_document.ts";
import { say, write, writeJson } from "./output.ts";
import { readLines } from "./read_lines.ts";
import type { Session } from "./session.ts";

type Body = RequestInput<"batch">;
type Job = Body["jobs"][number];

export interface Batch {
  readonly shared: Body["shared"];
  readonly json: boolean;
}

interface Chunk {
  readonly jobs: Job[];
  readonly lines: number[];
  bytes: number;
}

/** Half a frame of commands; the shared environment has room in the other half. */
const chunkBytes = LIMITS.frameBytes / 4;
const chunkJobs = Math.min(500, LIMITS.batchJobs);

/** Submits a job for each line; ends with the first chunk that is refused. */
export async function runBatch(session: Session, { shared, json }: Batch): Promise<number> {
  const accepted: Accepted[] = [];
  let chunk: Chunk = { jobs: [], lines: [], bytes: 0 };
  let number = 0;
  for await (const line of readLines(Deno.stdin)) {
    number++;
    const job = readJob(line, number);
    if (job === undefined) continue;
    if (
      chunk.jobs.length >= chunkJobs || (chunk.bytes > 0 && chunk.bytes + line.length > chunkBytes)
    ) {
      accepted.push(...await submit(session, chunk, { shared, json }));
      chunk = { jobs: [], lines: [], bytes: 0 };
    }
    chunk.jobs.push(job);
    chunk.lines.push(number);
    chunk.bytes += line.length;
  }
  if (chunk.jobs.length > 0) accepted.push(...await submit(session, chunk, { shared, json }));
  if (json) writeJson(accepted);
  if (accepted.length === 0) say("there was no job in it");
  return EXIT.ok;
}

async function submit(
  session: Session,
  chunk: Chunk,
  { shared, json }: Batch,
): Promise<readonly Accepted[]> {
  try {
    const request = crypto.randomUUID();
    const accepted = await session.call("batch", { request, shared, jobs: chunk.jobs });
    if (!json) write(accepted.map(({ name }) => `${name}\n`).join(""));
    return accepted;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, `${error.message}: ${placeOf(error.message, chunk.lines)}`);
  }
}

/** The line that was the reason, where chored says which job it was, and what was refused with it. */
function placeOf(message: string, lines: readonly number[]): string {
  const [, index = NaN] = /^Cannot batch: jobs\.(\d+)\b/.exec(message) ?? [];
  const [, count = NaN] = /^Cannot run (?:a job|job "\w+") \(job (\d+) of /.exec(message) ?? [];
  const line = lines[Number(index)] ?? lines[Number(count) - 1];
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === last) return `line ${first}`;
  const none = `none of lines ${first} to ${last} was accepted`;
  return line === undefined ? none : `line ${line}; ${none}`;
}

/** A line that begins with a brace is a job as JSON, any other a command for /bin/sh; undefined for a blank or a comment. */
export function readJob(line: string, number: number): Job | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return undefined;
  if (!text.startsWith("{")) return { argv: ["/bin/sh", "-c", text] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrongUse(`Cannot read line ${number}: ${error instanceof Error ? error.message : error}`);
  }
  return jobOf(value as Document, number);
}

/** The names that a JSON line may have: those of a document, and `command` for a shell's text. */
const known: readonly string[] = [
  ...["command", "name", "ifAbsent", "held", "pinned", "profile"],
  ...DOCUMENT_FIELDS,
];

function jobOf(line: Document, number: number): Job {
  const strange = Object.keys(line).find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw wrongUse(
      `Cannot read line ${number}: there is no field "${strange}": use ${known.join(", ")}`,
    );
  }
  const { command, ...fields } = fieldsOf(line);
  const argv = typeof command === "string" ? ["/bin/sh", "-c", command] : command;
  // chored checks the shape, and says what is wrong with it
  return {
    ...fields,
    ...argv === undefined ? {} : { argv },
    ...fields["umask"] === undefined ? {} : { ownUmask: true },
  } as Job;
}
