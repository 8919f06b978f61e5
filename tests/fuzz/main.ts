// deno task fuzz [MINUTES] [TARGET]: tries each target, or one, for its share of the time, and tells what failed and how to see it again.

import { randomSeed } from "./fuzz.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(words: readonly string[]): Promise<number> {
  const known = listTargets();
  const minutes = Number(words.find((word) => /^\d+(\.\d+)?$/.test(word)) ?? 10);
  const targets = words.filter((word) => known.includes(word));
  const wrong = words.find((word) => !known.includes(word) && word !== String(minutes));
  if (wrong !== undefined || minutes <= 0) {
    console.error(
      `Cannot use "${wrong}": deno task fuzz [MINUTES] [TARGET], TARGET is one of ${
        known.join(", ")
      }`,
    );
    return 100;
  }
  const chosen = targets.length === 0 ? known : targets;
  const seed = Number(Deno.env.get("FUZZ_SEED") ?? randomSeed());
  const seconds = Math.max(1, Math.round(60 * minutes / chosen.length));
  console.log(`seed ${seed}, ${seconds} s for each of ${chosen.join(", ")}`);
  const failed: string[] = [];
  for (const target of chosen) {
    if (!await tryTarget(target, { seed, seconds })) failed.push(target);
  }
  console.log(failed.length === 0 ? "nothing failed" : `seed ${seed} fails: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

function listTargets(): string[] {
  return [...Deno.readDirSync(new URL(".", import.meta.url))]
    .flatMap(({ name }) => name.endsWith("_test.ts") ? [name.slice(0, -"_test.ts".length)] : [])
    .sort();
}

/** In a process of its own: one that hangs is ended, and one that dies takes no other with it. */
async function tryTarget(
  target: string,
  { seed, seconds }: { readonly seed: number; readonly seconds: number },
): Promise<boolean> {
  const trace = await Deno.makeTempFile({ prefix: "chore_fuzz_" });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--allow-all",
      "--no-check",
      "--quiet",
      new URL(`${target}_test.ts`, import.meta.url).pathname,
    ],
    env: { FUZZ_SECONDS: `${seconds}`, FUZZ_SEED: `${seed}`, FUZZ_TRACE: trace },
    stdin: "null",
  }).spawn();
  let hangs = false;
  // after its time it makes a failure small, and ends what it has started
  const timer = setTimeout(() => {
    hangs = true;
    child.kill("SIGKILL");
  }, 1000 * seconds + 90_000);
  const { success, signal } = await child.status;
  clearTimeout(timer);
  if (signal !== null) {
    console.log(`${target} ${hangs ? "hangs" : `was ended by ${signal}`}, and had tried last:`);
    console.log(await Deno.readTextFile(trace));
  }
  await Deno.remove(trace);
  return success;
}
