/** What a worker left of its logs that was killed while it rotated or compressed them: put in order by whoever follows. */

import {
  isLeftover,
  type LogName,
  LOGS,
  nextName,
  segmentName,
  segmentsOf,
} from "../job/segments.ts";
import { removeIfThere } from "../system/durable.ts";
import { messageOf } from "./append_file.ts";
import { complain } from "./complain.ts";

/** Removes what is no log, and lets each plain name be that of the newest segment. Gives the names that are there. */
export function sweepLogs(folder: string): string[] {
  let names: string[] = [];
  try {
    names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    for (const name of names.filter(isLeftover)) removeIfThere(`${folder}/${name}`);
    names = names.filter((name) => !isLeftover(name));
    for (const log of LOGS) placeNewest(folder, log, { names });
  } catch (error) {
    complain(`Cannot put the logs of the run in order: ${messageOf(error)}`);
  }
  return names;
}

function placeNewest(folder: string, log: LogName, { names }: { names: readonly string[] }): void {
  const newest = segmentsOf(log, names).at(-1);
  if (newest === undefined || newest.isPacked) return;
  const [own, plain] = [`${folder}/${segmentName(log, newest.offset)}`, `${folder}/${log}`];
  if (inodeOf(own) === inodeOf(plain)) return;
  Deno.linkSync(own, `${folder}/${nextName(log)}`);
  Deno.renameSync(`${folder}/${nextName(log)}`, plain);
}

function inodeOf(path: string): number | null {
  try {
    return Deno.lstatSync(path).ino;
  } catch {
    return null; // nothing is there
  }
}
