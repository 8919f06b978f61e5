/** A job's output: copied byte for byte into its logs, with a record in the timeline for each chunk. */

import { LOG_DEFAULTS } from "../job/log_policy.ts";
import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { exists, removeIfThere } from "../system/durable.ts";
import type { OwnedRun } from "./claim.ts";
import { complain } from "./complain.ts";
import type { Answer } from "./desk.ts";
import { QuietPacking } from "./quiet_packing.ts";
import { Room } from "./room.ts";
import { Rotation } from "./rotation.ts";

/** What the keeper of the job is told. */
export interface OutputOwner {
  /** `logging` has changed */
  changed(): void;
  /** the log is full, and the job is to be stopped for that */
  full(): void;
}

/** What can be ordered while the job runs. */
export type LoggingOrder = "on" | "off" | "clear" | "trim";

const newline = 10;

export class Output {
  readonly #owned: OwnedRun;
  readonly #owner: OutputOwner;
  readonly #rotation: Rotation;
  readonly #packing: QuietPacking;
  readonly #isDirect: boolean;
  readonly #room = new Room();
  #complained = new Set<string>();
  #droppedBytes = 0;
  #lookedAt = 0;
  #tookAt = 0;
  #isOff: boolean;
  #isOver = false;
  #waiting = 0;

  /** Makes the files, empty as they are, or goes on in those of the worker before. */
  constructor(owned: OwnedRun, owner: OutputOwner) {
    this.#owned = owned;
    this.#owner = owner;
    const { output, log = LOG_DEFAULTS } = owned.ticket;
    this.#isDirect = output === "direct";
    const isTakenOver = owned.mode === "adopt";
    const policy = this.#isDirect ? { ...log, bytes: Infinity } : log;
    const folder = owned.paths.w;
    const turned = () => this.#packing.begin();
    this.#rotation = new Rotation(folder, { policy, isTakenOver, turned });
    this.#packing = new QuietPacking(this.#rotation, { folder, tookAt: () => this.#tookAt });
    this.#isOff = isTakenOver && exists(owned.paths.nolog);
    // the last record of the worker before may be cut short, or missing
    if (isTakenOver && !this.#isDirect) this.#rotation.turnTimeline();
  }

  /** Bytes that were logged. */
  get stdoutBytes(): number {
    return this.#bytesOf("stdout");
  }

  get stderrBytes(): number {
    return this.#bytesOf("stderr");
  }

  /** Bytes that are in no log: it was full or switched off, or no file could take them. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Whether the output is not simply written. */
  get logging(): "off" | "blocked" | undefined {
    return this.#isOff ? "off" : this.#waiting > 0 ? "blocked" : undefined;
  }

  /**
   * Takes `bytes` of `stream`. What cannot be written is dropped and counted, since the job must never
   * wait for a disk: unless it is to wait for room, and then the promise resolves once there was some.
   */
  take(stream: StreamName, bytes: Uint8Array): Promise<void> | undefined {
    const now = Date.now();
    this.#tookAt = now;
    if (this.#isOff) {
      this.#droppedBytes += bytes.length;
      return undefined;
    }
    if (Math.abs(now - this.#lookedAt) >= LIMITS.outputLookMs) {
      this.#lookedAt = now;
      this.look();
    }
    const written = this.#write(stream, bytes);
    return written === bytes.length ? undefined : this.#leave(stream, bytes.subarray(written));
  }

  /** Carries out what somebody wants done with the log. */
  order(what: LoggingOrder): Answer {
    if (this.#isDirect) {
      return { ok: false, detail: "its output does not go through its worker: --output direct" };
    }
    if (what === "clear" || what === "trim") this.#rotation.drop(what);
    else this.#switch(what);
    this.#room.made();
    this.#owner.changed();
    return { ok: true };
  }

  /** The job has ended: nothing waits any more. */
  finish(): void {
    this.#isOver = true;
    this.#packing.finish();
    this.#rotation.letRestIn();
    this.#room.made();
  }

  /** Makes all that was written durable. */
  async sync(): Promise<void> {
    const { timeline, logs } = this.#rotation;
    timeline.flush();
    await Promise.all(Object.values(logs).map((log) => log.sync()));
  }

  /** Compresses what is left of old segments; the end of the job has been told. */
  async packRest(): Promise<void> {
    await this.#packing.end();
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    const { logs, timeline, policy } = this.#rotation;
    return {
      stdoutBytes: this.stdoutBytes,
      stderrBytes: this.stderrBytes,
      droppedBytes: this.#droppedBytes,
      logging: this.logging ?? "on",
      policy,
      segments: Object.fromEntries(Object.values(logs).map(({ log, count }) => [log, count])),
      timelineBytes: logs.timeline.bytes,
      timelineQueueBytes: timeline.queuedBytes,
      trouble: this.#troubleOf("stdout") ?? this.#troubleOf("stderr") ?? null,
    };
  }

  /** Writes what fits; gives how much that was. */
  #write(stream: StreamName, bytes: Uint8Array): number {
    const log = this.#rotation.logs[stream];
    for (let offset = 0;;) {
      const room = this.#rotation.room(stream);
      const part = cut(offset === 0 ? bytes : bytes.subarray(offset), room);
      const written = part.length > 0 && this.#rotation.timeline.hasRoom() ? log.append(part) : 0;
      if (written > 0) this.#note(stream, written);
      offset += written;
      if (offset === bytes.length || written < part.length || part.length === 0) return offset;
      // where the part ended with a line there may be room for less than the next one
      if (written < room) this.#rotation.turn(stream);
    }
  }

  #note(stream: StreamName, bytes: number): void {
    this.#rotation.timeline.note({ at: Date.now(), stream, bytes });
    this.#rotation.turnLongTimeline();
  }

