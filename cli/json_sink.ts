/** `log --json`: one object a line, `{time, job, run, stream, text}`; a long line is cut, and `cut` says so. */

import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { GatheredOutput } from "./gathered_output.ts";
import type { Piece } from "../logs/reader.ts";
import { isoTime } from "./log_sinks.ts";
import type { LogSink } from "../logs/run_log.ts";
import { jsonText } from "./output.ts";

/** Whose lines they are. */
export interface Source {
  readonly job: string;
  readonly run: number;
}

export function jsonSink(output: GatheredOutput, source: Source): LogSink {
  const lines = {
    stdout: new JsonLines(output, { ...source, stream: "stdout" }),
    stderr: new JsonLines(output, { ...source, stream: "stderr" }),
  };
  return {
    take: (piece) => lines[piece.stream].take(piece),
    end() {
      lines.stdout.end();
      lines.stderr.end();
    },
  };
}

const encoder = new TextEncoder();

class JsonLines {
  readonly #output: GatheredOutput;
  readonly #source: Source & { readonly stream: StreamName };
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #text = "";
  #at: number | undefined;
  #head = "";
  #headAt: number | undefined = NaN;
  /** what is printed, and not put yet */
  #lines = "";

  constructor(output: GatheredOutput, source: Source & { readonly stream: StreamName }) {
    this.#output = output;
    this.#source = source;
  }

  take({ bytes, at }: Piece): void {
    if (this.#text === "") this.#at = at;
    const [first = "", ...rest] = this.#decoder.decode(bytes, { stream: true }).split("\n");
    this.#text += first;
    for (const line of rest) {
      this.#print({ cut: false });
      this.#text = line;
      this.#at = at;
    }
    while (this.#text.length > LIMITS.outputChunkBytes) {
      const tail = this.#text.slice(LIMITS.outputChunkBytes);
      this.#text = this.#text.slice(0, LIMITS.outputChunkBytes);
      this.#print({ cut: true });
      this.#text = tail;
    }
    this.#put();
  }

  end(): void {
    this.#text += this.#decoder.decode();
    if (this.#text !== "") this.#print({ cut: false });
    this.#put();
  }

  #print({ cut }: { cut: boolean }): void {
    this.#lines += `${this.#headFor(this.#at)}${jsonText(this.#text, 0)}${
      cut ? ',"cut":true' : ""
    }}\n`;
    this.#text = "";
  }

  /** An object up to its text: made once for all lines of one time. */
  #headFor(at: number | undefined): string {
    if (at === this.#headAt) return this.#head;
    this.#headAt = at;
    const time = at === undefined ? null : isoTime(at);
    return this.#head = `${jsonText({ time, ...this.#source }, 0).slice(0, -1)},"text":`;
  }

  #put(): void {
    if (this.#lines === "") return;
    this.#output.turnTo("stdout");
    this.#output.put(encoder.encode(this.#lines));
    this.#lines = "";
  }
}
