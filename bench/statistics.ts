/** What the statistics of 50 jobs cost in the steady state: the processor time of their workers and of all that these start. */

import { connect } from "../mod.ts";
import { install } from "./installation.ts";

const count = Number(Deno.args[0] ?? 50);
const seconds = Number(Deno.args[1] ?? 150);
/** By then each job is looked at by the longest pause. */
const settleSeconds = 75;
const tickMs = 10;

const KINDS = {
  "that sleep": ["/bin/sleep", "100000"],
  "whose processes change all the time": ["/bin/sh", "-c", "while :; do /bin/sleep 5; done"],
};

console.log(
  `${count} jobs, ${seconds} s each, after ${settleSeconds} s; wanted: under 2 % of one processor`,
);
for (const [kind, argv] of Object.entries(KINDS)) {
  await using installation = await install();
  await using session = await connect({ base: installation.home });
  const shared = { cwd: "/", env: { PATH: "/usr/bin:/bin" } };
  const jobs = await session.runMany(Array.from({ length: count }, () => ({ argv })), shared);
  await session.wait(jobs.map(({ id }) => id), { until: "start" });
  await pause(settleSeconds);
  const workers = workersBelow(installation.prefix);
  const before = workers.reduce((all, pid) => all + cpuMsOf(pid), 0);
  await pause(seconds);
  const usedMs = workers.reduce((all, pid) => all + cpuMsOf(pid), 0) - before;
  const percent = (usedMs / seconds / 10).toFixed(2);
  console.log(`${String(workers.length).padStart(4)} jobs ${kind.padEnd(40)} ${percent} %`);
  await session.kill(jobs.map(({ id }) => id));
}

function workersBelow(prefix: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) =>
    Number.isInteger(pid) &&
    wordsOf(pid).some((word) => word === `${prefix}/lib/chore/chored_worker.js`)
  );
}

function wordsOf(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return []; // gone since
  }
}

/** Of a process and of its children that have ended. */
function cpuMsOf(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return fields.slice(11, 15).reduce((all, field) => all + Number(field) * tickMs, 0);
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
