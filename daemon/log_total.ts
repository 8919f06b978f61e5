/** What the logs of all runs hold together: over the cap old segments go, of the oldest runs first, and never the newest. */

import { LIMITS } from "../limits.ts";
import { isLocked } from "../system/lock.ts";
import { dropOld, type Held, measureLogs, removeLeftovers } from "./logged.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

export class LogTotal {
  readonly #session: () => Session;
  /** runs that have ended, each measured once its worker is gone, the oldest first */
  readonly #ended = new Map<number, Held>();
  #endedBytes = 0;
  /** runs up to this one have been looked at */
  #seen = 0;
  /** of those, the ones that had not ended */
  readonly #open = new Set<number>();
  #lookedAt = -Infinity;
  #isOver = false;
  /** there are more runs than one look measures */
  #isBehind = false;
  #isBusy = false;

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Now and then, whenever chored looks at itself. */
  async tick(now: number): Promise<void> {
    const isDue = this.#isBehind || now - this.#lookedAt >= LIMITS.outputTotalLookMs;
    if (!isDue || this.#isBusy) return;
    this.#lookedAt = now;
    this.#isBusy = true;
    try {
      await this.look();
    } catch (error) {
      const { log } = this.#session();
      log.warn(`cannot look after the logs: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Measures, and drops what is too much. Gives what is held then, as far as it is known. */
  async look(): Promise<number> {
    const { config, log } = this.#session();
    this.#measureEnded();
    const running = this.#measureRunning();
    let bytes = this.#endedBytes;
    for (const held of running.values()) bytes += held.bytes;
    const before = bytes;
    bytes = this.#dropEnded(bytes);
    if (bytes > config.outputBytes) bytes = await this.#dropRunning(running, bytes);
    if (bytes < before) {
      log.info(`logs: ${before} bytes of ${config.outputBytes}: old ones dropped: ${bytes} left`);
    }
    this.#tellWhenOver(bytes);
    return bytes;
  }

  /** The run and its files are gone. */
  forget(run: number): void {
    this.#endedBytes -= this.#ended.get(run)?.bytes ?? 0;
    this.#ended.delete(run);
    this.#open.delete(run);
  }

  /** A part with each look, so that a session with many runs is not held up. */
  #measureEnded(): void {
    const { store, workers } = this.#session();
    const most = LIMITS.measuredAtOnce;
    const fresh = store.runsAfter(this.#seen, most);
    for (const run of fresh) this.#open.add(run);
    this.#seen = fresh.at(-1) ?? this.#seen;
    this.#isBehind = fresh.length === most;
    let left: number = most;
    for (const run of [...this.#open]) {
      if (left === 0) return;
      const row = store.run(run);
      if (row === undefined) this.#open.delete(run);
      if (row === undefined || row.endedAt === null || workers.isAttached(run)) continue;
      left--;
      const { w, workerLock } = pathsOf(this.#session(), run);
      // it compresses what its job has left
      if (isLocked(workerLock)) continue;
      this.#open.delete(run);
      removeLeftovers(w);
      this.#keep(run, measureLogs(w));
    }
  }

  #keep(run: number, held: Held): void {
    this.#endedBytes += held.bytes - (this.#ended.get(run)?.bytes ?? 0);
    this.#ended.set(run, held);
  }

  #measureRunning(): Map<number, Held> {
    const session = this.#session();
    const runs = session.workers.attached.toSorted((one, other) => one - other);
    return new Map(runs.map((run) => [run, measureLogs(pathsOf(session, run).w)]));
  }

  #dropEnded(bytes: number): number {
    const session = this.#session();
    let left = bytes;
    if (left <= session.config.outputBytes) return left;
    for (const [run, held] of this.#ended) {
      if (left <= session.config.outputBytes) break;
      if (held.oldBytes === 0) continue;
      const { w } = pathsOf(session, run);
      dropOld(w);
      session.log.info(
        `run ${run}: ${held.oldBytes} bytes of its old logs dropped: too much in all`,
      );
      this.#keep(run, measureLogs(w));
      left -= held.bytes - (this.#ended.get(run)?.bytes ?? 0);
    }
    return left;
  }

  /** Their workers do it: each knows what it has, and may have a job that waits for room. */
  async #dropRunning(running: ReadonlyMap<number, Held>, bytes: number): Promise<number> {
    const { workers, log, config } = this.#session();
    let left = bytes;
    for (const [run, { oldBytes }] of running) {
      if (left <= config.outputBytes) break;
      if (oldBytes === 0) continue;
      const answer = await workers.order(run, { order: "logging", do: "trim" });
      if (answer?.ok !== true) continue;
      log.info(`run ${run}: ${oldBytes} bytes of its old logs dropped: too much in all`);
      left -= oldBytes;
    }
    return left;
  }

  #tellWhenOver(bytes: number): void {
    const { config, log } = this.#session();
    const isOver = bytes > config.outputBytes;
    if (isOver && !this.#isOver) {
      log.warn(
        `logs: ${bytes} bytes, more than ${config.outputBytes}, and nothing old is left: chore clean`,
      );
    }
    this.#isOver = isOver;
  }
}
