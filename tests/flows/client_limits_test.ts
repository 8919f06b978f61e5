import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { connect, type SessionView } from "../../mod.ts";
import { encodeFrame } from "../../wire/frame.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { HELLO, RawClient } from "../support/raw_client.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chored serves 200 clients at once, up to its limit, and says no to the next", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  const { base } = home;
  const connectAll = (count: number) =>
    Promise.all(Array.from({ length: count }, () => connect({ base })));
  const sessions = await connectAll(200);
  const lists = await Promise.all(sessions.map((session) => session.list()));
  equal(lists.every(([job]) => job?.name === "job"), true);
  const waits = sessions.map((session) => session.wait("job"));
  sessions.push(...await connectAll(LIMITS.clients - 200));
  equal((await sessions[0]?.session())?.clients, LIMITS.clients);

  using late = await RawClient.connect(home.paths().socket);
  const [refusal] = await late.rest();
  deepEqual([refusal?.kind, refusal?.code], ["refusal", "limit"]);
  const program = await home.chore(["list"]);
  deepEqual([program.code, program.stdout], [103, ""]);
  match(program.stderr, new RegExp(`more than ${LIMITS.clients} clients at once$`, "m"));

  await sessions.at(-1)?.kill("job");
  const ended = await Promise.all(waits);
  equal(ended.every(([job]) => job?.state === "stopped"), true);
  for (const session of sessions) session.close();
  await until("they have left", async () => await clientsOf(home) === 1);
});

Deno.test("chored sends a client away that says nothing, and not before its time", async () => {
  await using home = await makeHome();
  const began = Date.now();
  using silent = await RawClient.connect(home.paths().socket);
  using slow = await RawClient.connect(home.paths().socket);
  await slow.sendBytes(encodeFrame(HELLO).subarray(0, 7));
  for (const client of [silent, slow]) {
    const [refusal] = await client.rest();
    deepEqual([refusal?.code, refusal?.message], ["bad_request", "no hello in time"]);
  }
  const elapsed = Date.now() - began;
  equal(elapsed >= LIMITS.helloMs - 50, true, `${elapsed} ms`);
  equal(await clientsOf(home), 1);
});

Deno.test("chored ends the connection of a client that never reads, and serves the others meanwhile", async () => {
  await using home = await makeHome();
  const long = Array.from({ length: 4 }, () => "x".repeat(LIMITS.wordBytes));
  await home.run("-j", "job", "--", "true", ...long.slice(0, 3));
  await home.ask(["wait", "job"]);
  using deaf = await RawClient.greet(home.paths().socket);
  const jobs = { names: ["job"], all: false };
  for (let id = 1; id <= 60; id++) await deaf.request(id, "show", { body: { jobs } });
  equal(await home.ask(["list", "-q"]), "job\n");
  await until("it is sent away", async () => await clientsOf(home) === 1);
  const words = await deaf.rest();
  equal(words.length < 60, true, "the rest was never sent");
  match(await Deno.readTextFile(home.paths().log), /serves session/);
});

