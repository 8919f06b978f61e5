/** Mode `run`: the shortest way from the claim to the job's first instruction, then the keeper takes over. */

import { crashPoint } from "../system/crash_point.ts";
import { mention } from "./complain.ts";
import type { OwnedRun } from "./claim.ts";
import type { EarlyPipe } from "./early_pipe.ts";
import { closeGate, openGate, recordStart, spawnGate } from "./gate.ts";

/** Whatever the job does not need in order to start is loaded once it runs. */
const loadKeeper = () => import("./keeper.ts");

export async function runJob(owned: OwnedRun, pipe: EarlyPipe): Promise<number> {
  crashPoint("ticket-read");
  let gate: Deno.ChildProcess;
  try {
    gate = spawnGate(owned.paths);
  } catch (error) {
    return await refuse(owned, pipe, { error });
  }
  crashPoint("gate-spawned");
  mention(`started the gate as process ${gate.pid}`);
  try {
    recordStart(owned, gate.pid);
  } catch (error) {
    await closeGate(gate);
    return await refuse(owned, pipe, { error });
  }
  crashPoint("started-written");
  await pipe.listenBriefly();
  if (pipe.hasWords) return await keepAfterWords(owned, pipe, { gate });
  return owned.ticket.output === "fifo"
    ? await keepAfterFifos(owned, pipe, { gate })
    : await keepAtOnce(owned, pipe, { gate });
}

async function refuse(owned: OwnedRun, pipe: EarlyPipe, { error }: { error: unknown }) {
  const { refuseRun } = await import("./refuse.ts");
  const reason = error instanceof Error ? error.message : String(error);
  return await refuseRun(owned, pipe, { reason });
}

async function keepAtOnce(owned: OwnedRun, pipe: EarlyPipe, of: { gate: Deno.ChildProcess }) {
  const startedAt = Date.now();
  await openGate(of.gate, owned);
  crashPoint("gate-open");
  mention("said go");
  const { Keeper } = await loadKeeper();
  const keeper = new Keeper(owned, of.gate);
  keeper.begin(startedAt);
  keeper.feed();
  keeper.listen(pipe);
  crashPoint("start-reported");
  return await keeper.watch();
}

/** What a job writes to fifos that only it has open is gone when it ends. */
async function keepAfterFifos(owned: OwnedRun, pipe: EarlyPipe, of: { gate: Deno.ChildProcess }) {
  const { Keeper } = await loadKeeper();
  const keeper = new Keeper(owned, of.gate);
  await keeper.reads();
  keeper.begin(Date.now());
  await openGate(of.gate, owned);
  crashPoint("gate-open");
  mention("said go");
  keeper.feed();
  keeper.listen(pipe);
  crashPoint("start-reported");
  return await keeper.watch();
}

/** chored has spoken before the job runs: perhaps to stop it. */
async function keepAfterWords(owned: OwnedRun, pipe: EarlyPipe, of: { gate: Deno.ChildProcess }) {
  const { Keeper } = await loadKeeper();
  const keeper = new Keeper(owned, of.gate);
  keeper.listen(pipe);
  await pipe.heard;
  await keeper.answered();
  if (keeper.isStopped) {
    await closeGate(of.gate);
  } else {
    await keeper.reads();
    keeper.begin(Date.now());
    await openGate(of.gate, owned);
    keeper.feed();
  }
  return await keeper.watch();
}
