/** What a reader of a job's output asks about the job, for a program. */

import type { Client } from "./client.ts";
import { selection } from "./job_verbs.ts";
import type { JobView } from "./replies.ts";

/** One job, as it is now and later. */
export interface JobSource {
  show(): Promise<JobView>;
  /** resolves once it runs, or never will */
  started(): Promise<readonly JobView[]>;
  ended(): Promise<readonly JobView[]>;
}

export class JobSources {
  readonly #client: Client;
  /** of jobs that have not ended: one request for each, since none can be taken back when its reader leaves */
  readonly #ends = new Map<string | number, Promise<readonly JobView[]>>();

  constructor(client: Client) {
    this.#client = client;
  }

  of(job: string | number): JobSource {
    const jobs = selection(job);
    const client = this.#client;
    return {
      async show() {
        const [view] = await client.call("show", { jobs });
        if (view === undefined) throw new Error(`Cannot read the output of job ${job}: no reply`);
        return view;
      },
      started: () => client.call("wait", { jobs, until: "start" }),
      ended: () => this.#endOf(job),
    };
  }

  #endOf(job: string | number): Promise<readonly JobView[]> {
    const known = this.#ends.get(job);
    if (known !== undefined) return known;
    const end = this.#client.call("wait", { jobs: selection(job), until: "end" })
      .finally(() => this.#ends.delete(job));
    this.#ends.set(job, end);
    return end;
  }
}
