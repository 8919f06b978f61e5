/** Watches events until somebody has enough of them, the jobs have ended, or chored has. */

import { EXIT } from "../job/exit_code.ts";
import { isFinal } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { type Client, Disconnected } from "../wire/client.ts";
import type { EventStream } from "../wire/event_stream.ts";
import type { RequestInput, Selection } from "../wire/messages.ts";
import type { Page } from "../wire/replies.ts";
import type { Caller } from "./caller.ts";
import { type Connection, greet, tryConnect } from "./connect.ts";
import { connectOrStart } from "./connect_or_start.ts";
import { eventPrinter, type Print } from "./event_text.ts";
import { noDaemon } from "./failure.ts";
import { OutputClosed, say } from "./output.ts";
import { selectIdsInParts } from "./select.ts";
import { sleep } from "../system/clock.ts";

export interface Watch {
  readonly jobs: Selection;
  readonly wish: Omit<RequestInput<"events">, "jobs">;
  readonly untilEnded: boolean;
  readonly reconnect: boolean;
  readonly json: boolean;
}

const exitAfterBrokenPipe = 128 + 13;

export async function watchEvents(caller: Caller, watch: Watch): Promise<number> {
  // whoever watches ends it so
  Deno.addSignalListener("SIGINT", () => Deno.exit(EXIT.ok));
  const watcher = new Watcher(watch, eventPrinter(watch));
  try {
    let connection = await connectOrStart(caller, "ifKept");
    while (!await watcher.watch(connection)) {
      if (!watch.reconnect) {
        throw noDaemon(
          "Lost the connection to chored: it has ended: --reconnect goes on with the next",
        );
      }
      say("lost the connection to chored: looks for the next");
      connection = await findNext(caller);
    }
    return EXIT.ok;
  } catch (error) {
    if (error instanceof OutputClosed) return exitAfterBrokenPipe;
    throw error;
  }
}

class Watcher {
  /** the number of the last event that was given */
  #place: number | undefined;

  constructor(readonly job: Watch, readonly print: Print) {}

  /** Whether all has been given; false where chored has ended. */
  async watch({ client, greeted }: Connection): Promise<boolean> {
    try {
      const stream = await this.#open(client);
      await greeted;
      if (!this.job.untilEnded) {
        await this.#give(stream);
        return false;
      }
      const ended = whenEnded(client, this.job).then(() => {
        stream.end();
        return true;
      }, (error) => {
        stream.end();
        if (error instanceof Disconnected) return false;
        throw error;
      });
      await this.#give(stream);
      if (!await ended) return false;
      await this.#giveRest(client);
      client.close();
      return true;
    } catch (error) {
      if (error instanceof Disconnected) return false;
      throw error;
    }
  }

  #open(client: Client): Promise<EventStream> {
    const { since, ...wish } = this.job.wish;
    const from = this.#place === undefined
      ? (since === undefined ? {} : { since })
      : { after: this.#place };
    return client.events(this.job.jobs, { ...wish, ...from });
  }

  /** What is on record and was not given yet: a slow reader may be behind. */
  async #giveRest(client: Client): Promise<void> {
    const rest = await this.#open(client);
    rest.live.then(() => rest.end());
    await this.#give(rest);
  }

  async #give(stream: EventStream): Promise<void> {
    let told = 0;
    const tellMissed = () => {
      if (stream.missed > told) this.print.missed(stream.missed - told);
      told = stream.missed;
    };
    for await (const event of stream) {
      tellMissed();
      this.print.event(event);
      this.#place = event.seq;
    }
    tellMissed();
  }
}

/** Resolves once the jobs have ended: those that are named, or all that have not ended now. */
async function whenEnded(client: Client, { jobs, wish: { group } }: Watch): Promise<void> {
  if (group === undefined) {
    await client.call("wait", { jobs });
    return;
  }
  const ids = jobs.all ? await unendedIn(client, group) : undefined;
  const parts = ids === undefined ? [jobs] : selectIdsInParts(ids);
  for (const part of parts) await client.call("wait", { jobs: part });
}

async function unendedIn(client: Client, group: string): Promise<{ readonly id: number }[]> {
  const found: { readonly id: number }[] = [];
  let before: number | null = null;
  do {
    const page: Page = await client.call("list", before === null ? {} : { before });
    found.push(...page.jobs.filter((job) => job.group === group && !isFinal(job.state)));
    before = page.before;
  } while (before !== null);
  return found;
}

/** The chored that comes after one that has ended; none is started. @throws {Failure} */
async function findNext(caller: Caller): Promise<Connection> {
  const end = performance.now() + LIMITS.eventsReconnectMs;
  while (performance.now() < end) {
    const client = await tryConnect(caller);
    if (client !== undefined) return greet(client, caller);
    await sleep(LIMITS.reconnectMostMs);
  }
  throw noDaemon(
    `Cannot go on: no chored has come for ${LIMITS.eventsReconnectMs / 1000} s`,
  );
}
