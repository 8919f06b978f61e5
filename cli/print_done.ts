/** Prints what became of the jobs that a verb was for: names to standard output, notes to standard error. */

import { EXIT } from "../job/exit_code.ts";
import type { Done } from "../wire/replies.ts";
import { say, write, writeJson } from "./output.ts";

export function printDone(done: readonly Done[], { json }: { json: boolean }): number {
  if (json) {
    writeJson(done);
    return EXIT.ok;
  }
  for (const { name, note } of done) {
    write(`${name}\n`);
    if (note !== undefined) say(`${name}: ${note}`);
  }
  return EXIT.ok;
}
