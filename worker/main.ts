/** chored_worker: keeps one run. Parse, own the run, go about its mode; the launcher says what it may. */

import { EXIT } from "../job/exit_code.ts";
import type { WorkerMode } from "../job/run.ts";
import { complain, listenTo, mention } from "./complain.ts";
import { type Claim, claimRun, type OwnedRun } from "./claim.ts";
import { EarlyPipe } from "./early_pipe.ts";
import { type Errand, readErrand } from "./errand.ts";
import { runJob } from "./run_job.ts";

type Mode = (owned: OwnedRun, pipe: EarlyPipe) => Promise<number>;

const MODES: Readonly<Record<WorkerMode, Mode>> = {
  run: runJob,
  bury: async (owned, pipe) => (await import("./bury.ts")).buryJob(owned, pipe),
  adopt: async (owned, pipe) => (await import("./adopt.ts")).adoptJob(owned, pipe),
};

async function main(words: readonly string[]): Promise<number> {
  const pipe = new EarlyPipe();
  const errand = readErrand(words);
  if (errand === undefined) return misused("Use: MODE RUNFOLDER SOCKET RUN NONCE BOOT [GATE]");
  const claim = await tryClaim(errand);
  if (claim.kind === "refused") return claim.exitCode;
  if (claim.owned.ticket.debug) await beginTrace(claim.owned);
  return await MODES[errand.mode](claim.owned, pipe);
}

/** What cannot be told costs no job its run. */
async function beginTrace({ run, mode, paths }: OwnedRun): Promise<void> {
  try {
    listenTo((await import("./trace.ts")).openTrace(paths));
    mention(`owns run ${run}, to ${mode}`);
  } catch (error) {
    complain(`Cannot write "${paths.trace}": ${error instanceof Error ? error.message : error}`);
  }
}

async function tryClaim(errand: Errand): Promise<Claim> {
  try {
    return await claimRun(errand);
  } catch (error) {
    complain(`Cannot own run ${errand.run}: ${error instanceof Error ? error.message : error}`);
    return { kind: "refused", exitCode: EXIT.system };
  }
}

function misused(message: string): number {
  complain(message);
  return EXIT.usage;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
