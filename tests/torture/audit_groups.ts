// Whether a group ever had more runs at once than slots, and began them in the order of its queue.

import type { Evidence, KeptJob, KeptRun, Record } from "./record.ts";
import type { Setting } from "./groups.ts";

/** A run of a group while its command lived, by its own notes. */
interface Stay {
  readonly name: string;
  readonly run: number;
  readonly slots: number;
  readonly second: number;
  readonly from: number;
  readonly to: number;
}

/** At each begin: what lived then, against the most slots that the group may have had when the last of these was let in. */
export function complainOfSlots(record: Record, { settings, counts }: Evidence): string[] {
  return groupsOf(record).flatMap(([group, jobs]) => {
    const stays = jobs.flatMap((job) => job.runs.flatMap((run) => stayOf(job, run)));
    const given = settings.filter(({ name }) => name === group);
    counts.add("sharing", stays.length);
    return stays.flatMap((stay) => {
      const there = stays.filter(({ from, to }) => from <= stay.from && stay.from < to);
      const used = there.reduce((sum, { slots }) => sum + slots, 0);
      const most = mostSlots(given, stay);
      // what takes more than there is begins alone
      if (most > 0 && (used <= most || there.length === 1)) return [];
      const names = there.map(({ name, run }) => `${name} (run ${run})`).join(", ");
      return [`group ${group}: ${used} slots of ${most} were taken, by ${names}`];
    });
  });
}

/** It was let in at some time between the second in its name and its first note. */
function mostSlots(settings: readonly Setting[], { second, from }: Stay): number {
  const open = settings.filter((setting) => setting.from <= from && setting.to >= second);
  return Math.max(0, ...open.map(({ slots }) => slots));
}

/** A command that was killed noted no end: it may have lived until its run had ended. */
function stayOf({ name, spec: { slots } }: KeptJob, run: KeptRun): Stay[] {
  const [note] = run.notes;
  if (note === undefined) return [];
  const { second, id, endedAt } = run;
  const to = note.ended ?? endedAt ?? Infinity;
  return [{ name, run: id, slots, second, from: note.began, to }];
}

/** Nobody in the queue of a group is overtaken by a job of less priority, or of the same that came later. */
export function complainOfTurns(record: Record): string[] {
  return groupsOf(record).flatMap(([group, jobs]) =>
    jobs.filter(isPlain).flatMap((waiting) => {
      const mine = waiting.runs[0]?.id ?? Infinity;
      // by a job that was given up nobody was overtaken
      if (waiting.runs.length === 0) return [];
      return jobs.filter((other) => isBehind(other, waiting)).flatMap(({ name, runs }) =>
        runs.filter(({ id, second }) => second > waiting.createdAt && id < mine).map(({ id }) =>
          `group ${group}: run ${id} of ${name} overtook ${waiting.name} in the queue`
        )
      );
    })
  );
}

function isBehind(other: KeptJob, { id, spec: { priority } }: KeptJob): boolean {
  return other.spec.priority < priority || (other.spec.priority === priority && other.id > id);
}

/** In the queue from its first moment on. */
function isPlain({ spec: { when, after, held } }: KeptJob): boolean {
  return when.kind === "now" && after.length === 0 && !held;
}

function groupsOf({ jobs }: Record): [string, KeptJob[]][] {
  const groups = Map.groupBy(jobs, ({ spec }) => spec.group);
  return [...groups].filter(([name]) => name === "narrow" || name === "few");
}
