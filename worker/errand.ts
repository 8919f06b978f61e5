/** What a worker is told by its words: which run, by whose order, and where. */

import type { WorkerMode } from "../job/run.ts";
import { type RunPaths, runPaths } from "../system/paths.ts";

export interface Errand {
  readonly mode: WorkerMode;
  readonly paths: RunPaths;
  /** where chored is found when the pipe is broken */
  readonly socket: string;
  readonly run: number;
  readonly nonce: string;
  /** the id of this boot of the machine; empty where it has none */
  readonly boot: string;
}

/** The errand that `words` describe; undefined where they describe none. */
export function readErrand(words: readonly string[]): Errand | undefined {
  const [mode, folder, socket, run, nonce, boot] = words;
  if (words.length !== 6 || !isMode(mode) || !folder || !socket || !nonce) return undefined;
  if (run === undefined || !/^\d{1,15}$/.test(run)) return undefined;
  return { mode, paths: runPaths(folder), socket, run: Number(run), nonce, boot: boot ?? "" };
}

function isMode(word: string | undefined): word is WorkerMode {
  return word === "run" || word === "bury" || word === "adopt";
}
