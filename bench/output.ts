/** Output: a job that writes 1 GB through chore, beside a shell that writes it to a file, and the worker's memory meanwhile. */

import { connect, type RunOptions } from "../mod.ts";
import { compare } from "./compare.ts";
import { install } from "./installation.ts";

const megabytes = Number(Deno.args[0] ?? 1000);
const rounds = Number(Deno.args[1] ?? 5);

await using installation = await install();
await using session = await connect({ base: installation.home });
const flood = `head -c ${megabytes}000000 /dev/zero`;
const text =
  `yes "an ordinary line of the output of an ordinary job, with some 80 bytes in it or so" | head -c ${megabytes}000000`;
let skippedBytes = 0;
let largestRss = 0;

console.log(
  `${megabytes} MB, medians of ${rounds}; wanted: pipe at most x 1.43 (0.7 of the speed), worker at most 60 MB`,
);
await compare([
  { name: "sh -c '… > file'", run: () => toFile() },
  { name: "chore run, --output pipe", run: () => through("pipe") },
  { name: "chore run, --output fifo", run: () => through("fifo") },
  { name: "chore run, --output direct", run: () => through("direct") },
], { rounds });
console.log(`largest worker ${(largestRss / 1e6).toFixed(0)} MB RSS`);

console.log(
  `\n${megabytes} MB of text, with rules that never match; wanted: at most x 2.86 (0.35 of the speed)`,
);
await compare([
  { name: "sh -c '… > file'", run: () => toFile(text) },
  { name: "chore run", run: () => withRules() },
  { name: "-r 'fatal error: (\\w+)'", run: () => withRules("fatal error: (\\w+)") },
  { name: "-r '(?i)fatal error'", run: () => withRules("(?i)fatal error") },
  { name: "-r '[A-Z]{4}-\\d+'", run: () => withRules("[A-Z]{4}-\\d+") },
  {
    name: "20 of these",
    run: () => withRules(...Array.from({ length: 20 }, (_, i) => `error ${i}: `)),
  },
], { rounds });
console.log(`went past no rule: ${(skippedBytes / 1e6).toFixed(0)} MB in all`);
console.log(`largest worker ${(largestRss / 1e6).toFixed(0)} MB RSS`);

async function toFile(what = flood): Promise<number> {
  const file = `${installation.prefix}/flood`;
  const began = performance.now();
  await new Deno.Command("/bin/sh", { args: ["-c", `${what} >${file}`] }).output();
  const ms = performance.now() - began;
  await Deno.remove(file);
  return ms;
}

function withRules(...patterns: readonly string[]): Promise<number> {
  const react = patterns.map((pattern) => ({
    on: { kind: "match", pattern } as const,
    action: { do: "none" } as const,
  }));
  return measure({ argv: ["/bin/sh", "-c", text], react });
}

function through(output: "pipe" | "fifo" | "direct"): Promise<number> {
  return measure({ argv: ["/bin/sh", "-c", flood], output });
}

/** From the job's first instruction to its end, as its run has it. */
async function measure(options: RunOptions): Promise<number> {
  const { name } = await session.run({ ...options, cwd: "/" });
  const ended = session.wait(name);
  const watch = setInterval(() => measureWorkers(), 100);
  const [job] = await ended;
  clearInterval(watch);
  const run = job?.runs.at(-1);
  if (run?.stdoutBytes !== megabytes * 1e6) {
    throw new Error(`${run?.stdoutBytes} bytes came`);
  }
  skippedBytes += (await session.rules(name))[0]?.skippedBytes ?? 0;
  await session.remove(name);
  return Date.parse(run.endedAt ?? "") - Date.parse(run.startedAt ?? "");
}

async function measureWorkers(): Promise<void> {
  const ps = await new Deno.Command("ps", { args: ["-eo", "rss=,args="] }).output();
  for (const line of new TextDecoder().decode(ps.stdout).split("\n")) {
    if (!line.includes(`${installation.prefix}/lib/chore/chored_worker.js`)) continue;
    largestRss = Math.max(largestRss, 1024 * Number(/^\s*(\d+)/.exec(line)?.[1] ?? 0));
  }
}
