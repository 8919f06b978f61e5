/** The plain `chore list`, which must be fast: nothing is loaded for it that it does not need. */

import { LIMITS } from "../limits.ts";
import type { Caller } from "./caller.ts";
import { greet, tryConnect } from "./connect.ts";
import { printJobs } from "./print_jobs.ts";
import { EXIT } from "../job/exit_code.ts";

/** The words that ask for it; all others, and a chored that must be started first, take the long way. */
export const QUICK_WORDS: readonly string[] = ["list", "ls", "ps", "-l"];

/** The exit code; the error with which it failed; undefined where the long way must be taken. */
export async function quickList(
  caller: Caller,
  words: readonly string[],
): Promise<number | Error | undefined> {
  if (words.length !== 1 || !QUICK_WORDS.includes(words[0] ?? "")) return undefined;
  try {
    const client = await tryConnect(caller);
    if (client === undefined) return undefined;
    const { greeted } = greet(client, caller);
    const reply = client.call("list", {});
    reply.catch(() => {
      // awaited below, unless the greeting fails first
    });
    await greeted;
    const { jobs, before } = await reply;
    if (before !== null || jobs.length > LIMITS.listedJobs) return undefined;
    printJobs(jobs, caller, { cut: true });
    return EXIT.ok;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
