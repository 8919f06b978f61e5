// Jobs of a test: submitted, awaited, looked at, each in one line.

import type { SpecInput } from "../../job/spec.ts";
import type { Client } from "../../wire/client.ts";
import type { Accepted, JobView } from "../../wire/replies.ts";
import { within } from "./deadline.ts";
import { plainSpec } from "./ledger.ts";

export type JobOptions = Partial<SpecInput> & { readonly name?: string };

/** The selection of one job. */
export function only(name: string): { names: string[]; all: false } {
  return { names: [name], all: false };
}

/** Submits a job. */
export function submit(
  client: Client,
  argv: readonly string[],
  { name, ...spec }: JobOptions = {},
): Promise<Accepted> {
  return client.call("run", {
    request: crypto.randomUUID(),
    ...(name === undefined ? {} : { name }),
    spec: { ...plainSpec(argv), ...spec },
  });
}

/** Submits a job; resolves once it runs. */
export async function startJob(
  client: Client,
  argv: readonly string[],
  options: JobOptions = {},
): Promise<JobView> {
  const { name } = await submit(client, argv, options);
  const call = client.call("wait", { jobs: only(name), until: "start" });
  return first(await within(`job "${name}" runs`, call));
}

/** The job, once it has ended. */
export async function endOf(client: Client, name: string): Promise<JobView> {
  return first(
    await within(`job "${name}" ends`, client.call("wait", { jobs: only(name) })),
  );
}

/** The job as it is. */
export async function look(client: Client, name: string, { usage = false } = {}): Promise<JobView> {
  return first(await client.call("show", { jobs: only(name), usage }));
}

/** How its newest run ended: `exited 3`, `lost`. */
export function outcomeOf(job: JobView): string {
  const { kind, code, signal } = job.runs.at(-1)?.outcome ?? {};
  return [kind, code, signal].filter((part) => part !== null && part !== undefined).join(" ");
}

export function reasonOf(job: JobView): string {
  return job.runs.at(-1)?.outcome?.reason ?? "";
}

function first(jobs: readonly JobView[]): JobView {
  const [job] = jobs;
  if (job === undefined) throw new Error("Cannot go on: there is no such job");
  return job;
}
