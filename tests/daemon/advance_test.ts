import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { advance } from "../../daemon/advance.ts";
import type { Change } from "../../daemon/changes.ts";
import { EVENTS, isFinal, next, STATES } from "../../job/state.ts";
import { TestSession } from "../support/test_session.ts";

/** All changes that `test` publishes from now on. */
function listen(test: TestSession): Change[] {
  const changes: Change[] = [];
  test.session.changes.listen((change) => changes.push(change));
  return changes;
}

/** A test with a session that starts nothing by itself. */
function withSession(name: string, act: (test: TestSession) => void | Promise<void>) {
  Deno.test(name, async () => {
    await using test = new TestSession();
    test.session.ending = true;
    await act(test);
  });
}

withSession("advance() goes by the table of states, for each state and event", (test) => {
  const { store } = test.session;
  const id = test.add();
  for (const state of STATES) {
    for (const event of EVENTS) {
      store.changeJob(id, { state, why: "before", endedAt: null });
      const after = next(state, event);
      equal(advance(test.session, id, { event, why: "after" }), after !== undefined);
      const job = store.job(id);
      equal(job?.state, after ?? state);
      equal(job?.why, after === undefined ? "before" : "after");
      equal(typeof job?.endedAt === "number", after !== undefined && isFinal(after));
    }
  }
});

withSession("advance() tells what has changed, after it is in the store", (test) => {
  const { store, changes } = test.session;
  const id = test.add({ name: "build", state: "queued" });
  let stored: string | undefined;
  changes.listen(() => stored = store.job(id)?.state);
  const heard = listen(test);
  ok(advance(test.session, id, { event: "hold", why: "held by ann" }));
  const [{ at, ...change } = { at: 0 }] = heard;
  ok(Math.abs(at - Date.now()) < 5000);
  deepEqual(change, {
    ...{ job: id, name: "build", was: "queued", state: "held", run: null, why: "held by ann" },
  });
  equal(stored, "held");
  ok(test.logged.includes(`info job ${id} "build": queued -> held: held by ann`));
});

withSession(
  "advance() says no, changes nothing and tells nobody where the event means nothing",
  (test) => {
    const id = test.add({ state: "queued" });
    const before = test.session.store.job(id);
    const heard = listen(test);
    const step = { event: "succeed", why: "", job: { pinned: true } } as const;
    equal(advance(test.session, id, step), false);
    equal(advance(test.session, 99, step), false);
    deepEqual([test.session.store.job(id), heard], [before, []]);
  },
);

withSession("advance() takes a job through several steps at once, and tells of each", (test) => {
  const { store } = test.session;
  const id = test.add({ state: "failed" });
  const heard = listen(test);
  const steps = (["again", "due", "ready"] as const).map((event) => ({ event, why: event }));
  ok(advance(test.session, id, steps));
  deepEqual(heard.map(({ was, state }) => [was, state]), [
    ["failed", "scheduled"],
    ["scheduled", "waiting"],
    ["waiting", "queued"],
  ]);
  equal(store.job(id)?.state, "queued");
});

withSession("advance() does none of several steps where one means nothing", (test) => {
  const { store } = test.session;
  const id = test.add({ state: "failed" });
  const heard = listen(test);
  const steps = (["again", "succeed"] as const).map((event) => ({ event, why: event }));
  throws(() => advance(test.session, id, steps), /succeed means nothing there/);
  deepEqual([store.job(id)?.state, heard], ["failed", []]);
  equal(advance(test.session, id, steps.toReversed()), false);
  equal(store.job(id)?.state, "failed");
});

withSession("advance() begins a run in the same transaction, once it is prepared", (test) => {
  const { store } = test.session;
  const id = test.add({ name: "build", state: "queued" });
  const prepared: number[] = [];
  const newRun = { label: "build-1", prepare: (run: number) => void prepared.push(run) };
  ok(advance(test.session, id, { event: "start", why: "", newRun, run: { attempts: 1 } }));
  const run = store.job(id)?.run ?? 0;
  deepEqual(prepared, [run]);
  deepEqual([store.run(run)?.label, store.run(run)?.attempts], ["build-1", 1]);
  ok(advance(test.session, id, { event: "run", why: "", run: { pid: 42 } }));
  equal(store.run(run)?.pid, 42);
});

withSession("advance() leaves no run behind that could not be prepared", (test) => {
  const { store } = test.session;
  const id = test.add({ state: "queued" });
  const heard = listen(test);
  const prepare = () => {
    throw new Error("no room");
  };
  const step = { event: "start", why: "", newRun: { label: "build-1", prepare } } as const;
  throws(() => advance(test.session, id, step), /no room/);
  deepEqual([store.job(id)?.state, store.job(id)?.run, store.runsOf(id)], ["queued", null, []]);
  deepEqual(heard, []);
});
