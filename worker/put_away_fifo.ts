/** The FIFO of a job's standard input, once nothing of it is read any more. */

import type { RunPaths } from "../system/paths.ts";
import { retireFifo } from "../system/retire_fifo.ts";
import { messageOf } from "./append_file.ts";
import { complain } from "./complain.ts";

/** Where there is one, whoever writes to it from now on is refused. Never throws. */
export function putAwayFifo({ stdin }: Pick<RunPaths, "stdin">): void {
  try {
    retireFifo(stdin);
  } catch (error) {
    complain(`Cannot put away "${stdin}": ${messageOf(error)}`);
  }
}
