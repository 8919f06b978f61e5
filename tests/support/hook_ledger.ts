// Hooks that note themselves in a ledger of their own, and what it then says of them.

import { HOOK_FIELDS, HOOK_KINDS, type HookKind } from "../../job/hook_kinds.ts";
import type { SpecInput } from "../../job/spec.ts";

type Hooks = NonNullable<SpecInput["hooks"]>;

/** A hook of each kind that notes its job, its run and its kind. */
export function notingHooks(ledger: string): Hooks {
  const text = `echo "$CHORE_JOB $CHORE_RUN $CHORE_HOOK" >>'${ledger}'`;
  return Object.fromEntries(HOOK_KINDS.map((kind) => [HOOK_FIELDS[kind], text]));
}

/** How often each hook of a job's runs ran: by `RUN KIND`. */
export function readHooks(ledger: string, job: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of readLines(ledger)) {
    const [name, run, kind] = line.split(" ");
    if (name !== job) continue;
    const key = `${run} ${kind}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** What is wrong with the hooks of a run of which these were to run, each once. */
export function complainOfHooks(
  ledger: string,
  { job, run, kinds }: { job: string; run: number; kinds: readonly HookKind[] },
): string | undefined {
  const found = [...readHooks(ledger, job)].map(([key, count]) => `${key} x${count}`).sort();
  const wanted = kinds.map((kind) => `${run} ${kind} x1`).sort();
  if (found.join() === wanted.join()) return undefined;
  return `${job}: hooks ran: ${found.join(", ")}; wanted: ${wanted.join(", ")}`;
}

function readLines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").slice(0, -1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
