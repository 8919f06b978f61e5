/** `chore debug`: the data of jobs' workers, or of chored itself. */

import { EXIT } from "../../job/exit_code.ts";
import type { JobDebug } from "../../wire/debug_views.ts";
import { all, json } from "../flags.ts";
import { say, write, writeJson } from "../output.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly json: boolean;
}

export const debug: Verb<Flags> = {
  about: [
    "Of a job that has ended: what its worker left at its end. Without a job: chored's own,",
    "with its queues, channels, timers, and counts against their bounds.",
  ],
  flags: { all: { ...all, brief: "all jobs that run" }, json },
  letters: { a: "all" },
  operand: { placeholder: "JOB", brief: "its name or id", least: 0 },
  run: showData,
};

async function showData({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const session = new Session(caller);
  const { flatText } = await import("../flat_text.ts");
  if (words.length === 0 && !flags.all) {
    const reply = await session.call("debug", { of: "session" });
    if (reply.of !== "session") throw new Error("chored told of jobs");
    if (flags.json) writeJson(reply.session);
    else write(flatText(reply.session));
    return EXIT.ok;
  }
  const jobs = selectJobs(words, { all: flags.all, verb: "debug" });
  const reply = await session.call("debug", { of: "jobs", jobs });
  if (reply.of !== "jobs") throw new Error("chored told of itself");
  const { readDump } = await import("../read_dump.ts");
  const dumps = reply.jobs.map((job) => ({ ...job, data: readDump(caller.paths, job) }));
  if (flags.json) writeJson(words.length === 1 ? dumps[0] : dumps);
  else write(dumps.map((dump) => flatText(dump)).join("\n"));
  const missing = dumps.filter(({ data }) => data === null);
  for (const job of missing) sayMissing(job);
  return missing.length === 0 ? EXIT.ok : EXIT.refused;
}

function sayMissing({ name, note }: JobDebug): void {
  say(`Cannot show the data of job "${name}": ${note ?? "its worker could not write it"}`);
}
