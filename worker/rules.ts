/** The rules of a run: what looks by them is loaded where there are any, and waits in front of the copying until then. */

import type { Rule } from "../job/reaction.ts";
import type { StreamName } from "../job/timeline.ts";
import { messageOf } from "./append_file.ts";
import type { OwnedRun } from "./claim.ts";
import { complain } from "./complain.ts";
import type { Answer } from "./desk.ts";
import type { Output } from "./output.ts";
import type { Ending, ReactionParts, Reactions } from "./reactions.ts";

/** What a keeper gives to them. */
export interface RulesParts extends ReactionParts {
  readonly output: Output;
}

export class Rules {
  readonly #owned: OwnedRun;
  readonly #parts: RulesParts;
  #loading: Promise<void> | undefined;
  #reactions: Reactions | undefined;

  /** Begins to look, where the ticket has rules. */
  constructor(owned: OwnedRun, parts: RulesParts) {
    this.#owned = owned;
    this.#parts = parts;
    if (owned.ticket.watch !== undefined) this.#loading = this.#load();
  }

  get dump(): object | null {
    return this.#reactions?.dump ?? null;
  }

  /** Takes `bytes` of a stream into the log, and past the rules. A promise says that they must wait. */
  take(stream: StreamName, bytes: Uint8Array): Promise<void> | undefined {
    const room = this.#parts.output.take(stream, bytes);
    const look = this.#look(stream, bytes);
    if (room === undefined || look === undefined) return room ?? look;
    return Promise.all([room, look]).then(() => {});
  }

  /** Other rules, for as long as this worker lives. */
  async use(rules: readonly Rule[]): Promise<Answer> {
    try {
      await (this.#loading ??= this.#load());
      this.#reactions?.use(rules);
      return { ok: this.#reactions !== undefined };
    } catch (error) {
      return { ok: false, detail: messageOf(error) };
    }
  }

  /** All that the job printed has come. Gives the rule that had it end, where one did. */
  async finish(): Promise<Ending | undefined> {
    await this.#loading;
    return await this.#reactions?.finish();
  }

  standStill(): void {
    this.#reactions?.standStill();
  }

  goOn(): void {
    this.#reactions?.goOn();
  }

  /** chored serves. */
  async repeat(): Promise<void> {
    await this.#loading;
    this.#reactions?.repeat();
  }

  forget(seq: number): void {
    this.#reactions?.forget(seq);
  }

  #look(stream: StreamName, bytes: Uint8Array): Promise<void> | undefined {
    if (this.#reactions === undefined) {
      return this.#loading?.then(() => this.#reactions?.take(stream, bytes));
    }
    this.#reactions.take(stream, bytes);
    return undefined;
  }

  /** A job without its rules is told of, and goes on. */
  async #load(): Promise<void> {
    try {
      const { Reactions } = await import("./reactions.ts");
      this.#reactions = new Reactions(this.#owned, this.#parts);
    } catch (error) {
      complain(`Cannot look by the rules of the job: ${messageOf(error)}`);
    }
  }
}
