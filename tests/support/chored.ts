// One chored that a test started, in the foreground, so that all it says is heard.

import type { Home } from "./home.ts";
import { send } from "./processes.ts";

export interface StartOptions {
  readonly session?: string;
  /** more words for the launcher */
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** in place of the launcher and its words */
  readonly command?: readonly string[];
}

const servesPattern = / serves session /;

export class Chored {
  /** resolves once it serves. @throws {Error} where it ends before */
  readonly serves: Promise<void>;
  /** resolves with its end, once all that it said is read */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  #said = "";
  #hasEnded = false;

  constructor(home: Home, options: StartOptions) {
    const { session = "chored", words = [] } = options;
    const [program = "", ...args] = options.command ??
      [`${home.root}/bin/chored`, "-f", "-n", session, ...words];
    this.#child = new Deno.Command(program, {
      args,
      env: { CHORE_HOME: home.base, ...options.env },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      detached: true,
    }).spawn();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.serves = promise;
    this.serves.catch(() => {
      // told to whoever awaits it
    });
    const read = this.#listen(resolve);
    const status = this.#child.status.finally(() => this.#hasEnded = true);
    this.ended = Promise.all([status, read]).then(([status]) => {
      reject(new Error(`chored did not serve: ${status.signal ?? status.code}: ${this.#said}`));
      return status;
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** It has served, and lives. */
  get isServing(): boolean {
    return !this.#hasEnded && servesPattern.test(this.#said);
  }

  /** All that it has said so far. */
  get said(): string {
    return this.#said;
  }

  /** Sends `signal`; resolves at its end where the signal is one that ends. */
  async kill(signal: Deno.Signal = "SIGKILL"): Promise<void> {
    if (send(this.pid, signal) && (signal === "SIGKILL" || signal === "SIGTERM")) await this.ended;
  }

  async #listen(serves: () => void): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said += text;
      if (servesPattern.test(this.#said)) serves();
    }
  }
}
