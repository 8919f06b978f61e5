// Answers Deno's questions for a right in its place, as the flags of whoever asks would, and keeps what was asked.

import { type Right, rightsInWords } from "../../job/rights.ts";
import { answerOf, type Asked, type Grants } from "../../cli/audit/answer.ts";

/** One program of those that were started, and what it asked for. */
export interface Record {
  readonly pid: number;
  /** with which Deno was started */
  readonly words: readonly string[];
  readonly granted: readonly Right[];
  readonly asked: Asked[];
}

/** One line of Deno's: a question for a right; without a value for all there is of its kind. */
interface Question {
  readonly id: number;
  readonly pid: number;
  readonly permission: string;
  readonly value: string | null;
}

export class Recorder implements Disposable {
  readonly records: Record[] = [];
  readonly #listener: Deno.UnixListener;
  readonly #words: string;

  /**
   * Listens at `broker`, which Deno finds in DENO_PERMISSION_BROKER_PATH. `words` is a program that prints the
   * words of a process, a line each.
   */
  constructor({ broker, words }: { readonly broker: string; readonly words: string }) {
    this.#words = words;
    this.#listener = Deno.listen({ transport: "unix", path: broker });
    this.#accept();
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#serve(connection).catch((error) => {
        // a program that was killed takes its end of the connection along
        if (
          !(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)
        ) {
          throw error;
        }
      });
    }
  }

  async #serve(connection: Deno.UnixConn): Promise<void> {
    using _ = connection;
    const encoder = new TextEncoder();
    let record: Record | undefined;
    for await (const line of linesOf(connection)) {
      const question = JSON.parse(line) as Question;
      record ??= await this.#begin(question.pid);
      const answer = replyTo(question, record);
      await connection.write(encoder.encode(`${JSON.stringify(answer)}\n`));
    }
  }

  async #begin(pid: number): Promise<Record> {
    const words = await this.#wordsOf(pid);
    const record = { pid, words, granted: rightsInWords(words), asked: [] };
    this.records.push(record);
    return record;
  }

  /** What Deno was started with, up to its program. It waits for our answer, so it is there. */
  async #wordsOf(pid: number): Promise<string[]> {
    const { stdout } = await new Deno.Command(this.#words, {
      args: [String(pid)],
      stdin: "null",
      stderr: "null",
    }).output();
    const words = new TextDecoder().decode(stdout).trimEnd().split("\n");
    const end = words.findIndex((word) => /\.[jt]s$/.test(word));
    return words.slice(words.indexOf("run"), end + 1);
  }
}

function replyTo({ id, permission, value }: Question, record: Record): object {
  const grants: Grants = {
    granted: record.granted,
    ignoresEnv: record.words.includes("--ignore-env"),
  };
  const asked = answerOf({ kind: permission, value }, grants);
  record.asked.push(asked);
  if (asked.answer !== "denied") return { id, result: "allow" };
  return { id, result: "deny", reason: `Requires ${permission} access to "${value ?? "all"}"` };
}

async function* linesOf(connection: Deno.UnixConn): AsyncGenerator<string> {
  let rest = "";
  for await (const text of connection.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
