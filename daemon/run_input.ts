/** What a run reads: whose output is fixed when it begins, a short text is put in place before its worker starts. */

import { isId } from "../job/name.ts";
import type { Input } from "../job/run.ts";
import { writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";
import type { JobRow, RunRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** The newest run of the job whose output `job` is to read; null where there is none. */
export function sourceRun({ store }: Session, { spec: { stdin } }: JobRow): number | null {
  if (stdin.kind !== "job") return null;
  const { name } = stdin;
  const source = isId(name) ? store.job(Number(name)) : store.jobByName(name);
  return source?.run ?? null;
}

/** The file that the gate opens, in its place; undefined where it opens none. */
export function placeInput(
  { paths: { inputs } }: Session,
  { spec: { stdin } }: Pick<JobRow, "spec">,
  paths: RunPaths,
): string | undefined {
  switch (stdin.kind) {
    case "file":
      return stdin.path;
    case "spool":
      return `${inputs}/${stdin.id}`;
    case "text":
      writeWhole(paths.folder, "input", { text: stdin.text, mode: 0o400 });
      return paths.input;
    default:
      return undefined;
  }
}

/** @throws {Error} where `run` is to read what nobody has printed */
export function checkSource({ store }: Session, run: RunRow): void {
  const stdin = store.job(run.job)?.spec.stdin;
  if (stdin?.kind !== "job" || run.inputRun !== null) return;
  throw new Error(`job "${stdin.name}", whose output it is to read, has no run`);
}

/** What the worker feeds; undefined where it feeds nothing. The files of a run that was removed are gone, which the launcher tells. */
export function feedOf({ store }: Session, job: JobRow, run: RunRow): Input | undefined {
  const { stdin } = job.spec;
  if (stdin.kind === "pipe" || stdin.kind === "fifo") return { kind: stdin.kind };
  if (stdin.kind !== "job") return undefined;
  const id = run.inputRun ?? 0;
  const source = store.run(id);
  return { kind: "run", run: id, isOver: source === undefined || source.endedAt !== null };
}
