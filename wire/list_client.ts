/** All jobs of a list, page by page, for a program. */

import type { State } from "../job/state.ts";
import type { Client } from "./client.ts";
import type { JobView, Page } from "./replies.ts";

export async function listJobs(
  client: Client,
  { states, hooks = false }: {
    readonly states?: readonly State[] | undefined;
    readonly hooks?: boolean;
  },
): Promise<readonly JobView[]> {
  const wanted = states === undefined ? { hooks } : { hooks, states: [...states] };
  const jobs: JobView[] = [];
  let before: number | null = null;
  do {
    const more: { before?: number } = before === null ? {} : { before };
    const page: Page = await client.call("list", { ...wanted, ...more });
    jobs.push(...page.jobs);
    before = page.before;
  } while (before !== null);
  return jobs;
}
