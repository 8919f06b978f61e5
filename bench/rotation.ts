/** Rotation: a job that floods its log, rotated all the time and never. */

import { connect } from "../mod.ts";
import { compare } from "./compare.ts";
import { install } from "./installation.ts";

const megabytes = Number(Deno.args[0] ?? 1000);
const rounds = Number(Deno.args[1] ?? 5);

await using installation = await install();
await using session = await connect({ base: installation.home });
const mib = 1024 * 1024;

console.log(
  `${megabytes} MB, medians of ${rounds}; wanted: rotation at most x 1.05`,
);
await compare([
  { name: "one segment of 1 GiB", run: () => flood({ bytes: 1024 * mib, files: 5 }) },
  { name: "segments of 10 MiB, five stay", run: () => flood({ bytes: 10 * mib, files: 5 }) },
  { name: "segments of 1 MiB, five stay", run: () => flood({ bytes: mib, files: 5 }) },
], { rounds });

/** From the job's first instruction to its end, as its run has it. */
async function flood(log: { readonly bytes: number; readonly files: number }): Promise<number> {
  const script = `head -c ${megabytes}000000 /dev/zero`;
  const { name } = await session.run({ argv: ["/bin/sh", "-c", script], log, cwd: "/" });
  const [job] = await session.wait(name);
  const run = job?.runs.at(-1);
  if (run?.stdoutBytes !== megabytes * 1e6) throw new Error(`${run?.stdoutBytes} bytes came`);
  await session.remove(name);
  return Date.parse(run.endedAt ?? "") - Date.parse(run.startedAt ?? "");
}
