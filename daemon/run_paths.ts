/** Where the files of a run lie. */

import { type RunPaths, runPaths } from "../system/paths.ts";
import type { Session } from "./session.ts";

export function pathsOf(session: Pick<Session, "paths">, run: number): RunPaths {
  return runPaths(`${session.paths.runs}/${run}`);
}
