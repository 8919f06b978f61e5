import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("why says in a sentence what a job waits for, and how it ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  deepEqual(await client.call("why", { jobs }), [{ id, name, why: "running: its command runs" }]);
  worker.report(exited(3));
  await test.reaches(id, "failed");
  deepEqual(await client.call("why", { jobs }), [{ id, name, why: "failed: exit code 3" }]);
});

Deno.test("why is a look: what has ended counts as seen", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const id = test.add({ state: "failed" });
  await client.call("why", { jobs: { names: [String(id)], all: false } });
  equal(typeof test.session.store.job(id)?.seenAt, "number");
});
