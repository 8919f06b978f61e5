import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { FINAL, STATES } from "../../../job/state.ts";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

/** A session with a job in each state, which starts nothing. */
function withJobs(): TestSession {
  const test = new TestSession();
  test.session.ending = true;
  for (const state of STATES) test.add({ name: state, state });
  return test;
}

const namesOf = (test: TestSession) =>
  test.session.store.jobsInStates(STATES, 100).map(({ name }) => name);

Deno.test("clean forgets all that has ended, but what is pinned", async () => {
  await using test = withJobs();
  const client = await test.connect();
  const { store } = test.session;
  store.changeJob(store.jobByName("lost")?.id ?? 0, { pinned: true });
  const done = await client.call("clean", {});
  const gone = FINAL.filter((state) => state !== "lost");
  deepEqual(done.map(({ name, state }) => [name, state]), gone.map((state) => [state, state]));
  deepEqual(namesOf(test), STATES.filter((state) => !(gone as string[]).includes(state)));
});

Deno.test("clean forgets those in the states asked for", async () => {
  await using test = withJobs();
  const client = await test.connect();
  await client.call("clean", { states: ["failed", "skipped"] });
  deepEqual(namesOf(test), STATES.filter((state) => state !== "failed" && state !== "skipped"));
});

Deno.test("clean refuses a state that is no end, and forgets nothing", async () => {
  await using test = withJobs();
  const client = await test.connect();
  await isRefused(client.call("clean", { states: ["failed", "running"] }), "bad_request", {
    message: "Cannot clean jobs that are running: only those that have ended",
  });
  deepEqual(namesOf(test), [...STATES]);
});
