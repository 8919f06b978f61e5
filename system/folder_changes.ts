/** When to look again at a folder that changes: in a flood now and then, in quiet once the system tells of a change. */

import { sleep } from "./clock.ts";

/** In a flood: each look finds much, and nobody is told of each write. Nobody reads faster than that either. */
const floodMs = 40;
/** So many looks must find nothing before the system is asked to tell. */
const quietLooks = 5;
/** So many looks one after the other must find something for a flood. */
const floodLooks = 3;
/** In quiet: where the system does not tell of changes, or does not tell all. */
const pollMs = 200;

export class FolderChanges {
  readonly #folder: string;
  #watcher: Deno.FsWatcher | undefined;
  #changed = Promise.withResolvers<void>();
  /** looks since one found something */
  #quiet = quietLooks;
  /** the looks just before found something, each of them */
  #found = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Waits until it is worth to look again; `found` says whether the last look found something. */
  async next({ found }: { found: boolean }): Promise<void> {
    this.#quiet = found ? 0 : this.#quiet + 1;
    this.#found = found ? this.#found + 1 : 0;
    // a line now and then is no flood; in one, each write that is told costs more than a look
    if (this.#found >= floodLooks) this.#ignore();
    if (this.#watcher === undefined && this.#quiet < quietLooks) return await sleep(floodMs);
    if (this.#watcher === undefined && this.#watch()) return;
    await Promise.race([this.#changed.promise, sleep(pollMs)]);
    this.#changed = Promise.withResolvers();
  }

  /** It is worth to look at once. */
  wake(): void {
    this.#changed.resolve();
  }

  [Symbol.dispose](): void {
    this.#ignore();
  }

  /** Begins to watch; what changed just before must be looked for once more. */
  #watch(): boolean {
    try {
      this.#watcher = Deno.watchFs(this.#folder, { recursive: false });
      this.#listen(this.#watcher);
      return true;
    } catch {
      // no more watches to be had, or no folder yet: polling does it
      return false;
    }
  }

  #ignore(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  async #listen(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const _ of watcher) this.#changed.resolve();
    } catch {
      // the watch ended: polling goes on
    }
  }
}
