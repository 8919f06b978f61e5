/** ps(1): what the processes of a group use. Only its names of columns differ from system to system. */

/** Where ps(1) lies; the launcher grants the first that is there. */
const PLACES = ["/usr/bin/ps", "/bin/ps"];

/** One process, as ps(1) shows it. */
export interface ProcessRow {
  readonly pgid: number;
  readonly pid: number;
  readonly isZombie: boolean;
  /** the first letter of what ps(1) says of its state: R, S, D, T, Z … */
  readonly state: string;
  readonly threads: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** its processor time, that of its ended children among it where ps(1) can tell */
  readonly cpuMs: number;
  /** of how many milliseconds `cpuMs` is a multiple */
  readonly cpuStepMs: number;
  /** how long it lives, in whole seconds, where ps(1) can tell; milliseconds */
  readonly ageMs: number | undefined;
  readonly rssBytes: number;
  readonly virtualBytes: number;
  readonly nice: number;
  readonly priority: number;
}

const COLUMNS = [
  "pgid=",
  "pid=",
  "stat=",
  "pcpu=",
  "pmem=",
  "time=",
  "rss=",
  "vsz=",
  "nice=",
  "pri=",
];

/** What ps(1) has beyond POSIX. */
interface Dialect {
  /** columns of a count of threads, and of an age in seconds */
  readonly columns: readonly string[];
  /** the option that adds the time of ended children to their parent's */
  readonly withChildren: readonly string[];
  /** the option for processes by their ids that does not read all the others too */
  readonly quick?: string;
}

const DIALECTS: Readonly<Partial<Record<typeof Deno.build.os, Dialect>>> = {
  linux: { columns: ["nlwp=", "etimes="], withChildren: ["S"], quick: "-q" },
  freebsd: { columns: ["nlwp="], withChildren: ["-S"] },
  netbsd: { columns: ["nlwp="], withChildren: ["-S"] },
  darwin: { columns: [], withChildren: ["-S"] },
};

const POSIX: Dialect = { columns: [], withChildren: [] };

/** The processes of group `pgid`. @throws {Error} where ps(1) cannot be run */
export async function listGroup(pgid: number): Promise<ProcessRow[]> {
  return (await listProcesses()).filter((row) => row.pgid === pgid);
}

/**
 * Those of the processes `pids` that live, and perhaps others; without them all. Where ps(1) can look
 * at them alone that costs a third on a small machine, and less on a large one. One of them must live.
 * @throws {Error} where ps(1) cannot be run
 */
export async function listProcesses(pids?: readonly number[]): Promise<ProcessRow[]> {
  const { success, stdout, stderr } = await new Deno.Command(placeOfPs(), {
    args: wordsOfPs(DIALECTS[Deno.build.os] ?? POSIX, pids),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: { LC_ALL: "C" },
    cwd: "/",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot list processes: ${decoder.decode(stderr).trim()}`);
  return parseRows(decoder.decode(stdout));
}

function wordsOfPs(
  { columns, withChildren, quick }: Dialect,
  pids: readonly number[] | undefined,
): string[] {
  const which = quick === undefined || pids === undefined ? ["-A"] : [quick, pids.join(",")];
  const shown = [...COLUMNS, ...columns].flatMap((column) => ["-o", column]);
  return [...withChildren, ...which, ...shown];
}

/** The rows of ps(1)'s answer; exported for its test. */
export function parseRows(text: string): ProcessRow[] {
  return text.split("\n").flatMap((line) => {
    const [pgid, pid, stat, ...rest] = line.trim().split(/\s+/);
    if (pid === undefined || stat === undefined) return [];
    const [pcpu, pmem, time = "", rss, vsz, nice, pri, threads, age] = rest;
    return [{
      pgid: numberOf(pgid),
      pid: numberOf(pid),
      isZombie: stat.startsWith("Z"),
      state: stat.slice(0, 1),
      threads: threads === undefined ? 1 : numberOf(threads),
      cpuPercent: numberOf(pcpu),
      memoryPercent: numberOf(pmem),
      cpuMs: parseCpuTime(time),
      cpuStepMs: time.includes(".") ? 10 : 1000,
      ageMs: age === undefined ? undefined : numberOf(age) * 1000,
      rssBytes: numberOf(rss) * 1024,
      virtualBytes: numberOf(vsz) * 1024,
      nice: numberOf(nice),
      priority: numberOf(pri),
    }];
  });
}

/** Milliseconds of `1-02:03:04`, `02:03:04` or `3:04.56`. */
export function parseCpuTime(time: string): number {
  const [, days, clock = ""] = /^(?:(\d+)-)?([\d:.]+)$/.exec(time) ?? [];
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + numberOf(part), 0);
  return Math.round((numberOf(days) * 86_400 + seconds) * 1000);
}

/** Some systems show `-` where there is nothing to tell. */
function numberOf(text: string | undefined): number {
  const number = Number(text);
  return Number.isFinite(number) ? number : 0;
}

let place: string | undefined;

function placeOfPs(): string {
  place ??= PLACES.find((command) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted"
  );
  return place ?? "/bin/ps";
}
