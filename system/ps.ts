/** ps(1): what the processes of a group use. Only its names of columns differ from system to system. */

/** Where ps(1) lies; the launcher grants the first that is there. */
const PLACES = ["/usr/bin/ps", "/bin/ps"];

/** One process, as ps(1) shows it. */
export interface ProcessRow {
  readonly pgid: number;
  readonly pid: number;
  readonly isZombie: boolean;
  readonly threads: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly cpuMs: number;
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

/** A column of a count of threads, where ps(1) has one. */
const THREADS: Readonly<Partial<Record<typeof Deno.build.os, string>>> = {
  linux: "nlwp=",
  freebsd: "nlwp=",
  netbsd: "nlwp=",
};

/** The processes of group `pgid`. @throws {Error} where ps(1) cannot be run */
export async function listGroup(pgid: number): Promise<ProcessRow[]> {
  const threads = THREADS[Deno.build.os];
  const columns = threads === undefined ? COLUMNS : [...COLUMNS, threads];
  const { success, stdout, stderr } = await new Deno.Command(placeOfPs(), {
    args: ["-A", ...columns.flatMap((column) => ["-o", column])],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    clearEnv: true,
    env: { LC_ALL: "C" },
    cwd: "/",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot list processes: ${decoder.decode(stderr).trim()}`);
  return parseRows(decoder.decode(stdout)).filter((row) => row.pgid === pgid);
}

/** The rows of ps(1)'s answer; exported for its test. */
export function parseRows(text: string): ProcessRow[] {
  return text.split("\n").flatMap((line) => {
    const [pgid, pid, stat, ...rest] = line.trim().split(/\s+/);
    if (pid === undefined || stat === undefined) return [];
    const [pcpu, pmem, time, rss, vsz, nice, pri, threads] = rest;
    return [{
      pgid: numberOf(pgid),
      pid: numberOf(pid),
      isZombie: stat.startsWith("Z"),
      threads: threads === undefined ? 1 : numberOf(threads),
      cpuPercent: numberOf(pcpu),
      memoryPercent: numberOf(pmem),
      cpuMs: parseCpuTime(time ?? ""),
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
