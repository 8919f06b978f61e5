import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { REQUESTS, type Verb } from "../../wire/messages.ts";
import { until, within } from "../support/deadline.ts";
import { FakeWorker } from "../support/fake_worker.ts";
import { HELLO, RawClient, type Word } from "../support/raw_client.ts";
import { TestSession } from "../support/test_session.ts";

/** What a client hears that says `first`, until its connection is closed. */
async function answerTo(test: TestSession, first: object | Uint8Array): Promise<Word[]> {
  using client = await RawClient.connect(test.session.paths.socket);
  await (first instanceof Uint8Array ? client.sendBytes(first) : client.send(first));
  return await client.rest();
}

/** That the session still serves. */
async function serves(test: TestSession): Promise<void> {
  const client = await test.connect();
  equal((await within("a reply", client.call("session", {}))).session, "test");
  client.close();
}

const refusal = (message: string): Word => ({
  kind: "refusal",
  id: 0,
  code: "bad_request",
  message,
});

Deno.test("Peer answers a hello with its own", async () => {
  await using test = new TestSession();
  using client = await RawClient.connect(test.session.paths.socket);
  await client.send(HELLO);
  const { recovered, program, ...hello } = await client.next() as Word & Record<string, unknown>;
  deepEqual(hello, { kind: "hello", version: 1, session: "test" });
  match(String(program), /^\d+\.\d+\.\d+$/);
  deepEqual(recovered, { readopted: 0, ended: 0, startedAgain: 0, lost: 0 });
});

Deno.test("Peer sends a client of another version away, and says why", async () => {
  await using test = new TestSession();
  deepEqual(await answerTo(test, { ...HELLO, version: 2 }), [
    refusal(
      "this chored speaks version 1 of the protocol, not 2: use the programs of one release",
    ),
  ]);
  await serves(test);
});

const BAD_FIRST: Readonly<Record<string, object>> = {
  'bad hello: role: Invalid type: Expected ("client" | "worker") but received "root"': {
    ...HELLO,
    role: "root",
  },
  'bad hello: kind: Invalid type: Expected "hello" but received "request"': {
    ...HELLO,
    kind: "request",
  },
  "bad hello: who: Invalid length: Expected <=128 but received 129": {
    ...HELLO,
    who: "x".repeat(129),
  },
};
for (const [message, first] of Object.entries(BAD_FIRST)) {
  Deno.test(`Peer sends a client away: ${message}`, async () => {
    await using test = new TestSession();
    deepEqual(await answerTo(test, first), [refusal(message)]);
    await serves(test);
  });
}

const GARBAGE: Readonly<Record<string, Uint8Array>> = {
  "text": new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"),
  "a frame that is too long": new Uint8Array([0xff, 0xff, 0xff, 0xff]),
  "a frame of arrays in arrays": new Uint8Array(4 + 60_000).fill(0x81).fill(0, 0, 2)
    .fill(0xea, 2, 3).fill(0x60, 3, 4),
  "a frame that is no map": new Uint8Array([0, 0, 0, 1, 0x07]),
};
for (const [what, bytes] of Object.entries(GARBAGE)) {
  Deno.test(`Peer closes the connection of one who sends ${what}, and no other`, async () => {
    await using test = new TestSession();
    const client = await test.connect();
    deepEqual(await answerTo(test, bytes), []);
    equal((await within("a reply", client.call("session", {}))).clients, 1);
  });
}

Deno.test("Peer lets a client go that leaves in the midst of a frame", async () => {
  await using test = new TestSession();
  const client = await RawClient.greet(test.session.paths.socket);
  await client.sendBytes(new Uint8Array([0, 0, 1, 0, 0xa1]));
  client[Symbol.dispose]();
  await until("it is gone", () => test.session.peers.count === 0);
  await serves(test);
});

