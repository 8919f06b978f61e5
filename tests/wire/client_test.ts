import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Client, CLIENT_PROTOCOL_VERSION, Disconnected, Refusal } from "../../wire/client.ts";
import type { JobEvent } from "../../wire/replies.ts";
import { PROTOCOL_VERSION } from "../../wire/version.ts";
import { within } from "../support/deadline.ts";
import { type Accepted, FakeServer } from "../support/fake_server.ts";

const build = { names: ["build"], all: false };

interface Connected extends Disposable {
  readonly client: Client;
  readonly server: Accepted;
  /** a message as chored sends it */
  tell(message: object): void;
}

async function connect(hear?: Parameters<FakeServer["accept"]>[0]): Promise<Connected> {
  const fake = new FakeServer();
  const [client, server] = await Promise.all([
    Client.connect(fake.path, "a test"),
    fake.accept(hear),
  ]);
  return {
    client,
    server,
    tell: (message) => server.channel.send(message),
    [Symbol.dispose]() {
      client.close();
      fake[Symbol.dispose]();
    },
  };
}

const event = (id: number): JobEvent => ({
  ...{ seq: id, kind: "state", group: "default" },
  ...{ at: "2026-11-24T17:00:00.000Z", id, name: "build", state: "running" },
  ...{ was: "starting", run: 7, why: "its command runs" },
});

Deno.test("Client.connect() says hello first, in the protocol's number", async () => {
  using connected = await connect();
  equal(CLIENT_PROTOCOL_VERSION, PROTOCOL_VERSION);
  deepEqual(await connected.server.hearer.first(1), [
    { kind: "hello", role: "client", version: PROTOCOL_VERSION, who: "a test" },
  ]);
});

Deno.test("Client.connect() cuts the text that says who it is", async () => {
  using fake = new FakeServer();
  const connecting = Client.connect(fake.path, "x".repeat(LIMITS.whoChars + 1));
  const { hearer } = await fake.accept();
  using _client = await connecting;
  const [hello] = await hearer.first(1) as [{ who: string }];
  equal(hello.who.length, LIMITS.whoChars);
});

Deno.test("Client.connect() rejects where nobody listens", async () => {
  await rejects(Client.connect("/no/such/socket", "a test"), Deno.errors.NotFound);
});

Deno.test("Client.hello is what chored says first", async () => {
  using connected = await connect();
  const hello = { kind: "hello", version: 1, program: "0.1.0", session: "s" };
  connected.tell(hello);
  deepEqual(await within("hello", connected.client.hello), hello);
});

Deno.test("Client.hello rejects with the reason for which chored sends it away", async () => {
  using connected = await connect();
  connected.tell({ kind: "refusal", id: 0, code: "limit", message: "too many clients" });
  await rejects(within("hello", connected.client.hello), new Refusal("limit", "too many clients"));
});

Deno.test("Client.call() gives each reply to the request that it is for, in whatever order", async () => {
  using connected = await connect();
  const { client, server, tell } = connected;
  const first = client.call("why", { jobs: build });
  const second = client.call("session", {});
  deepEqual((await server.hearer.first(3)).slice(1), [
    { kind: "request", id: 1, verb: "why", body: { jobs: build } },
    { kind: "request", id: 2, verb: "session", body: {} },
  ]);
  tell({ kind: "reply", id: 2, value: { pid: 7 } });
  tell({ kind: "reply", id: 1, value: [{ id: 1, name: "build", why: "queued" }] });
  deepEqual(await within("a reply", second), { pid: 7 });
  deepEqual(await within("a reply", first), [{ id: 1, name: "build", why: "queued" }]);
});

Deno.test("Client.call() rejects with chored's refusal, and the client goes on", async () => {
  using connected = await connect();
  const { client, tell } = connected;
  const refused = client.call("kill", { jobs: build });
  const taken = client.call("session", {});
  tell({ kind: "refusal", id: 1, code: "no_such_job", message: 'Cannot find job "build"' });
  tell({ kind: "reply", id: 2, value: null });
  await rejects(within("a refusal", refused), (error) => {
    ok(error instanceof Refusal);
    deepEqual([error.name, error.code], ["Refusal", "no_such_job"]);
    return error.message === 'Cannot find job "build"';
  });
  equal(await within("a reply", taken), null);
});

Deno.test("Client.call() rejects when the connection is lost before the reply", async () => {
  using connected = await connect();
  const calls = [connected.client.call("session", {}), connected.client.call("session", {})];
  await connected.server.hearer.first(3);
  connected.server.channel.end("chored is gone");
  for (const call of calls) await rejects(within("the loss", call), Disconnected);
  await rejects(connected.client.hello, Disconnected);
});

Deno.test("Client.call() rejects at once when the connection is lost already", async () => {
  using connected = await connect();
  connected.server.channel.end("chored is gone");
  await rejects(within("the loss", connected.client.hello), Disconnected);
  await rejects(connected.client.call("session", {}), Disconnected);
});

