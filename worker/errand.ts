/** What a worker is told by its words: which run, by whose order, and where. */

import type { WorkerMode } from "../job/run.ts";
import { type RunPaths, runPaths } from "../system/paths.ts";

export interface Errand {
  readonly mode: WorkerMode;
  /** the gate among them is the policy's, where the session has one */
  readonly paths: RunPaths;
  /** where chored is found when the pipe is broken */
  readonly socket: string;
  readonly run: number;
  readonly nonce: string;
  /** the id of this boot of the machine; empty where it has none */
  readonly boot: string;
  /** the script for its control group, where it is to have one */
  readonly cgroup?: string;
}

const cgroupWord = /^cgroup=(\/[^]+)$/;

/**
 * The errand that `words` describe; undefined where they describe none. One names a script, for a job
 * that is to have a control group. The last is there under a policy alone.
 */
export function readErrand(given: readonly string[]): Errand | undefined {
  const words = given.filter((word, index) => index !== 6 || !cgroupWord.test(word));
  const cgroup = cgroupWord.exec(given[6] ?? "")?.[1];
  const [mode, folder, socket, run, nonce, boot, gate] = words;
  if (words.length > 7 || boot === undefined || !isMode(mode) || !folder || !socket || !nonce) {
    return undefined;
  }
  if (run === undefined || !/^\d{1,15}$/.test(run)) return undefined;
  if (gate !== undefined && !gate.startsWith("/")) return undefined;
  const paths = runPaths(folder);
  return {
    ...{ mode, socket, run: Number(run), nonce, boot },
    ...cgroup === undefined ? {} : { cgroup },
    paths: gate === undefined ? paths : { ...paths, gate },
  };
}

function isMode(word: string | undefined): word is WorkerMode {
  return word === "run" || word === "bury" || word === "adopt";
}
