/** Prints jobs as a tree: each below the last of those that it waits for. */

import type { JobView } from "../wire/replies.ts";
import { commandOf, exitOf, lastRun, STATE_COLORS, timeOf } from "./job_text.ts";
import { type Column, type Look, tableText } from "./print_table.ts";

interface Branch {
  readonly job: JobView;
  /** what is drawn before its name */
  readonly stem: string;
}

export function treeText(
  jobs: readonly JobView[],
  { now, look }: { readonly now: number; readonly look: Look },
): string {
  return tableText(columns(now), growTree(jobs), look);
}

/** Jobs in the order and with the stems of a tree; a chain may be as long as all of them. */
export function growTree(jobs: readonly JobView[]): Branch[] {
  const sorted = jobs.toSorted((a, b) => a.id - b.id);
  const below = childrenOf(sorted);
  const branches: Branch[] = [];
  const open = (below.get(undefined) ?? []).toReversed()
    .map((job) => ({ job, stem: "", rest: "" }));
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { job, stem, rest } = top;
    branches.push({ job, stem });
    const children = below.get(job.id) ?? [];
    // the last one first: what was pushed last comes next
    for (const [index, child] of [...children.entries()].toReversed()) {
      const isLast = index === children.length - 1;
      open.push({
        job: child,
        stem: cutStem(`${rest}${isLast ? "└─ " : "├─ "}`),
        rest: cutStem(`${rest}${isLast ? "   " : "│  "}`),
      });
    }
  }
  return branches;
}

/** The stem of a very long chain would leave no room for its name. */
const stemChars = 60;
const cutStem = (stem: string) => stem.slice(-stemChars);

/** Jobs by the id of the one above them. Ids grow downwards, so that no ring of names can come of it. */
function childrenOf(jobs: readonly JobView[]): Map<number | undefined, JobView[]> {
  const ids = new Map(jobs.map(({ name, id }) => [name, id]));
  const below = new Map<number | undefined, JobView[]>();
  for (const job of jobs) {
    const above = job.after.map(({ name }) => ids.get(name) ?? 0)
      .filter((id) => id > 0 && id < job.id);
    const parent = above.length === 0 ? undefined : Math.max(...above);
    const children = below.get(parent);
    if (children === undefined) below.set(parent, [job]);
    else children.push(job);
  }
  return below;
}

function columns(now: number): Column<Branch>[] {
  return [
    { title: "NAME", text: ({ job, stem }) => `${stem}${job.name}` },
    { title: "ID", text: ({ job }) => String(job.id), align: "right", drop: 1 },
    {
      title: "STATE",
      text: ({ job }) => job.state,
      color: ({ job }) => STATE_COLORS[job.state],
    },
    { title: "DURATION", text: ({ job }) => timeOf(job, now), align: "right", drop: 2 },
    { title: "EXIT", text: ({ job }) => exitOf(lastRun(job)) },
    { title: "AFTER", text: ({ job }) => afterText(job), drop: 3 },
    { title: "COMMAND", text: ({ job }) => commandOf(job) },
  ];
}

/** `a, b (end)`: where no condition is named, it must succeed. */
export function afterText({ after }: Pick<JobView, "after">): string {
  return after.map(({ name, when }) => when === "success" ? name : `${name} (${when})`).join(", ");
}
