import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { segmentName } from "../../../job/segments.ts";
import { until } from "../../support/deadline.ts";
import { FakeWorker, RUNNING } from "../../support/fake_worker.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("logging orders the worker, and says what the worker cannot", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, worker, jobs } = await FakeWorker.start(test, client);
  for (const what of ["off", "on", "clear"] as const) {
    deepEqual(await client.call("logging", { jobs, do: what }), [{ id, name, state: "running" }]);
    deepEqual(worker.orders.at(-1), {
      ...{ kind: "order", order: "logging", do: what, id: worker.orders.length },
    });
  }
  match(test.logged.join("\n"), new RegExp(`info job ${id} "${name}": its log: off, by ann`));
  worker.answer = () => ({ ok: false, detail: "no room" });
  await rejects(client.call("logging", { jobs, do: "clear" }), {
    message: `Cannot clear the log of job "${name}": no room`,
  });
});

Deno.test("why and show tell of a log that is off or waits, as its worker told last", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, worker, jobs } = await FakeWorker.start(test, client);
  const tell = async (logging: "off" | "blocked" | undefined) => {
    worker.report({ ...RUNNING, ...logging === undefined ? {} : { logging } } as typeof RUNNING);
    await until("it is told", async () => {
      const [job] = await client.call("show", { jobs });
      return job?.logging === logging;
    });
    return (await client.call("why", { jobs }))[0]?.why ?? "";
  };
  match(await tell("off"), new RegExp(`; its output is not logged: chore log --on ${name}$`));
  match(await tell("blocked"), new RegExp(`: chore log --clear ${name} makes room$`));
  equal(await tell(undefined), "running: its command runs");
  equal(test.session.store.job(id)?.state, "running");
});

Deno.test("look() has the workers of running jobs drop old segments, the oldest run first", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const jobs = [await FakeWorker.start(test, client), await FakeWorker.start(test, client)];
  for (const { id } of jobs) {
    const { w } = test.pathsOf(test.session.store.job(id)?.run ?? 0);
    Deno.writeFileSync(`${w}/${segmentName("stdout", 0)}`, new Uint8Array(100));
    Deno.writeFileSync(`${w}/${segmentName("stdout", 100)}`, new Uint8Array(5));
    Deno.linkSync(`${w}/${segmentName("stdout", 100)}`, `${w}/stdout`);
  }
  test.session.config = { ...test.session.config, outputBytes: 150 };
  equal(await test.session.logTotal.look(), 110);
  const trims = jobs.map(({ worker }) => worker.orders.filter(({ order }) => order === "logging"));
  deepEqual(trims.map(({ length }) => length), [1, 0]);
  deepEqual(trims[0]?.[0], { kind: "order", order: "logging", do: "trim", id: trims[0]?.[0]?.id });
});
