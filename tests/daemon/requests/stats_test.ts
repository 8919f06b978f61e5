import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { addMeasure, EMPTY_SERIES, type Series } from "../../../job/series.ts";
import { LIMITS } from "../../../limits.ts";
import { runPaths } from "../../../system/paths.ts";
import { FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

const usage = {
  ...{ at: 1, processes: 2, threads: 3, cpuPercent: 4.5, memoryPercent: 0.5, cpuMs: 6 },
  ...{ rssBytes: 7, virtualBytes: 8, nice: 0, priority: 20, stdoutBytes: 9, stderrBytes: 10 },
};
const averages = { cpuPercent: 1, rssBytes: 2, processes: 1 };
const own = { pid: 42, cpuMs: 100, rssBytes: 50_000_000 };

/** A series of so many samples. */
function seriesOf(count: number): Series {
  let series = EMPTY_SERIES;
  for (let at = 0; at < count; at++) {
    series = addMeasure(series, {
      ...{ at, ms: 1000, cpuPercent: 99.99, cpuMs: at, rssBytes: 2 ** 40, virtualBytes: 2 ** 41 },
      ...{ processes: 10, threads: 99, state: "R" },
    }, { most: LIMITS.samples });
  }
  return series;
}

const { peaks, samples } = seriesOf(3);

Deno.test("stats asks the worker of a job that runs, for as many samples as fit", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({
    ok: true,
    stats: { usage, peaks, averages, samples: [...samples], worker: own },
  });
  const reply = await client.call("stats", { of: "jobs", jobs });
  const [job] = reply.of === "jobs" ? reply.jobs : [];
  deepEqual([job?.state, job?.endedAt, job?.worker], ["running", null, own]);
  deepEqual(job?.stats, { usage, peaks, averages, samples });
  deepEqual(worker.orders.map((order) => "samples" in order && order.samples), [LIMITS.samples]);
});

Deno.test("stats reads what was written where the worker does not tell, and nothing that is broken", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({ ok: false, detail: "ps(1) is not here" });
  const run = test.session.store.jobByName("job")?.run ?? test.session.store.job(1)?.run ?? 1;
  const { w, stats: path } = runPaths(`${test.session.paths.runs}/${run}`);
  Deno.mkdirSync(w, { recursive: true });
  const read = async () => {
    const reply = await client.call("stats", { of: "jobs", jobs });
    return reply.of === "jobs" ? reply.jobs[0]?.stats ?? null : undefined;
  };
  equal(await read(), null);
  const series = seriesOf(3);
  Deno.writeTextFileSync(path, JSON.stringify({ ...usage, averages, series }));
  deepEqual((await read())?.samples, samples);
  Deno.writeTextFileSync(path, JSON.stringify(usage));
  deepEqual([(await read())?.usage, (await read())?.samples], [usage, []]);
  const broken = [
    "{",
    JSON.stringify({
      ...usage,
      series: { ...series, samples: seriesOf(256).samples.concat(samples) },
    }),
    JSON.stringify({ ...usage, series: { ...series, peaks: {} } }),
    JSON.stringify({ ...usage, cpuMs: -1 }),
    " ".repeat(LIMITS.statsBytes) + JSON.stringify(usage),
  ];
  for (const text of broken) {
    Deno.writeTextFileSync(path, text);
    equal(await read(), null, text.slice(0, 60));
  }
});

Deno.test("stats of as many jobs as may be fits one reply; one more is refused", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const text = JSON.stringify({ ...usage, averages, series: seriesOf(LIMITS.samples) });
  const names: string[] = [];
  for (let i = 0; i <= LIMITS.statsJobs; i++) {
    const { job, run } = test.addRun({ name: `j${i}`, state: "failed" });
    const { w, stats } = runPaths(`${test.session.paths.runs}/${run}`);
    Deno.mkdirSync(w, { recursive: true });
    Deno.writeTextFileSync(stats, text);
    names.push(String(job));
  }
  await isRefused(client.call("stats", { of: "jobs", jobs: { names, all: false } }), "limit", {
    message: "Cannot tell the statistics of 257 jobs: at most 256 at once",
  });
  const jobs = { names: names.slice(1), all: false };
  const reply = await client.call("stats", { of: "jobs", jobs });
  const told = reply.of === "jobs" ? reply.jobs : [];
  equal(told.length, LIMITS.statsJobs);
  const most = LIMITS.statsSamples / LIMITS.statsJobs;
  for (const { stats } of told) {
    ok((stats?.samples.length ?? 0) <= most && (stats?.samples.length ?? 0) > most / 2);
    equal(stats?.peaks.rssBytes, 2 ** 40);
  }
});

Deno.test("stats of the session asks workers for no new look, and does without those that do not answer", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({ ok: true, stats: { usage, peaks, averages, samples: [], worker: own } });
  const read = async () => {
    const reply = await client.call("stats", { of: "session" });
    if (reply.of !== "session") throw new Error("it told of jobs");
    return reply.session;
  };
  const { jobs, running, workers, hour, chored } = await read();
  deepEqual(jobs, { running: 1 });
  deepEqual(running, {
    ...{ jobs: 1, processes: 2, cpuPercent: 4.5, rssBytes: 7, loggedBytes: 19 },
  });
  deepEqual(workers, { count: 1, cpuMs: 100, rssBytes: 50_000_000 });
  deepEqual([hour.ended, hour.failed], [0, 0]);
  equal(chored.pid, Deno.pid);
  deepEqual(worker.orders.map((order) => "samples" in order && order.samples), [0]);
  worker.answer = () => ({ ok: false });
  const { running: without, workers: none } = await read();
  deepEqual([without.jobs, none.count], [0, 0]);
});
