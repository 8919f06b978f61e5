/** `send`: bytes for the standard input of a job that runs, and its end. */

import { describeStdin, isOpen } from "../../job/stdin.ts";
import { isFinal } from "../../job/state.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";

const running: readonly string[] = ["running", "paused", "stopping"];

export const send: Handler<"send"> = async (session, { job: name, run, bytes, eof }, { peer }) => {
  const [job] = selectJobs(session, { names: [name], all: false }, { allOf: [] });
  if (job === undefined) throw new Refused("no_such_job", `Cannot send to job "${name}"`);
  const wrong = problemOf(job, run);
  if (wrong !== undefined || job.run === null) throw refuse(job, wrong ?? "it has no run");
  const answer = await session.senders.send(job.run, { bytes, eof }, { peer });
  session.log.debug(`run ${job.run}: ${bytes.length} bytes for its standard input`);
  if (answer === undefined) {
    const reason = "its worker is gone, and nobody knows whether the job has the last piece";
    throw new Refused("system", `Cannot send to job "${job.name}": ${reason}`);
  }
  if (!answer.ok) throw refuse(job, answer.detail ?? "no reason given");
  return { id: job.id, name: job.name, run: job.run };
};

/** What is in the way. */
function problemOf({ state, spec: { stdin }, run: current }: JobRow, run: number | undefined) {
  if (stdin.kind === "none") return "it reads nothing: run it with --stdin-open";
  if (!isOpen(stdin)) return `its standard input is ${describeStdin(stdin)}`;
  if (isFinal(state)) return `it has ended: it is ${state}`;
  if (!running.includes(state)) return `it has not begun: it is ${state}: chore send --wait`;
  if (run !== undefined && run !== current) return `its run ${run} has ended`;
  return undefined;
}

function refuse({ name }: JobRow, reason: string): Refused {
  return new Refused("wrong_state", `Cannot send to job "${name}": ${reason}`);
}
