// A program that a test has started: what it has said so far, and how it ended.

import { until, within } from "./deadline.ts";

/** How a program ended, and all that it said. */
export interface Ran {
  /** 128 + N after signal N, as a shell tells it */
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
  /** its standard output as it is */
  readonly bytes: Uint8Array;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** what it reads; nothing where none is given */
  readonly input?: string;
}

export class Program {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: Heard;
  readonly #stderr: Heard;
  #isOver = false;
  /** All that it said, and its exit code. */
  readonly ended: Promise<Ran>;

  /** Starts it, with no more environment than `env`. */
  constructor(readonly words: readonly string[], options: ProgramOptions = {}) {
    const [program = "", ...args] = words;
    this.#child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdin: options.input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdout = new Heard(this.#child.stdout);
    this.#stderr = new Heard(this.#child.stderr);
    this.ended = within(`the end of ${words.join(" ")}`, this.#end(options.input));
    this.ended.catch(() => {
      // told to whoever awaits it
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  get stdout(): string {
    return this.#stdout.text;
  }

  get stderr(): string {
    return this.#stderr.text;
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Reads no more of its standard output. */
  async closeStdout(): Promise<void> {
    await this.#stdout.close();
  }

  /** Waits until it has said `text`. @throws {Error} where it ends before */
  async untilStdout(text: string): Promise<void> {
    await this.#until(`says "${text}"`, () => this.stdout.includes(text));
  }

  /** The same of its standard error. */
  async untilStderr(text: string): Promise<void> {
    await this.#until(`complains "${text}"`, () => this.stderr.includes(text));
  }

  async #until(what: string, isThere: () => boolean): Promise<void> {
    const all = `${this.words.join(" ")} ${what}`;
    await until(all, () => {
      // in this order: what it said last counts
      const isOver = this.#isOver;
      if (isThere()) return true;
      if (isOver) throw new Error(`Cannot go on: it has ended before: ${all}: ${this.stderr}`);
      return false;
    });
  }

  async #end(input: string | undefined): Promise<Ran> {
    if (input !== undefined) await this.#write(input);
    const [{ code, signal }] = await Promise.all([
      this.#child.status,
      this.#stdout.ended,
      this.#stderr.ended,
    ]);
    this.#isOver = true;
    return { code, signal, stdout: this.stdout, stderr: this.stderr, bytes: this.#stdout.bytes };
  }

  async #write(input: string): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    try {
      await writer.write(new TextEncoder().encode(input));
      await writer.close();
    } catch {
      // it does not read all of it
    }
  }
}

class Heard {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  readonly ended: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.ended = this.#read();
  }

  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.#chunks.push(value);
    }
  }
}
