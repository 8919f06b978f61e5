/** The dump of a worker's data, for `w/debug`. Neither the job's environment nor its input is in it. */

import type { RunState } from "../job/run.ts";
import type { OwnedRun } from "./claim.ts";

export interface Data {
  readonly state: RunState;
  readonly output: object;
  /** how much, and never what */
  readonly input: object | undefined;
  readonly stop: object;
  readonly limit: object;
  readonly rules: object | null;
  readonly link: object;
}

export function dumpRun(owned: OwnedRun, data: Data): object {
  const { mode, run, boot, ticket } = owned;
  return {
    at: Date.now(),
    worker: { pid: Deno.pid, mode, memory: Deno.memoryUsage() },
    run: {
      run,
      job: ticket.job,
      name: ticket.name,
      boot,
      graceMs: ticket.graceMs,
      timeoutMs: ticket.timeoutMs,
    },
    ...data,
  };
}
