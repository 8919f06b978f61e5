/** Recovery: from the start of a new chored, after a kill -9, until it has re-adopted 50 jobs and serves `list`. */

import { connect } from "../mod.ts";
import { median } from "./compare.ts";
import { install } from "./installation.ts";

const jobs = 50;
const rounds = Number(Deno.args[0] ?? 5);
const times: number[] = [];

await using installation = await install();
{
  await using session = await connect({ base: installation.home });
  const sleeper = { argv: ["/bin/sleep", "3600"], cwd: "/", env: { PATH: "/usr/bin:/bin" } };
  const accepted = await session.runMany(Array.from({ length: jobs }, () => sleeper), sleeper);
  await session.wait(accepted.map(({ id }) => id), { until: "start" });
}
for (let round = 0; round < rounds; round++) times.push(await restart());
console.log(`${jobs} running jobs, medians of ${rounds}`);
console.log(
  `kill -9, start, all re-adopted, list served   ${median(times).toFixed(0)} ms  (${
    Math.min(...times).toFixed(0)
  } to ${Math.max(...times).toFixed(0)})`,
);

async function restart(): Promise<number> {
  Deno.kill(await pidOfChored(), "SIGKILL");
  const began = performance.now();
  const { prefix, env, home } = installation;
  const { success } = await new Deno.Command(`${prefix}/bin/chored`, { env, clearEnv: true })
    .output();
  if (!success) throw new Error("Cannot restart chored");
  await using session = await connect({ base: home });
  for (;;) {
    const { recovered } = await session.session();
    if (recovered.readopted === jobs) break;
  }
  const listed = await session.list(["running"]);
  if (listed.length !== jobs) throw new Error(`${listed.length} of ${jobs} jobs run`);
  return performance.now() - began;
}

async function pidOfChored(): Promise<number> {
  await using session = await connect({ base: installation.home });
  return (await session.session()).pid;
}
