import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { until } from "../support/deadline.ts";
import { TestSession } from "../support/test_session.ts";

/** As a fault of chored, or of a chored before it, may have left the job. */
function spoil({ session }: TestSession, id: number, row: { spec: string } | { rules: string }) {
  const [[column, text] = []] = Object.entries(row);
  const put = (value: string | null) => {
    using database = new DatabaseSync(session.paths.store);
    database.prepare(`UPDATE job SET ${column} = ? WHERE id = ?`).run(value, id);
  };
  put(text ?? null);
  return { [Symbol.dispose]: () => put(null) };
}

Deno.test("giveUp() fails a job that cannot begin, with the reason, and the next one begins", async () => {
  await using test = new TestSession();
  const { store, planner } = test.session;
  const broken = test.add({ name: "broken", state: "queued" });
  const good = test.add({ name: "good", state: "queued" });
  spoil(test, broken, { spec: JSON.stringify({ hooks: null }) });
  planner.plan();
  await test.reaches(good, "starting");
  const { state, why, run } = store.job(broken) ?? {};
  deepEqual([state, run], ["failed", null]);
  match(why ?? "", /^it could not start: a fault of chored: /);
  equal(test.logged.some((line) => line.startsWith(`error job ${broken}: a fault`)), true);
});

Deno.test("giveUp() leaves out what cannot even be read, and the next one begins", async () => {
  await using test = new TestSession();
  const broken = test.add({ name: "broken", state: "queued" });
  const good = test.add({ name: "good", state: "queued" });
  using _ = spoil(test, broken, { rules: "{" });
  test.session.planner.plan();
  await test.reaches(good, "starting");
  const late = test.add({ name: "late", state: "queued" });
  test.session.planner.plan();
  await test.reaches(late, "starting");
  const said = test.logged.filter((line) => line.startsWith(`error job ${broken}:`));
  equal(said.length, 2, "it is tried once, and given up once");
});

Deno.test("wakeLater() puts off a job that cannot be woken, and wakes the next one", async () => {
  await using test = new TestSession();
  const { store } = test.session;
  const wakeAt = test.session.now() - 1;
  const broken = test.add({ name: "broken", state: "scheduled", wakeAt });
  const good = test.add({ name: "good", state: "scheduled", wakeAt });
  using _ = spoil(test, broken, { rules: "{" });
  test.session.planner.plan();
  await until("the other is woken", () => store.job(good)?.state !== "scheduled");
  deepEqual(store.plan.due(test.session.now(), 10), []);
  equal(test.logged.filter((line) => line.startsWith(`error job ${broken}:`)).length, 1);
});
