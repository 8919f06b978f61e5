// A store in a folder of its own, and what is put into it.

import type { NewJob } from "../../daemon/rows.ts";
import { Store } from "../../daemon/store.ts";
import { specOf } from "./specs.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export class TestStore implements Disposable {
  readonly #folder = temporaryFolder();
  readonly path = `${this.#folder.path}/state.db`;
  store = new Store(this.path);

  /** Closes and opens it, as the next chored would. */
  reopen(): Store {
    this.store.close();
    this.store = new Store(this.path);
    return this.store;
  }

  /** Puts a job into it, and gives its id. */
  add(change: Partial<NewJob> = {}): number {
    return addJob(this.store, change);
  }

  [Symbol.dispose](): void {
    try {
      this.store.close();
    } catch {
      // the test closed it
    }
    this.#folder[Symbol.dispose]();
  }
}

let count = 0;

/** Puts a job with a name and request of its own into `store`, where none are given. */
export function addJob(store: Store, change: Partial<NewJob> = {}): number {
  count++;
  return store.addJob({
    request: `request ${count}`,
    name: `job_${count}`,
    state: "waiting",
    spec: specOf(),
    why: "waits for its turn",
    createdAt: 1_764_003_600_000,
    createdBy: "ann",
    ...change,
  });
}
