/** Submissions: how many a second are accepted, durably, over one connection, one by one and in batches of 100. */

import { connect } from "../mod.ts";
import { median } from "./compare.ts";
import { install } from "./installation.ts";

const perRound = 500;
const perBatch = 100;
const rounds = Number(Deno.args[0] ?? 5);

await using installation = await install();
await using session = await connect({ base: installation.home });
const job = { argv: ["/bin/true"], cwd: "/", env: { PATH: "/usr/bin:/bin" } };

// the slots are full: what is measured is acceptance, not the start of jobs
const sleepers = Array.from({ length: 256 }, () => ({ ...job, argv: ["/bin/sleep", "3600"] }));
await session.runMany(sleepers, job);
await session.wait((await session.list()).map(({ id }) => id), { until: "start" });

const rates = { single: [] as number[], batch: [] as number[] };
for (let round = 0; round < rounds; round++) {
  rates.single.push(await rateOf(perRound, () => session.run(job).then(() => 1)));
  const jobs = Array.from({ length: perBatch }, () => job);
  rates.batch.push(
    await rateOf(20 * perBatch, () => session.runMany(jobs, job).then(() => perBatch)),
  );
}
console.log(
  `accepted a second, medians of ${rounds}; wanted: 1000 one by one, 20000 in batches of 100`,
);
console.log(`one by one         ${median(rates.single).toFixed(0).padStart(8)}`);
console.log(`batches of 100     ${median(rates.batch).toFixed(0).padStart(8)}`);

async function rateOf(count: number, submit: () => Promise<number>): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < count;) done += await submit();
  return 1000 * count / (performance.now() - began);
}
