/** What a job reads from its standard input. It stands apart from its shape, which a client need not load. */

import type { After } from "./after.ts";

export type Stdin =
  /** /dev/null */
  | { readonly kind: "none" }
  /** a file; each attempt reads it from its start */
  | { readonly kind: "file"; readonly path: string }
  /** a short text */
  | { readonly kind: "text"; readonly text: string }
  /** what was sent to chored before the job, of any length; each attempt reads it from its start */
  | { readonly kind: "spool"; readonly id: string }
  /** what is sent to it while it runs */
  | { readonly kind: "pipe" }
  /** the same, and what is written to a FIFO */
  | { readonly kind: "fifo" }
  /** the standard output of another job, by its name or id */
  | { readonly kind: "job"; readonly name: string };

/** Whether something can be sent to a job that has this. */
export function isOpen({ kind }: Stdin): boolean {
  return kind === "pipe" || kind === "fifo";
}

/** Whether its worker feeds it: such an input ends with that worker. */
export function isFedByWorker(stdin: Stdin): boolean {
  return isOpen(stdin) || stdin.kind === "job";
}

/** What a job waits for, with the start of the job whose output it reads. */
export function withProducer(after: readonly After[], stdin: Stdin): After[] {
  const rest = after.map((each) => ({ ...each }));
  if (stdin.kind !== "job") return rest;
  const isThere = rest.some(({ job, when }) => job === stdin.name && when === "start");
  return isThere ? rest : [...rest, { job: stdin.name, when: "start" }];
}

/** In a few words, for people. */
export function describeStdin(stdin: Stdin): string {
  switch (stdin.kind) {
    case "none":
      return "none";
    case "file":
      return stdin.path;
    case "text":
      return "a text that came with it";
    case "spool":
      return "what was sent with it";
    case "pipe":
      return "what chore send sends";
    case "fifo":
      return "what chore send sends, and its FIFO";
    case "job":
      return `the output of job "${stdin.name}"`;
  }
}
