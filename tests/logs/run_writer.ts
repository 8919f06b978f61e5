// The files of a run, written as a worker writes them: the bytes, then the record, in segments.

import {
  BASES_BYTES,
  type Chunk,
  encodeBases,
  encodeChunk,
  RECORD_BYTES,
  type StreamName,
} from "../../job/timeline.ts";
import { type LogName, segmentName } from "../../job/segments.ts";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** What a job says at once, and when. */
export interface Saying {
  readonly stream: StreamName;
  readonly text: string;
  readonly at?: number;
}

const encoder = new TextEncoder();
export const out = (text: string): Saying => ({ stream: "stdout", text });
export const err = (text: string): Saying => ({ stream: "stderr", text });

export class RunWriter {
  readonly #folder = temporaryFolder();
  readonly paths: RunPaths = runPaths(this.#folder.path);
  /** the absolute ends of all three */
  readonly ends: Record<LogName, number> = { stdout: 0, stderr: 0, timeline: 0 };
  at = 0;

  constructor() {
    Deno.mkdirSync(this.paths.w);
    for (const log of ["stdout", "stderr", "timeline"]) {
      Deno.writeFileSync(`${this.paths.w}/${log}`, new Uint8Array());
    }
  }

  write(...sayings: Saying[]): this {
    for (const saying of sayings) {
      this.at = saying.at ?? this.at + 1;
      this.bytes(saying);
      const bytes = encoder.encode(saying.text).length;
      this.record({ stream: saying.stream, bytes, at: this.at });
    }
    return this;
  }

  bytes({ stream, text }: Saying): this {
    return this.#append(stream, encoder.encode(text));
  }

  record(chunk: Chunk): this {
    const bytes = new Uint8Array(RECORD_BYTES);
    encodeChunk(chunk, new DataView(bytes.buffer));
    return this.#append("timeline", bytes);
  }

  /** Begins a new segment of `stream`, and one of the timeline, which tells where it begins. */
  rotate(stream: StreamName): this {
    this.#begin(stream);
    return this.rotateTimeline();
  }

  rotateTimeline(): this {
    this.#begin("timeline");
    const { stdout, stderr } = this.ends;
    this.#append("timeline", encodeBases({ stdout, stderr }));
    if (BASES_BYTES !== 2 * RECORD_BYTES) throw new Error("there are two base records");
    return this;
  }

  /** The paths of the segments of `log` that are there, oldest first. */
  segments(log: LogName): string[] {
    return [...Deno.readDirSync(this.paths.w)].map(({ name }) => name)
      .filter((name) => name.startsWith(`${log}.`)).sort().map((name) => `${this.paths.w}/${name}`);
  }

  drop(log: LogName): this {
    const [oldest] = this.segments(log);
    if (oldest !== undefined && this.segments(log).length > 1) Deno.removeSync(oldest);
    return this;
  }

  /** Compresses all segments of `log` but the newest. */
  async pack(log: LogName): Promise<this> {
    for (const path of this.segments(log).slice(0, -1)) {
      if (path.endsWith(".gz")) continue;
      const plain = new Blob([await Deno.readFile(path)]).stream();
      const packed = plain.pipeThrough(new CompressionStream("gzip"));
      await Deno.writeFile(`${path}.gz.part`, packed);
      await Deno.rename(`${path}.gz.part`, `${path}.gz`);
      await Deno.remove(path);
    }
    return this;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }

  #begin(log: LogName): void {
    const { w } = this.paths;
    if (this.segments(log).length === 0) {
      Deno.linkSync(`${w}/${log}`, `${w}/${segmentName(log, 0)}`);
    }
    const path = `${w}/${segmentName(log, this.ends[log])}`;
    // a segment without bytes has the name of the one that follows it
    if (this.segments(log).includes(path)) return;
    Deno.writeFileSync(path, new Uint8Array(), { createNew: true });
    Deno.linkSync(path, `${w}/${log}.next`);
    Deno.renameSync(`${w}/${log}.next`, `${w}/${log}`);
  }

  #append(log: LogName, bytes: Uint8Array): this {
    Deno.writeFileSync(`${this.paths.w}/${log}`, bytes, { append: true });
    this.ends[log] += bytes.length;
    return this;
  }
}
