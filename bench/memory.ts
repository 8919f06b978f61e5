/** The memory of a process over the course of something, and how fast it grows. */

export interface MemorySample {
  /** how far it is, in units of the one who measures */
  readonly at: number;
  readonly rss: number;
  /** what it allocated, without the program's own pages, whose share depends on who else runs it; undefined where the system does not tell */
  readonly own: number | undefined;
}

/** Undefined where there is no such process any more. */
export async function memoryOf(pid: number): Promise<Omit<MemorySample, "at"> | undefined> {
  const ps = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] }).output();
  const rss = 1024 * Number(new TextDecoder().decode(ps.stdout));
  return rss > 0 ? { rss, own: ownOf(pid) } : undefined;
}

/** The processes that have `word` among their own. */
export async function processesWith(word: string): Promise<number[]> {
  const ps = await new Deno.Command("ps", { args: ["-eo", "pid=,args="] }).output();
  return new TextDecoder().decode(ps.stdout).split("\n")
    .filter((line) => line.split(" ").includes(word))
    .map((line) => Number.parseInt(line));
}

/** What a straight line through the samples rises by for each unit, without the first part of them, in which things are loaded. */
export function slopeOf(
  samples: readonly MemorySample[],
  { without }: { readonly without: number },
): number {
  const first = samples.at(0)?.at ?? 0;
  const from = first + without * ((samples.at(-1)?.at ?? 0) - first);
  const late = samples.filter(({ at }) => at >= from);
  const mean = (of: (sample: MemorySample) => number) =>
    late.reduce((sum, sample) => sum + of(sample), 0) / late.length;
  const [at, bytes] = [mean((sample) => sample.at), mean(sizeOf)];
  const across = mean((sample) => (sample.at - at) ** 2);
  return mean((sample) => (sample.at - at) * (sizeOf(sample) - bytes)) / across;
}

/** What can grow. */
export function sizeOf({ rss, own }: MemorySample): number {
  return own ?? rss;
}

function ownOf(pid: number): number | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
    const kib = /^Anonymous:\s+(\d+) kB$/m.exec(text)?.[1];
    return kib === undefined ? undefined : 1024 * Number(kib);
  } catch {
    // no Linux, or the process has just ended
    return undefined;
  }
}
