// What a torture did and found, counted.

/** Each row of the table, in its order, with its words. */
const WORDS = {
  choredKills: "chored killed",
  workerKills: "workers killed",
  clientKills: "clients killed",
  pauses: "chored or a worker stopped for a while, then continued",
  handOvers: "chored --restart under way",
  crashes: "chored died between two durable writes",
  workerCrashes: "workers died between two durable writes",
  settings: "slots of a group changed",
  starts: "chored started",
  races: "of these, two at once",
  jobs: "jobs accepted",
  abandoned: "of these, by a client that was killed and never asked again",
  runs: "runs",
  once: "of these, ran exactly once",
  never: "of these, never ran, with a reason on record",
  exited: "exit code and output whole and true",
  stopped: "stopped as asked",
  lost: "lost with their worker, and so recorded",
  adopted: "of --orphan adopt, worker killed, exit code true",
  lines: "lines of output compared",
  linesInFifo: "lines that were lost in a fifo with their worker",
  onTime: "jobs with a time, none early",
  inTurn: "jobs that waited for others, none before these",
  skipped: "skipped, for a true reason",
  released: "held until somebody released them",
  sharing: "runs in groups, never more at once than slots",
  series: "jobs started again, no attempt too many or forgotten",
  backoffs: "pauses before an attempt, none cut short",
  limited: "ended by their time limit, not before it",
  cronTimes: "times of repeated jobs, each run at most once",
  cronSettled: "moments at which each of them had had its run",
  cronMissed: "of these, looked for while chored was left alone",
  hooks: "hooks, as often as each was called for",
  again: "runs started again, whose command had not begun",
  undertakers: "undertakers sent",
  adopters: "workers sent to take a job over",
} as const;

export type Counted = keyof typeof WORDS;

export class Counts {
  readonly #counts = new Map<Counted, number>();

  add(what: Counted, count = 1): void {
    this.#counts.set(what, this.of(what) + count);
  }

  of(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }

  get kills(): number {
    return this.of("choredKills") + this.of("workerKills") + this.of("clientKills");
  }

  /** A table in Markdown. */
  get table(): string {
    const rows = (Object.keys(WORDS) as Counted[]).map((what) =>
      `| ${WORDS[what].padEnd(62)} | ${String(this.of(what)).padStart(7)} |`
    );
    return [
      `| ${"what".padEnd(62)} | ${"count".padStart(7)} |`,
      `| ${"-".repeat(62)} | ${"-".repeat(6)}: |`,
      ...rows,
    ].join("\n");
  }
}
