/** Finds the processes of a job. Of an old job that does not change it looks at those that are known, which costs less. */

import { LIMITS } from "../limits.ts";
import { listProcesses, type ProcessRow } from "../system/ps.ts";

export interface Look {
  /** the processes of the group, zombies among them: nobody else counts their time yet */
  readonly rows: readonly ProcessRow[];
  /** the worker itself */
  readonly own: ProcessRow | undefined;
}

export class Looker {
  #known: readonly number[] = [];
  #quickLeft = 0;

  constructor(readonly group: { readonly pgids: readonly number[] }) {}

  /** A young job is always looked at as a whole. @throws {Error} where ps(1) cannot be run */
  async look({ isOld }: { readonly isOld: boolean }): Promise<Look> {
    if (isOld && this.#quickLeft > 0) {
      this.#quickLeft--;
      const look = this.#find(await listProcesses([...this.#known, Deno.pid]));
      if (areSame(pidsOf(look), this.#known)) return look;
    }
    const look = this.#find(await listProcesses());
    const pids = pidsOf(look);
    const isQuiet = areSame(pids, this.#known) && pids.length < LIMITS.quickPids;
    this.#quickLeft = isQuiet ? LIMITS.quickLooks : 0;
    this.#known = pids;
    return look;
  }

  #find(rows: readonly ProcessRow[]): Look {
    const { pgids } = this.group;
    return {
      rows: rows.filter(({ pgid }) => pgids.includes(pgid)),
      own: rows.find(({ pid }) => pid === Deno.pid),
    };
  }
}

function pidsOf({ rows }: Look): number[] {
  return rows.map(({ pid }) => pid).sort((a, b) => a - b);
}

function areSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((pid, i) => pid === others[i]);
}
