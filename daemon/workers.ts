/** The workers of a session: those that this chored started and those that it took over. */

import type { Input, RunState } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { lastLineOf } from "../system/last_line.ts";
import { runPaths } from "../system/paths.ts";
import { Channel } from "../wire/channel.ts";
import { describeMessage } from "../wire/describe_message.ts";
import type { WorkerHello } from "../wire/messages.ts";
import type { DaemonWord, OrderBody } from "../wire/orders.ts";
import { childPipe } from "../wire/pipe.ts";
import { type Answer, Link, type LinkOwner, type RuleReport } from "./link.ts";
import { endIfSilent, firstText } from "./newborn.ts";
import { readTicket } from "./records.ts";
import type { RunRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** What a worker's life means is decided elsewhere. */
export interface WorkerEvents {
  /** the state that a worker tells of its run */
  state(run: number, state: RunState): void;
  /** what it tells of the rules of its job */
  rules(run: number, report: RuleReport): void;
  /** a sign that a worker may be gone */
  gone(run: number): void;
  /** the worker of `run` has a channel, and orders reach it */
  attached(run: number): void;
}

export interface Launch {
  readonly run: RunRow;
  readonly nonce: string;
  /** what the launcher must know of the job's standard input */
  readonly input: Input | undefined;
}

export class Workers implements LinkOwner {
  /** runs whose worker is our own child: only its end makes us examine them */
  readonly #children = new Map<number, number>();
  readonly #links = new Map<number, Link>();
  /** runs whose state could not be put on record, which the log tells once */
  /** runs whose workers told what the store could not take */
  readonly unrecorded = new Set<number>();
  /** what a launcher said that failed before it could write into the folder of its run */
  readonly #lastWords = new Map<number, string>();
  readonly #arrivals = new Map<number, Set<(link: Link) => void>>();
  readonly #session: () => Session;
  readonly #events: WorkerEvents;

  constructor(session: () => Session, events: WorkerEvents) {
    this.#session = session;
    this.#events = events;
  }

  /** Runs with a channel. */
  get attached(): number[] {
    return [...this.#links.keys()];
  }

  isAttached(run: number): boolean {
    return this.#links.has(run);
  }

  /** Whether a worker that this chored started for `run` still lives. */
  hasChild(run: number): boolean {
    return this.#children.has(run);
  }

  /** Starts a worker. Its end, whenever it comes, is reported by `gone`. */
  spawn({ run, nonce, input }: Launch): void {
    const { paths, options, log } = this.#session();
    const child = new Deno.Command(options.launcher, {
      args: [
        ...[run.mode, paths.base, paths.session, String(run.id), nonce, run.label],
        ...[inputWord(input), options.deno, options.denoDir],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: true,
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin" },
    }).spawn();
    child.unref();
    this.#children.set(run.id, child.pid);
    log.debug(`run ${run.id}: started worker ${child.pid} to ${run.mode}`);
    const link = new Link(this);
    new Channel(childPipe(child), link);
    const ended = this.#watch(child, run.id);
    if (run.mode !== "run") return;
    endIfSilent({ child, ended, hasSpoken: () => link.hello !== undefined }, () => {
      log.warn(`run ${run.id}: worker ${child.pid} says nothing: it is ended`);
    });
  }

  /** A link for a worker that called by the socket. */
  adopt(hello: WorkerHello, channel: Channel): Link {
    const link = new Link(this);
    link.greet(hello, channel);
    return link;
  }

  /** Gives an order to the worker of `run`, once it has a channel; undefined where none answers in time. */
  async order(run: number, body: OrderBody): Promise<Answer | undefined> {
    const link = this.#links.get(run) ?? await this.#arrival(run);
    return await link?.order(body);
  }

  /** The same for what may take as long as the job likes; undefined once its worker is gone. */
  async orderPatiently(run: number, body: OrderBody): Promise<Answer | undefined> {
    const link = this.#links.get(run) ?? await this.#arrival(run);
    return await link?.orderPatiently(body);
  }

  /** Tells the worker of `run`, where it has a channel, what is in the store. */
  tell(run: number, word: DaemonWord): void {
    this.#links.get(run)?.tell(word);
  }

  /** What the launcher of the worker of `run` said last, where it failed; told once. */
  takeLastWords(run: number): string | undefined {
    const words = this.#lastWords.get(run);
    this.#lastWords.delete(run);
    return words;
  }

  /** What the worker of `run` told last, where it has a channel. */
  stateOf(run: number): RunState | undefined {
    return this.#links.get(run)?.state;
  }

  /** When the worker of `run` last said anything. */
  heardAt(run: number): number | undefined {
    return this.#links.get(run)?.heardAt;
  }

  /** Gives up a channel whose worker does not answer. */
  drop(run: number, reason: string): void {
    this.#links.get(run)?.end(reason);
  }

  /** Closes every channel: the workers stay and seek the next chored. */
  closeAll(): void {
    for (const link of [...this.#links.values()]) link.end("chored ends");
  }

  admit(hello: WorkerHello, link: Link): string | undefined {
    const { store, paths, log } = this.#session();
    const ticket = readTicket(runPaths(`${paths.runs}/${hello.run}`));
    const reason = store.run(hello.run) === undefined
      ? "no such run"
      : ticket === undefined
      ? "the run has no ticket"
      : ticket.nonce !== hello.nonce
      ? "another worker owns the run"
      : undefined;
    if (reason !== undefined) {
      log.warn(`run ${hello.run}: sent a worker away: ${reason}`);
      return reason;
    }
    const old = this.#links.get(hello.run);
    this.#links.set(hello.run, link);
    old?.end("its worker has another channel");
    this.#lastWords.delete(hello.run);
    this.#events.attached(hello.run);
    for (const resolve of this.#arrivals.get(hello.run) ?? []) resolve(link);
    return undefined;
  }

  state(link: Link, state: RunState): void {
    const run = link.hello?.run;
    if (run === undefined || this.#links.get(run) !== link) return;
    try {
      this.#events.state(run, state);
      this.unrecorded.delete(run);
    } catch (error) {
      this.#complainOnce(run, { state, error });
      // its channel ends: the worker calls and tells it again, until there is room for it
      throw error;
    }
  }

  rules(link: Link, report: RuleReport): void {
    const run = link.hello?.run;
    if (run !== undefined && this.#links.get(run) === link) this.#events.rules(run, report);
  }

  down(link: Link, reason: string): void {
    const run = link.hello?.run;
    if (run === undefined || this.#links.get(run) !== link) return;
    this.#links.delete(run);
    this.#session().log.debug(`run ${run}: its worker's channel ended: ${reason}`);
    this.#events.gone(run);
  }

  note(who: "worker" | "chored", message: object, link: Link): void {
    const { options, log } = this.#session();
    if (!options.debug) return;
    log.debug(`run ${link.hello?.run ?? "?"}: ${who} says ${describeMessage(message)}`);
  }

  /** For the dump of chored's data. */
  get dump(): ({ run: number } & Link["dump"])[] {
    return [...this.#links].map(([run, link]) => ({ run, ...link.dump }));
  }

  #complainOnce(run: number, { state, error }: { state: RunState; error: unknown }): void {
    if (this.unrecorded.has(run)) return;
    this.unrecorded.add(run);
    const reason = error instanceof Error ? error.message : String(error);
    this.#session().log.error(`run ${run}: cannot record that it is ${state.phase}: ${reason}`);
  }

  #arrival(run: number): Promise<Link | undefined> {
    const { promise, resolve } = Promise.withResolvers<Link | undefined>();
    const waiting = this.#arrivals.get(run) ?? new Set();
    this.#arrivals.set(run, waiting.add(resolve));
    const timer = setTimeout(resolve, LIMITS.orderMs, undefined);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(resolve);
      if (waiting.size === 0) this.#arrivals.delete(run);
    });
  }

  async #watch(child: Deno.ChildProcess, run: number): Promise<void> {
    const { log } = this.#session();
    const [text, status] = await Promise.all([firstText(child.stderr), child.status.catch(String)]);
    if (typeof status === "string" || !status.success) {
      log.warn(`run ${run}: worker ${child.pid} ended: ${JSON.stringify(status)} ${text}`.trim());
    }
    const words = lastLineOf(text);
    if (words !== undefined && this.#lastWords.size < LIMITS.workers) {
      this.#lastWords.set(run, words);
    }
    if (this.#children.get(run) === child.pid) this.#children.delete(run);
    this.#events.gone(run);
  }
}

/** The launcher makes a FIFO, or lets the worker read what another run prints. */
function inputWord(input: Input | undefined): string {
  if (input?.kind === "run") return `run-${input.run}`;
  return input?.kind === "fifo" ? "fifo" : "none";
}
