/** chored, the daemon of one session: open, pledge, loop, close. */

import { EXIT } from "../job/exit_code.ts";
import { VERSION } from "../job/version.ts";
import type { Log } from "./log.ts";
import { loop } from "./loop.ts";
import { parseOptions } from "./options.ts";
import { CannotStart } from "./refusal.ts";
import { start, type Started } from "./start.ts";
import { closeAll } from "./stop.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(words: readonly string[]): Promise<number> {
  if (words[0] === "--version") return say(`chored ${VERSION}`);
  if (words[0] === "--help") return say((await import("./help.ts")).HELP);
  const options = parseOptions(words);
  let started: Started;
  try {
    started = await start(options);
  } catch (error) {
    const isExpected = error instanceof CannotStart;
    console.error(
      `chored: ${isExpected ? error.message : `Cannot start, by a bug: ${traceOf(error)}`}`,
    );
    return isExpected ? error.code : EXIT.bug;
  }
  const { session, listener, lock, ended } = started;
  tellBugs(session.log);
  await pledge();
  session.log.info(`chored ${VERSION} serves session "${options.session}" as process ${Deno.pid}`);
  const ends = loop({ session, ended });
  // not before signals are heard: a SIGHUP would end it
  if (options.background) leaveTerminal();
  await ends;
  await closeAll(session, listener);
  session.log.info("ends");
  session.log.flush();
  session.store.close();
  if (session.possession.isWhole) removeSocket(session.paths.socket);
  lock.close();
  return EXIT.ok;
}

/** A bug ends the program, and its trace is in the log: nobody may be left to read stderr. */
function tellBugs(log: Log): void {
  const end = (error: unknown) => {
    log.error(`bug: ${traceOf(error)}`);
    log.flush();
    Deno.exit(EXIT.bug);
  };
  globalThis.addEventListener("error", (event) => end(event.error));
  globalThis.addEventListener("unhandledrejection", (event) => end(event.reason));
}

function traceOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

/** The socket is open: no right to open another is needed. */
async function pledge(): Promise<void> {
  await Deno.permissions.revoke({ name: "net" });
}

/** The launcher waits for this word. */
function leaveTerminal(): void {
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  Deno.stdout.close();
  Deno.stderr.close();
}

/** While we hold the lock the path is ours; where the lock was deleted it may be a successor's. */
function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function say(text: string): number {
  console.log(text);
  return EXIT.ok;
}
