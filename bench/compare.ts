/** Timing of two things in turn, A B A B …, so that a machine that grows slower does so for both. */

export interface Side {
  readonly name: string;
  /** does it once; milliseconds, measured by itself */
  run(): Promise<number>;
}

/** Runs each side `rounds` times in turn, after one round that does not count, and prints medians and their ratio. Gives the medians. */
export async function compare(
  sides: readonly Side[],
  { rounds }: { rounds: number },
): Promise<number[]> {
  const times = sides.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, side] of sides.entries()) {
      const ms = await side.run();
      if (round >= 0) times[index]?.push(ms);
    }
  }
  const base = median(times[0] ?? []);
  for (const [index, side] of sides.entries()) {
    const own = times[index] ?? [];
    const ratio = (median(own) / base).toFixed(2);
    const range = `${Math.min(...own).toFixed(1)} to ${Math.max(...own).toFixed(1)}`;
    console.log(
      `${side.name.padEnd(44)} ${
        median(own).toFixed(1).padStart(9)
      } ms  x ${ratio}  (${range}, n ${own.length})`,
    );
  }
  return times.map(median);
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 === 1
    ? [sorted[middle], sorted[middle]]
    : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Milliseconds from the start of a process to its end; throws where it fails. */
export async function timeProcess(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const began = performance.now();
  const output = await new Deno.Command(program, {
    args: [...args],
    env,
    clearEnv: true,
    stdin: "null",
  }).output();
  const ms = performance.now() - began;
  if (!output.success) {
    throw new Error(
      `Cannot time ${program} ${args.join(" ")}: ${new TextDecoder().decode(output.stderr)}`,
    );
  }
  return ms;
}
