// What a torture did and found, counted.

/** Each row of the table, in its order, with its words. */
const WORDS = {
  choredKills: "chored killed",
  workerKills: "workers killed",
  clientKills: "clients killed",
  pauses: "chored or a worker stopped for a while, then continued",
  handOvers: "chored --restart under way",
  starts: "chored started",
  races: "of these, two at once",
  jobs: "jobs accepted",
  abandoned: "of these, by a client that was killed and never asked again",
  once: "ran exactly once",
  never: "never ran, with a reason on record",
  exited: "exit code and output whole and true",
  stopped: "stopped as asked",
  lost: "lost with their worker, and so recorded",
  adopted: "of --orphan adopt, worker killed, exit code true",
  lines: "lines of output compared",
  linesInFifo: "lines that were lost in a fifo with their worker",
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
