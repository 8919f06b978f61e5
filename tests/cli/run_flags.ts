// What the words of `chore run` make of a spec, and what is said of those that are wrong.

import { Failure } from "../../cli/failure.ts";
import { parseWords } from "../../cli/parse.ts";
import { run } from "../../cli/commands/run.ts";
import { sharedSpec, type SpecFlags } from "../../cli/run_spec.ts";
import { sessionPaths } from "../../system/paths.ts";

export type Env = Readonly<Record<string, string>>;

/** All but what every spec has: folder, environment, mask. @throws {Failure} */
export async function specOf(words: readonly string[], env: Env = {}) {
  const parsed = await parseWords(run as never, words);
  if (parsed.kind !== "parsed") throw new Error(parsed.kind);
  const caller = {
    ...{ paths: sessionPaths("/b", "s"), umask: 0o22, chored: "/bin/false", env, debug: false },
  };
  const flags = parsed.flags as unknown as SpecFlags;
  const { cwd: _, env: __, umask: ___, ...spec } = await sharedSpec(caller, flags);
  return spec;
}

/** The complaint about wrong words; undefined where they are right. */
export async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  try {
    await specOf(words);
    return undefined;
  } catch (error) {
    if (error instanceof Failure && error.code === 100) return error.message;
    throw error;
  }
}
