/** A connection to the session's chored, which is started where it is missing and may be. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import { exists } from "../system/durable.ts";
import type { Recovered } from "../wire/replies.ts";
import type { Caller } from "./caller.ts";
import { type Connection, greet, tryConnect } from "./connect.ts";
import { noDaemon } from "./failure.ts";
import { explainAbsence } from "./no_session.ts";
import { say } from "./output.ts";
import { sleep } from "../system/clock.ts";
import { startChored } from "./start_chored.ts";

/** When a missing chored is started: for a new job; where the session has jobs already; not at all. */
export type StartPolicy = "always" | "ifKept" | "never";

/** @throws {Failure} where nobody serves the session and none is to be started */
export async function connectOrStart(caller: Caller, policy: StartPolicy): Promise<Connection> {
  const client = await tryConnect(caller);
  if (client !== undefined) return greet(client, caller);
  if (policy === "never" || (policy === "ifKept" && !exists(caller.paths.store))) {
    throw explainAbsence(caller);
  }
  return await startAndConnect(caller);
}

async function startAndConnect(caller: Caller): Promise<Connection> {
  const started = await startChored(caller);
  const end = performance.now() + patienceMs(started.code);
  for (let pauseMs = LIMITS.reconnectFirstMs;; pauseMs *= 2) {
    const client = await tryConnect(caller);
    if (client !== undefined) {
      if (started.code !== 0) return greet(client, caller);
      for (const line of started.lines) say(line);
      say(`started chored for session "${caller.paths.session}"`);
      const connection = greet(client, caller);
      tellRecovered((await connection.greeted).recovered);
      return connection;
    }
    if (performance.now() > end) break;
    await sleep(Math.min(pauseMs, LIMITS.reconnectMostMs));
  }
  for (const line of started.lines) say(line);
  const text = started.code === 0 ? "it does not answer" : `it ended with ${started.code}`;
  const message = `Cannot start chored for session "${caller.paths.session}": ${text}`;
  throw started.code === 0 ? noDaemon(message) : started.failure(message);
}

/** One that was refused its place tells that another client was first: then its chored serves us as well. */
function patienceMs(code: number): number {
  return code === EXIT.ok ? LIMITS.startWaitMs : code === EXIT.refused ? LIMITS.helloMs / 2 : 0;
}

function tellRecovered({ readopted, ended, startedAgain, lost }: Recovered): void {
  if (readopted + ended + startedAgain + lost === 0) return;
  say(
    `re-adopted ${readopted}, ended meanwhile ${ended}, started again ${startedAgain}, lost ${lost}`,
  );
}
