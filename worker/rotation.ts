/** The logs of a run, turned over by the job's policy: when a new segment begins, and which old ones go. */

import type { LogPolicy } from "../job/log_policy.ts";
import {
  type LogName,
  segmentsOf,
  staleTimelines,
  surplusOf,
  type TimelineStart,
} from "../job/segments.ts";
import {
  BASES_BYTES,
  decodeBases,
  encodeBases,
  type StreamName,
  STREAMS,
} from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import { SegmentLog } from "./segment_log.ts";
import { sweepLogs } from "./sweep_logs.ts";
import { Timeline } from "./timeline.ts";

export interface RotationOptions {
  readonly policy: LogPolicy;
  /** the run was another worker's: what it left is gone on with */
  readonly isTakenOver: boolean;
  /** a log has an old segment more */
  readonly turned: () => void;
}

export class Rotation {
  readonly logs: Readonly<Record<LogName, SegmentLog>>;
  readonly timeline: Timeline;
  readonly policy: LogPolicy;
  readonly #turned: () => void;
  readonly #starts: TimelineStart[];
  #retryAt = 0;
  #restBytes = 0;

  constructor(folder: string, { policy, isTakenOver, turned }: RotationOptions) {
    const names = isTakenOver ? sweepLogs(folder) : [];
    const open = (log: LogName) => new SegmentLog(folder, { log, found: segmentsOf(log, names) });
    this.policy = policy;
    this.#turned = turned;
    this.logs = { stdout: open("stdout"), stderr: open("stderr"), timeline: open("timeline") };
    this.timeline = new Timeline(this.logs.timeline);
    this.#starts = startsOf(folder, names);
  }

  /** How much `stream` may take now; where that is nothing, it is full. */
  room(stream: StreamName): number {
    const room = this.policy.bytes - this.logs[stream].newestBytes;
    return room > 0 ? room : this.turn(stream);
  }

  /** Begins a new segment of `stream` where the policy has one left. Gives how much may be written. */
  turn(stream: StreamName): number {
    const log = this.logs[stream];
    const { full, files, bytes } = this.policy;
    if (full !== "rotate" && log.count >= files) {
      return Math.max(0, bytes + this.#restBytes - log.newestBytes);
    }
    // while the system refuses it the newest grows on: better too long than lost
    if (performance.now() < this.#retryAt) return Infinity;
    log.discard(surplusOf(log.count + 1, files));
    if (!log.rotate()) {
      this.#retryAt = performance.now() + LIMITS.outputRetryMs;
      return Infinity;
    }
    log.discard(surplusOf(log.count, files));
    this.turnTimeline();
    crashPoint("timeline-turned");
    return bytes;
  }

  /** To be asked after each record: a timeline grows faster than the streams, where these come in small pieces. */
  turnLongTimeline(): void {
    if (this.logs.timeline.newestBytes < this.policy.bytes) return;
    if (performance.now() >= this.#retryAt && !this.turnTimeline()) {
      this.#retryAt = performance.now() + LIMITS.outputRetryMs;
    }
  }

  /** Begins a new segment of the timeline, which says where both streams are; not while records wait. */
  turnTimeline(): boolean {
    const log = this.logs.timeline;
    this.timeline.flush();
    if (this.timeline.queuedBytes > 0) return false;
    const streams = this.#offsets;
    // one that tells of nothing yet begins here already
    if (log.newestBytes > (log.newestStart > 0 ? BASES_BYTES : 0)) {
      const offset = log.bytes;
      if (!log.rotate(encodeBases(streams))) return false;
      this.#starts.push({ offset, streams });
      this.#turned();
    }
    this.#dropTimelines();
    return true;
  }

  /** What a job that has ended left in its pipes may go beyond the policy, since nobody can wait any more. */
  letRestIn(): void {
    this.#restBytes = LIMITS.outputRestBytes;
  }

  /** Drops all that is written (`clear`), or all but the newest segments. */
  drop(what: "clear" | "trim"): void {
    for (const stream of STREAMS) {
      const log = this.logs[stream];
      if (what === "clear" && log.newestBytes > 0) log.rotate();
      log.drop(log.count);
    }
    if (what === "clear") this.turnTimeline();
    else this.#dropTimelines();
  }

  /** Mends what somebody has deleted or changed; false where something was lost by that. */
  look(): boolean {
    const streams = STREAMS.map((stream) => this.logs[stream].look());
    const log = this.logs.timeline;
    const isThere = log.look(encodeBases(this.#offsets));
    if (!isThere) {
      this.timeline.forget();
      this.#starts.splice(-1, 1, { offset: log.newestStart, streams: this.#offsets });
    } else if (streams.includes(false)) {
      this.turnTimeline();
    }
    return isThere && !streams.includes(false);
  }

  get #offsets(): Record<StreamName, number> {
    return { stdout: this.logs.stdout.bytes, stderr: this.logs.stderr.bytes };
  }

  #dropTimelines(): void {
    const oldest = { stdout: this.logs.stdout.oldest, stderr: this.logs.stderr.oldest };
    const stale = staleTimelines(this.#starts, { oldest, most: this.policy.files + 1 });
    this.logs.timeline.discard(stale);
    this.#starts.splice(0, stale);
  }
}

/** Where the timeline's segments begin. What one that is compressed tells of is not worth to be unpacked. */
function startsOf(folder: string, names: readonly string[]): TimelineStart[] {
  const found = segmentsOf("timeline", names).map(({ offset, name, isPacked }) => ({
    offset,
    streams: isPacked ? undefined : readBases(`${folder}/${name}`),
  }));
  return found.length > 0 ? found : [{ offset: 0, streams: { stdout: 0, stderr: 0 } }];
}

function readBases(path: string): Record<StreamName, number> | undefined {
  try {
    using file = Deno.openSync(path, { read: true });
    const bytes = new Uint8Array(BASES_BYTES);
    const length = file.readSync(bytes) ?? 0;
    return decodeBases(bytes.subarray(0, length));
  } catch {
    return undefined; // gone, or not readable: it goes when there are too many
  }
}
