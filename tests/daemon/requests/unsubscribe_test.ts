import { strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { until } from "../../support/deadline.ts";
import { RawClient } from "../../support/raw_client.ts";
import { TestSession } from "../../support/test_session.ts";

const everything = { names: [], all: true };

Deno.test("unsubscribe ends a subscription whose loop was left: one connection opens more than there may be", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (let n = 0; n <= LIMITS.subscribers; n++) {
    const events = await client.events(everything);
    test.add({ state: "held" });
    await client.call("stop", { jobs: everything });
    for await (const _ of events) break;
  }
  const { events: log } = test.session;
  await until("chored has heard of the last", () => log.listeners === 0);
});

Deno.test("unsubscribe ends a subscription over which no loop has begun", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const [left, kept] = [await client.events(everything), await client.events(everything)];
  await left[Symbol.asyncIterator]().return?.();
  left.close();
  await client.call("session", {});
  equal(test.session.events.listeners, 1);
  kept.close();
  await client.call("session", {});
  equal(test.session.events.listeners, 0);
});

Deno.test("unsubscribe knows the client's own subscriptions alone, and takes an unknown id for ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  await client.events(everything);
  using other = await RawClient.greet(test.session.paths.socket);
  for (const id of [0, 1, 7]) {
    await other.request(id + 1, "unsubscribe", { body: { id } });
    equal((await other.next())?.kind, "reply");
  }
  equal(test.session.events.listeners, 1);
});

Deno.test("events of an id that is used again replace what it was for", async () => {
  await using test = new TestSession();
  using client = await RawClient.greet(test.session.paths.socket);
  for (let n = 0; n < 3; n++) {
    await client.request(5, "events", { body: { jobs: everything } });
    equal((await client.next())?.kind, "reply");
    equal(test.session.events.listeners, 1);
  }
  await client.request(6, "unsubscribe", { body: { id: 5 } });
  await client.next();
  equal(test.session.events.listeners, 0);
});
