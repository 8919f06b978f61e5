// What /proc tells of the processes that have to do with a folder: by their words, their environment or where they are.

/** A process, and what it was called with. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

/** Whether this system tells all that the tests ask. */
export const HAS_PROC = read(Deno.pid, "environ") !== undefined;

/** The living processes that have to do with `folder`; where there is no /proc, those that name it. */
export async function processesOf(folder: string): Promise<Process[]> {
  const all = HAS_PROC ? listProc(folder) : await listPs(folder);
  return all.filter(({ pid }) => pid !== Deno.pid);
}

/** Whether process `pid` lives; a zombie does not. */
export function isAlive(pid: number): boolean {
  const state = read(pid, "stat")?.replace(/^.*\) /s, "")[0];
  return state !== undefined && state !== "Z";
}

/** The value of a line of /proc/PID/status. */
export function statusOf(pid: number, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(read(pid, "status") ?? "")?.[1];
}

/** The numbers of the signals in one of the masks of /proc/PID/status. */
export function signalsIn(pid: number, mask: "SigBlk" | "SigIgn" | "SigCgt" | "ShdPnd"): number[] {
  const bits = BigInt(`0x${statusOf(pid, mask) ?? "0"}`);
  return Array.from({ length: 64 }, (_, i) => i + 1).filter((n) =>
    (bits >> BigInt(n - 1) & 1n) === 1n
  );
}

/** What a process's open files are, by their number. */
export function openFiles(pid: number): ReadonlyMap<number, string> {
  return new Map(
    [...Deno.readDirSync(`/proc/${pid}/fd`)].flatMap(({ name }) => {
      try {
        return [[Number(name), Deno.readLinkSync(`/proc/${pid}/fd/${name}`)] as const];
      } catch {
        return []; // closed since
      }
    }),
  );
}

/** The environment with which a process was started. */
export function environmentOf(pid: number): readonly string[] {
  return (read(pid, "environ") ?? "").split("\0").filter((each) => each !== "");
}

function listProc(folder: string): Process[] {
  const pids = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter(
    Number.isInteger,
  );
  return pids.filter((pid) => belongs(pid, folder) && isAlive(pid)).map((pid) => ({
    pid,
    parent: Number(statusOf(pid, "PPid")),
    words: (read(pid, "cmdline") ?? "").split("\0").slice(0, -1),
  }));
}

function belongs(pid: number, folder: string): boolean {
  return ["cmdline", "environ"].some((name) => read(pid, name)?.includes(folder)) ||
    folderOf(pid).startsWith(folder);
}

async function listPs(folder: string): Promise<Process[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-Ao", "pid=,ppid=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(folder)).map(
    (line) => {
      const [pid, parent, ...words] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), words };
    },
  );
}

function folderOf(pid: number): string {
  try {
    return Deno.readLinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ""; // gone, or another user's
  }
}

function read(pid: number, name: string): string | undefined {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined; // gone, or another user's
  }
}
