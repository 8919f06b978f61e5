/** A job's output: copied byte for byte into its files, with a record in the timeline for each chunk. */

import type { Ticket } from "../job/run.ts";
import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { RunPaths } from "../system/paths.ts";
import { AppendFile } from "./append_file.ts";
import { complain } from "./complain.ts";
import { Timeline } from "./timeline.ts";

export class Output {
  readonly #files: Readonly<Record<StreamName, AppendFile>>;
  readonly #records: AppendFile;
  readonly #timeline: Timeline;
  #hasComplained = false;
  #droppedBytes = 0;

  /** Makes the files, empty as they are. A disk that is full is complained of once, and tried again with each chunk. */
  constructor(paths: RunPaths, readonly mode: Ticket["output"]) {
    this.#files = { stdout: new AppendFile(paths.stdout), stderr: new AppendFile(paths.stderr) };
    this.#records = new AppendFile(paths.timeline);
    this.#timeline = new Timeline(this.#records);
  }

  /** Bytes that the files took. */
  get stdoutBytes(): number {
    return this.#bytesOf("stdout");
  }

  get stderrBytes(): number {
    return this.#bytesOf("stderr");
  }

  /** Bytes that no file could take. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Takes `bytes` of `stream`. What cannot be written is dropped and counted: the job must never wait for a disk. */
  take(stream: StreamName, bytes: Uint8Array): void {
    const file = this.#files[stream];
    const written = this.#timeline.hasRoom() ? file.append(bytes) : 0;
    if (written > 0) this.#timeline.note({ at: Date.now(), stream, bytes: written });
    this.#droppedBytes += bytes.length - written;
    const trouble = file.trouble ?? this.#timeline.trouble;
    if (trouble === undefined || this.#hasComplained) return;
    this.#hasComplained = true;
    complain(`Cannot write the output of the job: ${trouble}`);
  }

  /** Makes all that was written durable. */
  async sync(): Promise<void> {
    this.#timeline.flush();
    const files = [this.#files.stdout, this.#files.stderr, this.#records];
    await Promise.all(files.map((file) => file.sync()));
  }

  /** In mode `direct` the job writes to the files by itself. */
  #bytesOf(stream: StreamName): number {
    const file = this.#files[stream];
    return this.mode === "direct" ? file.size : file.bytes;
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    return {
      stdoutBytes: this.stdoutBytes,
      stderrBytes: this.stderrBytes,
      droppedBytes: this.#droppedBytes,
      timelineBytes: this.#records.bytes,
      timelineQueueBytes: this.#timeline.queuedBytes,
      trouble: this.#files.stdout.trouble ?? this.#files.stderr.trouble ?? this.#timeline.trouble ??
        null,
    };
  }
}

/** A stream of the job that is being copied. */
export interface Copying {
  /** resolves when the stream has ended or was given up */
  readonly ended: Promise<void>;
  /** the job has ended: a stream that never ends by itself is brought to its end */
  finish(): void;
  giveUp(): void;
}

/** Copies `source` to `take`, always through the same buffer. */
export function copyStream(
  source: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (bytes: Uint8Array) => void,
): Copying {
  const reader = source.getReader({ mode: "byob" });
  return {
    ended: readAll(reader, take),
    finish() {
      // a pipe ends with its last writer
    },
    giveUp() {
      reader.cancel().catch(() => {
        // ended already
      });
    },
  };
}

async function readAll(
  reader: ReadableStreamBYOBReader,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  let buffer = new ArrayBuffer(LIMITS.outputChunkBytes);
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) return;
      take(value);
      buffer = value.buffer;
    }
  } catch {
    // a pipe that cannot be read has ended
  }
}
