/** The last words of a worker: the final record is durable before anybody is told, then chored may take it. */

import type { EndedState, Final } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { isLonger, sleep } from "../system/clock.ts";
import { crashPoint } from "../system/crash_point.ts";
import { writeDurable } from "../system/durable.ts";
import { complain, mention } from "./complain.ts";
import type { Desk } from "./desk.ts";
import { putAwayFifo } from "./put_away_fifo.ts";

/** Ends the run as `ended`; `meanwhile` is done while chored is being waited for. */
export async function finishRun(
  desk: Desk,
  ended: EndedState,
  { meanwhile }: { readonly meanwhile?: () => void } = {},
): Promise<void> {
  putAwayFifo(desk.errand.paths);
  let written = writeFinal(desk, ended);
  mention(`final record: ${written}: ${ended.outcome.kind}`);
  if (written === "later") complainOnce(ended);
  crashPoint(desk.errand.mode === "bury" ? "bury-written" : "final-written");
  desk.change(ended);
  await sleep(0);
  crashPoint("end-reported");
  meanwhile?.();
  while (written === "later" && await isLonger(desk.over, LIMITS.finalRetryMs)) {
    written = writeFinal(desk, ended);
  }
  await isLonger(desk.over, LIMITS.finalAckMs);
}

/** Tells chored of a final record that is there already. */
export async function announceEnd(desk: Desk, ended: EndedState): Promise<void> {
  desk.change(ended);
  await isLonger(desk.over, LIMITS.finalAckMs);
}

/** `never` where the folder was deleted: there is nothing to write to, and nobody who would read it. */
function writeFinal(desk: Desk, state: EndedState): "done" | "later" | "never" {
  const { nonce, boot, paths } = desk.errand;
  const final: Final = { nonce, boot, state };
  try {
    writeDurable(paths.w, "final", { text: JSON.stringify(final) });
    return "done";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "never" : "later";
  }
}

function complainOnce(ended: EndedState): void {
  complain(
    `Cannot write the final record: trying again until there is room: ${
      JSON.stringify(ended.outcome)
    }`,
  );
}