Deno.test("Peer sends a client away whose words are no requests", async () => {
  await using test = new TestSession();
  using client = await RawClient.greet(test.session.paths.socket);
  await client.send({ kind: "request", id: 1, verb: "sudo", body: {} });
  const [word, ...rest] = await client.rest();
  match(word?.message ?? "", /^bad request: verb: Invalid type: Expected \("run" \| /);
  deepEqual([word?.kind, word?.id, rest.length], ["refusal", 0, 0]);
});

Deno.test("Peer hears no more of a client that it sends away", async () => {
  await using test = new TestSession();
  using client = await RawClient.connect(test.session.paths.socket);
  await Promise.all([
    client.send({ ...HELLO, version: 2 }),
    client.send(HELLO),
    client.request(1, "shutdown"),
  ]);
  equal((await client.rest()).length, 1);
  await serves(test);
  equal(test.session.ending, false);
});

for (const verb of Object.keys(REQUESTS) as Verb[]) {
  Deno.test(`Peer refuses a ${verb} of the wrong shape, and the client goes on`, async () => {
    await using test = new TestSession();
    using client = await RawClient.greet(test.session.paths.socket);
    for (const [id, body] of [[1, null], [2, "text"], [3, 7]] as const) {
      await client.request(id, verb, { body });
      const word = await client.next();
      deepEqual([word?.kind, word?.id, word?.code], ["refusal", id, "bad_request"]);
      ok(word?.message?.startsWith(`Cannot ${verb}: expected object, found `));
    }
    await client.request(4, "session");
    equal((await client.next())?.kind, "reply");
  });
}

Deno.test("Peer answers requests as they are done, each by its number", async () => {
  await using test = new TestSession();
  test.add({ name: "held", state: "held" });
  using client = await RawClient.greet(test.session.paths.socket);
  const jobs = { names: ["held"], all: false };
  await client.request(7, "wait", { body: { jobs } });
  await client.request(8, "stop", { body: { jobs } });
  const ids = [(await client.next())?.id, (await client.next())?.id];
  deepEqual(ids.sort(), [7, 8]);
});

Deno.test("Peer refuses one request more than may be open at once, and takes it later", async () => {
  await using test = new TestSession();
  test.add({ name: "held", state: "held" });
  using client = await RawClient.greet(test.session.paths.socket);
  const jobs = { names: ["held"], all: false };
  for (let id = 1; id < LIMITS.requestsInFlight; id++) {
    await client.request(id, "wait", { body: { jobs } });
  }
  await client.request(1000, "session");
  equal((await client.next())?.id, 1000);
  await client.request(1001, "wait", { body: { jobs } });
  await client.request(1002, "session");
  deepEqual(await client.next(), {
    ...{ kind: "refusal", id: 1002, code: "limit", message: "more than 256 requests in flight" },
  });
});

Deno.test("Peer tells a client of a bug in a word, and the log of it whole", async () => {
  await using test = new TestSession();
  using client = await RawClient.greet(test.session.paths.socket);
  test.session.store.countJobs = () => {
    throw new TypeError("nobody thought of that");
  };
  await client.request(1, "session");
  deepEqual(await client.next(), {
    ...{ kind: "refusal", id: 1, code: "system" },
    message: "Cannot do that: nobody thought of that",
  });
  ok(test.logged.some((line) => /^error a request failed: TypeError.*\n.*at /.test(line)));
});

Deno.test("Peers takes as many clients as there may be, and sends the next away", async () => {
  await using test = new TestSession();
  const clients: RawClient[] = [];
  for (let n = 0; n < LIMITS.clients; n++) {
    clients.push(await RawClient.greet(test.session.paths.socket));
  }
  deepEqual(await answerTo(test, HELLO), [
    { kind: "refusal", id: 0, code: "limit", message: "more than 256 clients at once" },
  ]);
  clients.pop()?.[Symbol.dispose]();
  await until("there is room", () => test.session.peers.count < LIMITS.clients);
  await serves(test);
  for (const client of clients) client[Symbol.dispose]();
});

Deno.test("Peers does not count workers among the clients", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  await FakeWorker.start(test, client);
  equal((await client.call("session", {})).clients, 1);
});

Deno.test("Peer waits for a hello no longer than it may take", async () => {
  await using test = new TestSession();
  using client = await withShortHello(async () => {
    const silent = await RawClient.connect(test.session.paths.socket);
    await until("it is taken", () => test.session.peers.count === 1);
    return silent;
  });
  deepEqual(await client.rest(), [refusal("no hello in time")]);
});

/** Has the deadline of a hello pass at once for those who connect meanwhile. */
async function withShortHello<T>(act: () => Promise<T>): Promise<T> {
  const { setTimeout } = globalThis;
  const short = (handler: () => void, ms = 0) =>
    setTimeout(handler, ms === LIMITS.helloMs ? 1 : ms);
  Object.assign(globalThis, { setTimeout: short });
  try {
    return await act();
  } finally {
    Object.assign(globalThis, { setTimeout });
  }
}
