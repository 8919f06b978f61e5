/** When to look at the output of a run that goes on, and when it is over. */

import { exists } from "../system/durable.ts";
import { FolderChanges } from "../system/folder_changes.ts";
import type { RunPaths } from "../system/paths.ts";

/** The end of a job, which somebody who restarts it puts off. */
export interface JobEnd<View> {
  readonly views: Promise<readonly View[]>;
  hasCome: boolean;
}

/** Between two looks for the record that ends a run. */
const lookMs = 50;

export function watchEnd<View>(views: Promise<readonly View[]>): JobEnd<View> {
  const end = { views, hasCome: false };
  views.finally(() => end.hasCome = true).catch(() => {
    // told where it is awaited
  });
  return end;
}

export class RunWatch {
  readonly #paths: RunPaths;
  readonly #end: JobEnd<unknown>;
  readonly #changes: FolderChanges;
  #lookedAt = -Infinity;

  constructor(paths: RunPaths, end: JobEnd<unknown>) {
    this.#paths = paths;
    this.#end = end;
    this.#changes = new FolderChanges(paths.w);
    // once, not at each look: a promise keeps all who ever waited for it
    end.views.finally(() => this.#changes.wake()).catch(() => {
      // told where it is awaited
    });
  }

  /** Whether no more comes: its worker leaves this record last of all. */
  isOver(): boolean {
    if (this.#end.hasCome) return true;
    if (performance.now() - this.#lookedAt < lookMs) return false;
    this.#lookedAt = performance.now();
    return exists(this.#paths.final);
  }

  /** Waits until it is worth to look again; `found` says whether the last look found something. */
  async next(look: { found: boolean }): Promise<void> {
    await this.#changes.next(look);
  }

  [Symbol.dispose](): void {
    this.#changes[Symbol.dispose]();
  }
}
