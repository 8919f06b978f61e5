import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { VERSION } from "../../../job/version.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("session tells what chored is and has", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const [client, _other] = [await test.connect(), await test.connect()];
  test.add({ state: "failed" });
  test.add({ state: "queued" });
  for (const state of ["starting", "running", "paused", "stopping"] as const) test.add({ state });
  const { startedAt, ...view } = await client.call("session", {});
  deepEqual(view, {
    ...{ session: "test", version: VERSION, pid: Deno.pid, jobs: 6, active: 4, clients: 2 },
    recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
  });
  match(startedAt, /^\d{4}-\d\d-\d\dT/);
});
