/** What a job reads from its standard input: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import type { SpecInput } from "../job/spec.ts";
import { parseSource, stdinWish } from "../job/stdin_wish.ts";
import { absolutePath } from "./absolute_path.ts";
import { wrongUse } from "./failure.ts";

export interface StdinFlags {
  readonly stdin?: string;
  readonly stdinOpen: boolean;
  readonly stdinFifo: boolean;
  readonly stdinFrom?: string;
}

const parsed = { kind: "parsed", optional: true } as const;

export const STDIN_FLAGS: FlagParametersForType<StdinFlags> = {
  stdin: {
    ...parsed,
    parse: String,
    brief: "it reads FILE; of - what chore reads, which is sent first",
    placeholder: "FILE",
  },
  stdinOpen: { kind: "boolean", brief: "it reads what chore send sends" },
  stdinFifo: { kind: "boolean", brief: "and what is written to its FIFO" },
  stdinFrom: {
    ...parsed,
    parse: parseSource,
    brief: "it reads what that job prints, as it comes",
    placeholder: "JOB",
  },
};

export const STDIN_LETTERS = { i: "stdin" } as const;

/** What chore itself reads has an id, under which it is sent before the job. @throws {Failure} */
export function stdinSpec(flags: StdinFlags): Pick<SpecInput, "stdin"> {
  const wish = stdinWish(flags, {
    path: (file) =>
      file === "-"
        ? { kind: "spool", id: crypto.randomUUID() }
        : { kind: "file", path: absolutePath(file, Deno.cwd()) },
  });
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
