import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import type { EventKind } from "../../../job/event_kind.ts";
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
  equal(test.session.events.listeners, 1);
  client.close();
  await until("nobody listens", () => test.session.events.listeners === 0);
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

/** Puts so many events on record, as changes of job `count`. */
function happen(test: TestSession, numbers: readonly number[], kind: EventKind = "state"): void {
  const { store, events } = test.session;
  store.transaction(() => {
    for (const job of numbers) {
      events.note({
        ...{ at: 1000 * job, kind, job, name: `job_${job}`, group: job % 2 ? "odd" : "even" },
        ...{ was: null, state: "queued", run: null, why: "x".repeat(LIMITS.reasonChars) },
      });
    }
  });
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

type Told =
  | { readonly kind: "event"; readonly event: JobEvent }
  | { readonly kind: "missed"; readonly count: number }
  | { readonly kind: "live" };

Deno.test("events tells what is on record after an event, or since a moment, then what happens, each once", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  happen(test, numbers(1, 500));
  for (const from of [{ after: 250 }, { since: 251_000 }, { after: 250, since: 0 }]) {
    const events = await client.events(everything, from);
    const last = test.session.events.store.last();
    happen(test, [last + 1]);
    const seen = await next(events, last + 1 - 250);
    deepEqual(seen.map(({ seq }) => seq), numbers(251, last + 1));
  }
  equal(test.session.events.store.last(), 503);
});

Deno.test("events tells of what is on record that is wanted, and where it ends", async () => {
  await using test = new TestSession();
  using watcher = await RawClient.greet(test.session.paths.socket);
  happen(test, numbers(1, 1000));
  happen(test, [1001, 1002, 1003], "ready");
  const body = { jobs: everything, since: 0, group: "odd", kinds: ["ready"] };
  await watcher.request(1, "events", { body });
  const words: string[] = [];
  while (words.length < 4) words.push((await watcher.next())?.kind ?? "");
  deepEqual(words.toSorted(), ["event", "event", "live", "reply"]);
});

Deno.test("events begins with what happens next where what is to come after is not there", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  happen(test, [1, 2]);
  for (const from of [{ after: 1000 }, { since: 5_000_000 }]) {
    const events = await client.events(everything, from);
    await within("nothing has happened", events.live);
    const last = test.session.events.store.last();
    happen(test, [last + 1]);
    deepEqual((await next(events, 1)).map(({ seq }) => seq), [last + 1]);
  }
});

/** Reads all up to event `last`. */
async function readTo(
  watcher: RawClient,
  last: number,
): Promise<{ seen: number[]; missed: number }> {
  const seen: number[] = [];
  let missed = 0;
  while (seen.at(-1) !== last) {
    const word = await watcher.next() as Told | undefined;
    if (word?.kind === "event") seen.push(word.event.seq);
    else if (word?.kind === "missed") missed += word.count;
    else if (word === undefined) throw new Error("the connection has ended");
  }
  return { seen, missed };
}

Deno.test("events loses nothing to a slow reader that catches up", async () => {
  await using test = new TestSession();
  using watcher = await RawClient.greet(test.session.paths.socket);
  await watcher.request(1, "events", { body: { jobs: everything } });
  await watcher.next();
  const many = 6 * Math.ceil(LIMITS.eventQueueBytes / LIMITS.reasonChars);
  ok(many < LIMITS.eventsKept);
  happen(test, numbers(1, many));
  const reading = readTo(watcher, many + 10);
  for (const number of numbers(many + 1, many + 10)) {
    await Promise.resolve();
    happen(test, [number]);
  }
  deepEqual(await reading, { seen: numbers(1, many + 10), missed: 0 });
});

Deno.test("events says how many a slow reader has missed that the store no longer has", async () => {
  await using test = new TestSession();
  using watcher = await RawClient.greet(test.session.paths.socket);
  await watcher.request(1, "events", { body: { jobs: everything } });
  await watcher.next();
  const many = 2 * LIMITS.eventsKept;
  // its reader takes nothing meanwhile
  for (let from = 1; from <= many; from += 1000) happen(test, numbers(from, from + 999));
  const { seen, missed } = await readTo(watcher, many);
  ok(missed > 0);
  equal(seen.length + missed, many);
  deepEqual(seen.toSorted((a, b) => a - b), seen);
});

Deno.test("events sends to a reader that takes nothing no more than its bound", async () => {
  await using test = new TestSession();
  using watcher = await RawClient.greet(test.session.paths.socket);
  happen(test, numbers(1, LIMITS.eventsKept));
  await watcher.request(1, "events", { body: { jobs: everything, since: 0 } });
  await watcher.next();
  happen(test, numbers(1, 1000));
  const { queuedBytes } = test.session.peers.dump[0] ?? { queuedBytes: Infinity };
  const pageBytes = LIMITS.eventPage * 2 * LIMITS.reasonChars;
  ok(queuedBytes <= LIMITS.eventQueueBytes + pageBytes, String(queuedBytes));
});
