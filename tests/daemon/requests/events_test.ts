import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import type { Change } from "../../../daemon/changes.ts";
import type { JobEvent } from "../../../wire/replies.ts";
import { until, within } from "../../support/deadline.ts";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { RawClient } from "../../support/raw_client.ts";
import { isRefused } from "../../support/refusals.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const everything = { names: [], all: true };

/** The next `count` events. */
async function next(events: AsyncIterable<JobEvent>, count: number): Promise<JobEvent[]> {
  const seen: JobEvent[] = [];
  const reading = async () => {
    for await (const event of events) if (seen.push(event) === count) return;
  };
  await within(`${count} events`, reading());
  return seen;
}

Deno.test("events tells each change of all jobs, also of those to come, in order", async () => {
  await using test = new TestSession();
  const [client, watcher] = [await test.connect(), await test.connect()];
  const events = await watcher.events(everything);
  const { id, name, worker } = await FakeWorker.start(test, client);
  worker.report(exited(3));
  const seen = await next(events, 4);
  deepEqual(seen.map(({ was, state, run }) => [was, state, run]), [
    [null, "queued", null],
    ["queued", "starting", 1],
    ["starting", "running", 1],
    ["running", "failed", 1],
  ]);
  ok(seen.every((event) => event.id === id && event.name === name));
  match(seen[0]?.at ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  equal(seen[3]?.why, "exit code 3");
  equal(events.missed, 0);
});

Deno.test("events tells of the selected jobs alone", async () => {
  await using test = new TestSession();
  const [client, watcher] = [await test.connect(), await test.connect()];
  test.add({ name: "held", state: "held" });
  const events = await watcher.events({ names: ["held"], all: false });
  await client.call("run", { request: "r", spec: specOf() });
  await client.call("stop", { jobs: { names: ["held"], all: false } });
  const [first] = await next(events, 1);
  deepEqual([first?.name, first?.state], ["held", "stopped"]);
});

Deno.test("events ends with the connection", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  await client.events(everything);
  equal(test.session.changes.listeners, 1);
  client.close();
  await until("nobody listens", () => test.session.changes.listeners === 0);
});

Deno.test("events refuses one subscription more than there may be", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (let n = 1; n < LIMITS.subscribers; n++) test.session.changes.listen(() => {});
  await client.events(everything);
  await isRefused(client.events(everything), "limit", {
    message: "Cannot subscribe: 256 others listen already",
  });
});

const change = (job: number): Change => ({
  ...{ at: 0, job, name: "build", was: "queued", state: "starting", run: 7 },
  why: "x".repeat(LIMITS.reasonChars),
});

Deno.test("events leaves out what a slow reader has no room for, and says how many", async () => {
  await using test = new TestSession();
  using watcher = await RawClient.greet(test.session.paths.socket);
  await watcher.request(1, "events", { body: { jobs: everything } });
  await watcher.next();
  const many = 6 * Math.ceil(LIMITS.eventQueueBytes / LIMITS.reasonChars);
  let published = 0;
  const publish = () => test.session.changes.publish(change(++published));
  while (published < many) publish();
  let [events, missed, last] = [0, 0, 0];
  const reading = (async () => {
    while (last <= many) {
      const word = await watcher.next() as Told;
      if (word.kind === "missed") missed += word.count;
      else [events, last] = [events + 1, word.event.id];
    }
  })();
  // what is left out is told with the first event for which there is room again
  await until("the reader has caught up", () => {
    publish();
    return last > many;
  });
  await reading;
  ok(missed > 0);
  equal(events + missed, last);
  publish();
  while (last < published) {
    const word = await watcher.next() as Told;
    equal(word.kind, "event");
    if (word.kind === "event") last = word.event.id;
  }
});

type Told =
  | { readonly kind: "event"; readonly event: JobEvent }
  | { readonly kind: "missed"; readonly count: number };
