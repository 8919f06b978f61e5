/** A channel: frames both ways over one socket or pair of pipes, with a bound on what a slow reader leaves behind. */

import { LIMITS } from "../limits.ts";
import { BadFrame, encodeFrame, FrameReader } from "./frame.ts";

/** The two byte streams under a channel. */
export interface Duplex {
  /** Reads into `buffer`; null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** What the owner of a channel wants to hear. Nothing it throws ends the program: it ends the channel. */
export interface ChannelOwner {
  message(message: object, channel: Channel): void;
  /** Called once, whatever ended it. */
  down(channel: Channel, reason: string): void;
}

/** Somebody who waits until no more than so many bytes wait to be read. */
interface Waiting {
  readonly most: number;
  readonly tell: () => void;
}

/** Most frames are small, and every worker and client has a buffer of its own. */
const readBytes = 8 * 1024;

export class Channel {
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #writing = false;
  #closing = false;
  #broken = false;
  #up = true;
  #room: Waiting[] = [];

  constructor(readonly duplex: Duplex, readonly owner: ChannelOwner) {
    this.#read();
  }

  get isUp(): boolean {
    return this.#up && !this.#closing && !this.#broken;
  }

  /** Bytes that the peer has not taken yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Queues one message; false when the channel is down or its reader too slow. Never throws for a peer's sake. */
  send(message: object): boolean {
    if (!this.isUp) return false;
    const frame = encodeFrame(message);
    if (this.#queuedBytes + frame.length > LIMITS.channelQueueBytes) {
      this.end("the peer reads too slowly");
      return false;
    }
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    if (!this.#writing) this.#write();
    return true;
  }

  /** Resolves when no more than `most` bytes wait to be read, or nobody reads any more. */
  hasRoom(most: number = LIMITS.frameBytes): Promise<void> {
    if (!this.isUp || this.#queuedBytes <= most) return Promise.resolve();
    return new Promise((tell) => this.#room.push({ most, tell }));
  }

  /** Ends the channel once what is queued is written; what still comes is not heard. */
  close(reason = "closed"): void {
    this.#closing = true;
    if (!this.#writing) this.end(reason);
  }

  /** Ends the channel now. */
  end(reason: string): void {
    if (!this.#up) return;
    this.#up = false;
    this.#queue = [];
    this.#tellRoom();
    try {
      this.duplex.close();
    } catch {
      // already closed by the peer: the aim is reached
    }
    this.owner.down(this, reason);
  }

  async #read(): Promise<void> {
    const reader = new FrameReader();
    const buffer = new Uint8Array(readBytes);
    let reason = "end of stream";
    try {
      for (;;) {
        const count = await this.duplex.read(buffer);
        if (count === null) break;
        for (const message of reader.push(buffer.subarray(0, count))) {
          if (this.#up && !this.#closing) this.owner.message(message, this);
        }
      }
      if (reader.pendingBytes > 0) reason = "a frame was cut short";
    } catch (error) {
      reason = reasonOf(error);
    }
    this.end(reason);
  }

  /** The peer takes nothing more; what it said before it went, such as a refusal, is still to be read. */
  #break(reason: string): void {
    this.#broken = true;
    this.#queue = [];
    this.#tellRoom();
    AbortSignal.timeout(LIMITS.partingMs).addEventListener("abort", () => this.end(reason));
  }

  #tellRoom(): void {
    const hasRoom = ({ most }: Waiting) => !this.isUp || this.#queuedBytes <= most;
    const waiting = this.#room.filter(hasRoom);
    this.#room = this.#room.filter((each) => !hasRoom(each));
    for (const { tell } of waiting) tell();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    // one turn later, so that all that this turn sends leaves in one write
    await undefined;
    try {
      while (this.#queue.length > 0) {
        const bytes = joined(this.#queue);
        this.#queue = [];
        for (let offset = 0; offset < bytes.length;) {
          offset += await this.duplex.write(bytes.subarray(offset));
        }
        this.#queuedBytes -= bytes.length;
        this.#tellRoom();
      }
    } catch (error) {
      this.#break(reasonOf(error));
    }
    this.#writing = false;
    if (this.#closing) this.end("closed");
  }
}

function joined(frames: readonly Uint8Array[]): Uint8Array {
  const [first] = frames;
  if (first !== undefined && frames.length === 1) return first;
  const bytes = new Uint8Array(frames.reduce((sum, each) => sum + each.length, 0));
  let offset = 0;
  for (const each of frames) {
    bytes.set(each, offset);
    offset += each.length;
  }
  return bytes;
}

function reasonOf(error: unknown): string {
  if (error instanceof BadFrame) return `bad frame: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
