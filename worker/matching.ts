/** What the job prints goes past the patterns of its rules, as far as there is time: copying comes first. */

import type { Watched } from "../job/reaction.ts";
import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";
import { Lines } from "./lines.ts";
import { type Hit, Patterns } from "./patterns.ts";

/** What is sought, and where. */
export interface Sought {
  readonly pattern: string;
  readonly stream: Watched;
}

type OnHit = (hit: Hit) => void;

const newline = 10;

export class Matching {
  readonly #sought: readonly Sought[];
  readonly #patterns: Patterns;
  readonly #onHit: OnHit;
  readonly #streams: Readonly<Record<StreamName, Stream | undefined>>;
  readonly #time = new MatchTime();
  #isAwaited = false;
  #skippedBytes = 0;

  /** @throws {Error} where a pattern is none */
  constructor(sought: readonly Sought[], onHit: OnHit) {
    this.#sought = sought;
    this.#patterns = new Patterns(sought.map(({ pattern }) => pattern));
    this.#onHit = onHit;
    this.#streams = { stdout: this.#streamOf("stdout"), stderr: this.#streamOf("stderr") };
  }

  /** Bytes that went past no pattern, since more came than there was time for. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /**
   * Matches the lines that end in `bytes`. What there is no time for is matched later, unless more of
   * it comes before: so a flood goes by, and what it ends with is seen.
   */
  take(name: StreamName, bytes: Uint8Array): void {
    const stream = this.#streams[name];
    const block = stream?.lines.push(bytes);
    if (stream === undefined || block === undefined) return;
    this.#searchLate(stream);
    if (stream.late !== undefined) this.#skippedBytes += stream.late.length;
    // the buffer of the block is used again
    stream.late = this.#search(stream, block)?.slice();
    this.#await();
  }

  /** The streams have ended: all that is left of them is matched, which is little. */
  finish(): void {
    for (const stream of this.#all()) {
      for (const block of [stream.late, stream.lines.end()]) {
        if (block !== undefined) this.#searchAll(stream, block);
      }
      stream.late = undefined;
    }
  }

  #all(): Stream[] {
    return Object.values(this.#streams).filter((stream) => stream !== undefined);
  }

  #streamOf(name: StreamName): Stream | undefined {
    const wants = ({ stream }: Sought) => stream === name || stream === "both";
    if (!this.#sought.some(wants)) return undefined;
    const indexes = this.#sought.flatMap((each, index) => wants(each) ? [index] : []);
    return { lines: new Lines(LIMITS.lineBytes), indexes: new Set(indexes), late: undefined };
  }

  #await(): void {
    if (this.#isAwaited || this.#all().every(({ late }) => late === undefined)) return;
    this.#isAwaited = true;
    after(LIMITS.matchAgainMs, () => {
      this.#isAwaited = false;
      for (const stream of this.#all()) this.#searchLate(stream);
      this.#await();
    });
  }

  #searchLate(stream: Stream): void {
    if (stream.late !== undefined) stream.late = this.#search(stream, stream.late);
  }

  /** Gives what there was no time for. */
  #search(stream: Stream, block: Uint8Array): Uint8Array | undefined {
    let rest = block;
    while (rest.length > 0 && this.#time.begin()) {
      const part = firstLines(rest, LIMITS.matchBlockBytes);
      this.#searchAll(stream, part);
      this.#time.end();
      rest = rest.subarray(part.length);
    }
    return rest.length === 0 ? undefined : rest;
  }

  #searchAll({ indexes }: Stream, block: Uint8Array): void {
    this.#patterns.search(block, (hit) => {
      if (indexes.has(hit.index)) this.#onHit(hit);
    });
  }

  /** Where the match in `hit`, and its groups, are. */
  groupsOf(hit: Hit, most: { readonly most: number }) {
    return this.#patterns.groupsOf(hit, most);
  }
}

interface Stream {
  readonly lines: Lines;
  /** of the patterns that are sought in it */
  readonly indexes: ReadonlySet<number>;
  /** lines that were not matched yet */
  late: Uint8Array | undefined;
}

/** At most so many bytes of `block`, in whole lines. */
function firstLines(block: Uint8Array, most: number): Uint8Array {
  return block.length <= most ? block : block.subarray(0, block.lastIndexOf(newline, most - 1) + 1);
}

/** A share of all time, and what was not used of it lately. */
class MatchTime {
  #leftMs: number = LIMITS.matchBurstMs;
  #endedAt = performance.now();
  #beganAt = 0;

  /** Whether there is time for a piece. */
  begin(): boolean {
    const now = performance.now();
    const more = (now - this.#endedAt) * LIMITS.matchSharePercent / 100;
    this.#leftMs = Math.min(LIMITS.matchBurstMs, this.#leftMs + more);
    this.#endedAt = this.#beganAt = now;
    return this.#leftMs > 0;
  }

  end(): void {
    this.#endedAt = performance.now();
    this.#leftMs -= this.#endedAt - this.#beganAt;
  }
}