Deno.test("chored ends a connection for a frame that is too long, cut, no CBOR or no map, and no more than that", async () => {
  await using home = await makeHome();
  const { socket } = home.paths();
  const head = (bytes: number) => new Uint8Array(new Uint32Array([bytes]).buffer).reverse();
  const frame = (body: Uint8Array) => new Uint8Array([...head(body.length), ...body]);
  const nested = new Uint8Array(200_001).fill(0x81).with(200_000, 0xf6);
  const bad: [name: string, bytes: Uint8Array][] = [
    ["too long", head(LIMITS.frameBytes + 1)],
    ["far too long", head(0xffff_ffff)],
    ["no CBOR", frame(new Uint8Array([0xff, 0xff]))],
    ["CBOR that is cut", frame(new Uint8Array([0xa1, 0x64, 0x6b]))],
    ["an array", frame(new Uint8Array([0x81, 0x01]))],
    ["a number", frame(new Uint8Array([0x01]))],
    ["nothing", frame(new Uint8Array())],
    [
      "text that goes on for ever",
      frame(new Uint8Array([0x7b, 255, 255, 255, 255, 255, 255, 255, 255])),
    ],
    ["arrays without end", frame(nested)],
    ["no frame at all", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
  ];
  using witness = await RawClient.greet(socket);
  for (const [name, bytes] of bad) {
    for (const isGreeted of [false, true]) {
      using client = await (isGreeted ? RawClient.greet(socket) : RawClient.connect(socket));
      await client.sendBytes(bytes);
      const words = await client.rest();
      equal(words.every(({ kind }) => kind === "refusal"), true, name);
    }
  }
  {
    using cut = await RawClient.greet(socket);
    await cut.sendBytes(
      encodeFrame({ kind: "request", id: 1, verb: "list", body: {} }).subarray(0, 9),
    );
  }
  await witness.request(7, "list");
  equal((await witness.next())?.kind, "reply");
  equal(await clientsOf(home), 2);
});

Deno.test("chored takes a frame of exactly its limit", async () => {
  await using home = await makeHome();
  const bare = encodeFrame({ ...HELLO, pad: "" }).length - 4;
  // a text of that length has a head of five bytes, not one
  const pad = "x".repeat(LIMITS.frameBytes - bare - 4);
  const frame = encodeFrame({ ...HELLO, pad });
  equal(frame.length, 4 + LIMITS.frameBytes);
  using client = await RawClient.connect(home.paths().socket);
  await client.sendBytes(frame);
  equal((await client.next())?.kind, "hello");
});

Deno.test("chored refuses another version and wrong shapes with words, and answers what is right", async () => {
  await using home = await makeHome();
  const { socket } = home.paths();
  const hellos: [hello: object, message: RegExp][] = [
    [
      { ...HELLO, version: 99 },
      /^this chored speaks version \d+ of the protocol, not 99: use the programs of one/,
    ],
    [{ ...HELLO, who: "x".repeat(LIMITS.whoChars + 1) }, /^bad hello: who: /],
    [{ ...HELLO, who: 1 }, /^bad hello: who: /],
    [{ ...HELLO, role: "king" }, /^bad hello: role: /],
    [{ kind: "request", id: 1, verb: "list", body: {} }, /^bad hello: /],
  ];
  for (const [hello, message] of hellos) {
    using client = await RawClient.connect(socket);
    await client.send(hello);
    const [refusal, ...more] = await client.rest();
    deepEqual([refusal?.code, refusal?.id, more.length], ["bad_request", 0, 0]);
    match(refusal?.message ?? "", message);
  }
  using strange = await RawClient.greet(socket);
  await strange.request(1, "dance");
  match((await strange.rest())[0]?.message ?? "", /^bad request: verb: /);

  using client = await RawClient.greet(socket);
  const bodies: [verb: string, body: unknown][] = [
    ["list", { states: ["sleepy"] }],
    ["list", { limit: LIMITS.listedJobs + 1 }],
    ["show", null],
    ["show", { jobs: { names: [1], all: false } }],
    ["run", { request: "x".repeat(LIMITS.requestIdChars + 1), spec: {} }],
    ["signal", { jobs: { names: [], all: true }, signal: "SIGNONE" }],
    ["stop", { jobs: { names: [], all: true }, graceMs: -1 }],
    ["stop", { jobs: { names: [], all: true }, graceMs: LIMITS.graceMaxMs + 1 }],
  ];
  for (const [id, [verb, body]] of bodies.entries()) {
    await client.request(id, verb, { body });
    const refusal = await client.next();
    deepEqual([refusal?.id, refusal?.code], [id, "bad_request"], verb);
    match(refusal?.message ?? "", new RegExp(`^Cannot ${verb}: `));
  }
  await client.request(99, "list", { body: { limit: LIMITS.listedJobs } });
  equal((await client.next())?.kind, "reply");
});

Deno.test("chored takes as many requests and waiters as its limits, and refuses the next", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  using client = await RawClient.greet(home.paths().socket);
  const body = { jobs: { names: ["job"], all: false } };
  for (let id = 1; id <= LIMITS.requestsInFlight; id++) await client.request(id, "wait", { body });
  await client.request(0, "list");
  const over = await client.next();
  deepEqual([over?.id, over?.code], [0, "limit"]);
  match(over?.message ?? "", /requests in flight$/);

  const other = await home.chore(["wait", "job"]);
  deepEqual([other.code, other.stdout], [103, ""]);
  equal(other.stderr, `chore: Cannot wait: ${LIMITS.subscribers} others wait already\n`);
  await home.ask(["kill", "--no-wait", "job"]);
  const ids = new Set<number>();
  while (ids.size < LIMITS.requestsInFlight) {
    const reply = await client.next();
    equal(reply?.kind, "reply");
    ids.add(reply?.id ?? 0);
  }
  equal((await home.chore(["wait", "job"])).code, 137);
});

async function clientsOf(home: UserHome): Promise<number> {
  return (await home.json<SessionView>(["session"])).clients;
}
