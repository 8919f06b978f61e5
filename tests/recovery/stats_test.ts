import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import type { JobStats } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("an adopter goes on with the series that a killed worker left, and the end keeps all of it", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--orphan", "adopt", "--", fixture("burn"));
  const { stats: path } = await home.filesOf("job");
  await until("a series is written", () => samplesIn(path) >= 1);
  const before = JSON.parse(Deno.readTextFileSync(path));
  const worker = (await home.workers())[0];
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  await until("another worker looks at the job", async () => {
    const { stats, worker: next } = await statsOf(home);
    return next !== null && next.pid !== worker?.pid &&
      (stats?.samples.length ?? 0) > before.series.samples.length;
  });
  const after = await statsOf(home);
  deepEqual(after.stats?.samples[0], before.series.samples[0]);
  ok((after.stats?.usage.cpuMs ?? 0) >= before.cpuMs);
  for (const sample of after.stats?.samples ?? []) {
    ok(sample.cpuPercent < 300, `${sample.cpuPercent}`);
  }
  await home.ask(["kill", "job"]);
  const ended = await statsOf(home);
  equal(ended.state, "stopped");
  deepEqual(ended.stats?.samples[0], before.series.samples[0]);
  ok((ended.stats?.usage.cpuMs ?? 0) >= before.cpuMs);
});

Deno.test("stats of a job whose worker was killed, and the job with it, are what was written last", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  const { stats: path } = await home.filesOf("job");
  await until("a series is written", () => samplesIn(path) >= 1);
  Deno.kill((await home.workers())[0]?.pid ?? 0, "SIGKILL");
  await home.untilState("job", "lost");
  const { stats, worker } = await statsOf(home);
  deepEqual([stats?.peaks.processes, worker], [2, null]);
  ok((stats?.samples.length ?? 0) >= 1);
});

function statsOf(home: UserHome): Promise<JobStats> {
  return home.json<JobStats>(["stats", "job"]);
}

function samplesIn(path: string): number {
  try {
    return JSON.parse(Deno.readTextFileSync(path)).series?.samples.length ?? 0;
  } catch {
    return 0; // not written yet
  }
}