Deno.test("Client.call() rejects what is open when the client is closed", async () => {
  using connected = await connect();
  await connected.server.hearer.first(1);
  const call = connected.client.call("session", {});
  connected.client.close();
  await rejects(within("the end", call), Disconnected);
  await rejects(connected.client.call("session", {}), Disconnected);
});

Deno.test("Client makes nothing of replies and events that nobody waits for", async () => {
  using connected = await connect();
  const { client, tell } = connected;
  const call = client.call("session", {});
  for (const kind of ["reply", "refusal", "event", "missed", "news"]) tell({ kind, id: 99 });
  tell({ kind: "reply", id: 1, value: 1 });
  tell({ kind: "reply", id: 1, value: 2 });
  equal(await within("a reply", call), 1);
});

Deno.test("Client.events() gives the events of its own subscription, in order", async () => {
  using connected = await connect();
  const { client, server, tell } = connected;
  const opening = client.events(build);
  deepEqual((await server.hearer.first(2))[1], {
    ...{ kind: "request", id: 1, verb: "events", body: { jobs: build } },
  });
  // the first events may come before the reply
  tell({ kind: "event", id: 1, event: event(1) });
  tell({ kind: "event", id: 2, event: event(99) });
  tell({ kind: "reply", id: 1, value: null });
  tell({ kind: "event", id: 1, event: event(2) });
  const events = await within("the subscription", opening);
  const seen: number[] = [];
  for await (const { id } of events) {
    seen.push(id);
    if (seen.length === 2) break;
  }
  deepEqual(seen, [1, 2]);
  tell({ kind: "event", id: 1, event: event(3) });
  equal(events.missed, 0);
});

Deno.test("Client.events() counts what chored left out", async () => {
  using connected = await connect();
  const { client, tell } = connected;
  const opening = client.events(build);
  tell({ kind: "reply", id: 1, value: null });
  tell({ kind: "missed", id: 1, count: 5 });
  tell({ kind: "missed", id: 1, count: 2 });
  tell({ kind: "event", id: 1, event: event(8) });
  const events = await within("the subscription", opening);
  for await (const { id } of events) {
    equal(id, 8);
    break;
  }
  equal(events.missed, 7);
});

Deno.test("Client.events() ends its events with the connection, after those that came", async () => {
  using connected = await connect();
  const { client, server, tell } = connected;
  const opening = client.events(build);
  tell({ kind: "reply", id: 1, value: null });
  tell({ kind: "event", id: 1, event: event(1) });
  const events = await within("the subscription", opening);
  server.channel.close();
  const seen = await within("the end", Array.fromAsync(events));
  deepEqual(seen, [event(1)]);
});

Deno.test("Client.events() rejects with chored's refusal", async () => {
  using connected = await connect();
  const opening = connected.client.events(build);
  connected.tell({ kind: "refusal", id: 1, code: "limit", message: "256 others listen" });
  await rejects(within("a refusal", opening), new Refusal("limit", "256 others listen"));
});

Deno.test("Client.call() puts the parts of a long reply together, each reply its own", async () => {
  using connected = await connect();
  const { client, tell } = connected;
  const [first, second] = [
    client.call("stop", { jobs: build }),
    client.call("why", { jobs: build }),
  ];
  tell({ kind: "part", id: 1, value: [1, 2] });
  tell({ kind: "part", id: 99, value: [0] });
  tell({ kind: "part", id: 2, value: [7] });
  tell({ kind: "part", id: 1, value: [3] });
  tell({ kind: "reply", id: 1, value: [4] });
  tell({ kind: "reply", id: 2, value: [] });
  deepEqual(await within("a reply", first), [1, 2, 3, 4] as unknown);
  deepEqual(await within("a reply", second), [7] as unknown);
});

Deno.test("Client.call() rejects with the reason for which chored sends it away, hello or not", async () => {
  using connected = await connect();
  const { client, server, tell } = connected;
  const reason = new Refusal("limit", "too many clients");
  const call = client.call("session", {});
  tell({ kind: "refusal", id: 0, code: "limit", message: "too many clients" });
  await rejects(within("a refusal", call), reason);
  server.channel.close();
  await rejects(within("a refusal", client.call("session", {})), reason);
  await rejects(within("a refusal", client.events(build)), reason);
});

Deno.test("Client.events() tells chored when its loop is left, once, and not of what chored ended", async () => {
  using connected = await connect();
  const { client, server, tell } = connected;
  const opening = client.events(build);
  tell({ kind: "reply", id: 1, value: null });
  const events = await within("the subscription", opening);
  tell({ kind: "event", id: 1, event: event(1) });
  for await (const _ of events) break;
  events.close();
  const asked = client.call("session", {});
  tell({ kind: "reply", id: 3, value: null });
  await within("a reply", asked);
  deepEqual((await server.hearer.first(4)).slice(2), [
    { kind: "request", id: 2, verb: "unsubscribe", body: { id: 1 } },
    { kind: "request", id: 3, verb: "session", body: {} },
  ]);
});
