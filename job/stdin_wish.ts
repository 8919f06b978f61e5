/** What a job reads: what the options for that make of a spec. */

import type { Problem } from "./cron_fields.ts";
import { NAME_PATTERN } from "./name.ts";
import type { SpecWish } from "./spec.ts";

export interface StdinFlags {
  readonly stdin?: string;
  readonly stdinOpen?: boolean;
  readonly stdinFifo?: boolean;
  readonly stdinFrom?: string;
}

/** `path` makes a file's name absolute, and says what `-` stands for. */
export function stdinWish(
  { stdin, stdinOpen = false, stdinFifo = false, stdinFrom }: StdinFlags,
  { path }: { readonly path: (file: string) => SpecWish["stdin"] | Problem },
): Pick<SpecWish, "stdin"> | Problem {
  const given = [
    stdin !== undefined && "--stdin",
    stdinOpen && "--stdin-open",
    stdinFifo && "--stdin-fifo",
    stdinFrom !== undefined && "--stdin-from",
  ].filter((name) => name !== false);
  if (given.length > 1) return { problem: `Cannot use ${given.join(" and ")}: choose one` };
  if (stdinOpen) return { stdin: { kind: "pipe" } };
  if (stdinFifo) return { stdin: { kind: "fifo" } };
  if (stdinFrom !== undefined) return { stdin: { kind: "job", name: stdinFrom } };
  if (stdin === undefined) return {};
  if (stdin === "") return { problem: `Cannot use "" for --stdin: a file is wanted, or -` };
  const wish = path(stdin);
  if (wish === undefined) return {};
  return "problem" in wish ? wish : { stdin: wish };
}

/** @throws {Error} */
export function parseSource(text: string): string {
  if (NAME_PATTERN.test(text)) return text;
  throw new Error("it is no job: a name or an id is wanted");
}