  #leave(stream: StreamName, rest: Uint8Array): Promise<void> | undefined {
    const trouble = this.#troubleOf(stream);
    if (trouble !== undefined) this.#complainOnce(`Cannot write the output of the job: ${trouble}`);
    const { full } = this.#rotation.policy;
    if (full === "block" && !this.#isOver) return this.#wait(stream, rest);
    this.#droppedBytes += rest.length;
    if (full === "stop" && trouble === undefined) this.#owner.full();
    return undefined;
  }

  /** Until all of `bytes` is written, or need not be. */
  async #wait(stream: StreamName, bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    if (++this.#waiting === 1) this.#owner.changed();
    while (rest.length > 0 && !this.#isOver && !this.#isOff) {
      await this.#room.wait();
      if (this.#isOff) break;
      rest = rest.subarray(this.#write(stream, rest));
    }
    this.#droppedBytes += rest.length;
    if (--this.#waiting === 0) this.#owner.changed();
  }

  /** The mark is for a worker that takes the run over. */
  #switch(to: "on" | "off"): void {
    this.#isOff = to === "off";
    const { nolog } = this.#owned.paths;
    try {
      if (this.#isOff) Deno.writeTextFileSync(nolog, "", { mode: 0o600 });
      else removeIfThere(nolog);
    } catch {
      // a full disk or a deleted folder: it holds for as long as this worker lives
    }
  }

  /** Notices what somebody has done to the files. */
  look(): void {
    if (this.#isDirect || this.#rotation.look()) return;
    this.#complainOnce(
      "Cannot find the log of the job: it was deleted or changed: goes on in a new file",
    );
  }

  #complainOnce(message: string): void {
    if (this.#complained.has(message) || this.#complained.size >= complaints) return;
    this.#complained.add(message);
    complain(message);
  }

  #troubleOf(stream: StreamName): string | undefined {
    const { logs, timeline } = this.#rotation;
    return logs[stream].trouble ?? timeline.trouble;
  }

  /** In mode `direct` the job writes to the files by itself. */
  #bytesOf(stream: StreamName): number {
    const log = this.#rotation.logs[stream];
    return this.#isDirect ? log.size : log.bytes;
  }
}

/** Different ones that are told; a disk has few ways to fail. */
const complaints = 4;

/** What of `bytes` goes into a segment that has `room`: whole lines, where one ends there. */
function cut(bytes: Uint8Array, room: number): Uint8Array {
  if (bytes.length <= room) return bytes;
  const head = bytes.subarray(0, room);
  const end = head.lastIndexOf(newline);
  return end < 0 ? head : head.subarray(0, end + 1);
}
