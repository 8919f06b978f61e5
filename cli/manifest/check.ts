/** Checks that what runs, and what lies on disk, is as the manifests say; names each difference. */

import { EXIT } from "../../job/exit_code.ts";
import { LIMITS } from "../../limits.ts";
import { printable } from "../../system/text.ts";
import { systemFailed } from "../failure.ts";
import { say, write, writeJson } from "../output.ts";
import { checkFiles, type Difference } from "./check_files.ts";
import { checkProcesses } from "./check_processes.ts";
import { checkPrograms } from "./check_programs.ts";
import type { Seen } from "./manifests.ts";

/** The exit code. @throws {Failure} */
export function checkAll(seen: Seen, flags: { readonly json: boolean }): number {
  const uid = Number(seen.facts.get("uid"));
  if (!Number.isSafeInteger(uid)) throw systemFailed("Cannot check: id(1) has not told who asks");
  const { processes, differences: ofProcesses } = checkProcesses(seen);
  const { count: files, differences: ofFiles } = checkFiles(seen.paths, uid);
  const differences = [...ofProcesses, ...checkPrograms(seen), ...ofFiles];
  if (flags.json) {
    writeJson({ processes, files, differences: differences.slice(0, LIMITS.differences) });
  } else tell(differences, `${processes.length} processes and ${files} files were looked at`);
  return differences.length === 0 ? EXIT.ok : EXIT.differs;
}

function tell(differences: readonly Difference[], looked: string): void {
  const lines = differences.slice(0, LIMITS.differences);
  const more = differences.length - lines.length;
  write(lines.map(({ of, what }) => `${printable(of)}: ${printable(what)}\n`).join(""));
  if (more > 0) write(`and ${more} more\n`);
  say(differences.length === 0 ? `all is as it should be: ${looked}` : looked);
}
