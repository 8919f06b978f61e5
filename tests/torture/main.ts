// deno task torture [--kills N] [--seed S] [--seconds T]: kills the programs at random and tells what became of the jobs.

import { torture } from "./torture.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(words: readonly string[]): Promise<number> {
  const options = {
    kills: numberOf(words, "--kills") ?? 200,
    seed: numberOf(words, "--seed") ?? Math.floor(Math.random() * 1_000_000),
    seconds: numberOf(words, "--seconds") ?? 3600,
  };
  console.log(`seed ${options.seed}, at most ${options.kills} kills in ${options.seconds} s`);
  const { counts, complaints } = await torture(options);
  console.log(counts.table);
  for (const complaint of complaints) console.log(`WRONG: ${complaint}`);
  console.log(
    complaints.length === 0 ? "nothing lost, nothing twice" : `seed ${options.seed} fails`,
  );
  return complaints.length === 0 ? 0 : 1;
}

function numberOf(words: readonly string[], name: string): number | undefined {
  const index = words.indexOf(name);
  if (index === -1) return undefined;
  const number = Number(words[index + 1]);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`Cannot use ${name}: no number`);
  return number;
}
