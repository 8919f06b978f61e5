/** Memory over a long time: a worker's over 10 GB of output that is rotated, chored's over 10,000 jobs that are cleaned away. Draws both. */

import { segmentsOf } from "../job/segments.ts";
import { connect } from "../mod.ts";
import { install } from "./installation.ts";
import { memoryOf, type MemorySample, processesWith, sizeOf, slopeOf } from "./memory.ts";
import { memorySvg } from "./memory_svg.ts";

const megabytes = Number(Deno.args[0] ?? 10_000);
const jobs = Number(Deno.args[1] ?? 10_000);
/** where the pictures go */
const folder = Deno.args[2] ?? new URL(".", import.meta.url).pathname.replace(/\/$/, "");

const perBatch = 50;
/** At most so many batches that have ended are kept. */
const batchesKept = 5;
const lookMs = 200;
/** What is loaded and compiled in this part of the course is no growth. */
const without = 0.4;
const mib = 1024 * 1024;

await using installation = await install();
await using session = await connect({ base: installation.home });
const shared = { cwd: "/", env: { PATH: "/usr/bin:/bin" } };

console.log("wanted: flat");
if (megabytes > 0) await soakWorker();
if (jobs > 0) await soakChored();

async function soakWorker(): Promise<void> {
  const argv = ["/bin/sh", "-c", `yes "${"x".repeat(99)}" | head -c ${megabytes}000000`];
  const log = { bytes: 10 * mib, files: 5 };
  const { name } = await session.run({ argv, log, ...shared });
  const ended = session.wait(name);
  const [started] = await session.wait(name, { until: "start" });
  const run = started?.runs.at(-1)?.run ?? 0;
  const [pid = 0] = await processesWith(`${installation.prefix}/lib/chore/chored_worker.js`);
  const samples: MemorySample[] = [];
  const isOver = flagOf(ended);
  while (!isOver()) {
    const memory = await memoryOf(pid);
    if (memory !== undefined && !isOver()) samples.push({ at: loggedBytes(run) / 1e9, ...memory });
    await pause(lookMs);
  }
  const bytes = (await ended)[0]?.runs.at(-1)?.stdoutBytes;
  if (bytes !== megabytes * 1e6) throw new Error(`Cannot measure: ${bytes} bytes came`);
  await session.remove(name);
  report(samples, { file: "soak_worker", title: "A worker while its job prints", unit: "GB" });
}

async function soakChored(): Promise<void> {
  const { pid } = await session.session();
  const samples: MemorySample[] = [];
  const batches: (readonly number[])[] = [];
  const batch = Array.from({ length: perBatch }, () => ({ argv: ["/bin/true"] }));
  for (let done = 0; done < jobs; done += perBatch) {
    const ids = (await session.runMany(batch, shared)).map(({ id }) => id);
    const ended = await session.wait(ids);
    const failed = ended.find(({ state }) => state !== "succeeded");
    if (failed !== undefined) throw new Error(`Cannot measure: ${failed.name} is ${failed.state}`);
    batches.push(ids);
    if (batches.length > batchesKept) await session.remove(batches.shift() ?? []);
    const memory = await memoryOf(pid);
    if (memory !== undefined) samples.push({ at: done + perBatch, ...memory });
  }
  report(samples, { file: "soak_chored", title: "chored while jobs begin and end", unit: "jobs" });
}

function report(
  samples: readonly MemorySample[],
  { file, title, unit }: { readonly file: string; readonly title: string; readonly unit: string },
): void {
  const sizes = samples.map((sample) => sizeOf(sample) / 1e6);
  const slope = slopeOf(samples, { without });
  const per = unit === "jobs"
    ? { bytes: 1000 * slope, unit: "1,000 jobs" }
    : { bytes: slope, unit };
  Deno.writeTextFileSync(`${folder}/${file}.svg`, memorySvg({ title, unit, samples }));
  console.log(
    `${title}: ${Math.min(...sizes).toFixed(1)} to ${Math.max(...sizes).toFixed(1)} MB, grows by ${
      (per.bytes / 1e6).toFixed(3)
    } MB for each ${per.unit}; n ${samples.length}, ${folder}/${file}.svg`,
  );
}

/** Where the newest segment of its standard output begins: the name tells. */
function loggedBytes(run: number): number {
  const files = Deno.readDirSync(`${installation.home}/cache/chored/runs/${run}/w`);
  const names = [...files].map(({ name }) => name);
  return segmentsOf("stdout", names).at(-1)?.offset ?? 0;
}

/** Tells whether `promise` is settled. */
function flagOf(promise: Promise<unknown>): () => boolean {
  let isSettled = false;
  promise.catch(() => {
    // told where it is awaited
  }).finally(() => isSettled = true);
  return () => isSettled;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
