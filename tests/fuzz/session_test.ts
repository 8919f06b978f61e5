// Fuzzing of a real chored over its socket: whatever bad clients send, it lives, answers a good one, and keeps neither memory nor an endless log for them.

import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { LIMITS } from "../../limits.ts";
import { encodeFrame } from "../../wire/frame.ts";
import { printable } from "../../system/text.ts";
import type { Chored } from "../support/chored.ts";
import { until, within } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { statusOf } from "../support/proc.ts";
import { HELLO, RawClient } from "../support/raw_client.ts";
import { type Row, VERBS } from "../wire/request_rows.ts";
import { joined, mutatedBytes } from "./bytes.ts";
import { fact, fuzz } from "./fuzz.ts";
import { FINALS, HELLOS } from "./good_records.ts";
import { mutatedValue } from "./values.ts";

/** Not to be done by a chored that is needed again; a worker of its own each would be too many. */
const LEFT_OUT = ["shutdown", "batch"];

const REQUESTS = Object.entries(VERBS as Readonly<Record<string, Row>>)
  .filter(([verb]) => !LEFT_OUT.includes(verb))
  .flatMap(([verb, { least, most }]) =>
    [least, most].map((body) => ({ kind: "request", id: 7, verb, body: tame(body) }))
  );

/** What runs by accident is nothing that does anything, and is not tried for ever. */
function tame(body: object): object {
  if (!("spec" in body)) return body;
  const { argv: _, orphan: __, when: ___, restart: ____, ...spec } = body.spec as Record<
    string,
    unknown
  >;
  return { ...body, dryRun: true, spec: { ...spec, argv: ["/nowhere/true"] } };
}

const hello = encodeFrame(HELLO);
const frames = REQUESTS.map(encodeFrame).filter(({ length }) => length < 50_000);
const request = mutatedValue(REQUESTS.filter((each) => encodeFrame(each).length < 50_000))
  .map((value) => isHarmless(value) ? frameOf(value) : new Uint8Array());

/** A mutation may make one verb of another. */
function isHarmless(value: unknown): boolean {
  return !LEFT_OUT.some((verb) => JSON.stringify(value, noBytes)?.includes(`"${verb}"`));
}

function noBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array || typeof value === "bigint" ? null : value;
}

/** What one bad client sends, in its order, and whether it waits for what is said to it. */
const badClient = fc.record({
  greets: fc.oneof(
    { weight: 4, arbitrary: fc.constant(hello) },
    { weight: 1, arbitrary: mutatedBytes([hello]) },
    { weight: 1, arbitrary: mutatedValue(HELLOS).map(frameOf) },
  ),
  says: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: request },
      { weight: 1, arbitrary: mutatedBytes([...frames, joined(...frames.slice(0, 5))]) },
      { weight: 1, arbitrary: mutatedValue(FINALS).map(frameOf) },
    ),
    { maxLength: 6 },
  ),
  stays: fc.boolean(),
});

const crowd = fc.array(badClient, { minLength: 1, maxLength: 8 });

/** A chored that tells all it does. */
class Place implements AsyncDisposable {
  private constructor(readonly home: Home, readonly chored: Chored) {}

  static async make(): Promise<Place> {
    const home = await Home.make();
    // in debug mode all that comes is described too
    return new Place(home, await home.start({ words: ["-d"] }));
  }

  get socket(): string {
    return this.home.paths().socket;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.home[Symbol.asyncDispose]();
  }
}

let shared: Place | undefined;

fuzz("session", {
  "chored lives and answers a good client, whatever bad ones send": fact(crowd, async (bad) => {
    const { socket, chored } = shared ?? await Place.make();
    const stayed = (await Promise.all(bad.map((each) => annoy(socket, each)))).flat();
    try {
      await checkGood(socket);
    } finally {
      for (const client of stayed) client[Symbol.dispose]();
    }
    ok(chored.isServing);
  }, { runs: 20, begin: async () => shared = await Place.make() }),
});

Deno.test("chored keeps no memory of its bad clients, and a log that has bounds", async () => {
  await using place = await Place.make();
  const { socket, chored, home } = place;
  const many = async (count: number) => {
    for (let n = 0; n < count; n += 20) {
      const some = fc.sample(badClient, 20);
      await Promise.all(some.map((each) => annoy(socket, { ...each, stays: false })));
    }
    await checkGood(socket);
    return Number(statusOf(chored.pid, "VmRSS")?.replace(" kB", ""));
  };
  // the first ones warm it up
  await many(140);
  const [before, after] = [await many(60), await many(200)];
  ok(after - before < grownKib, `${before} kB, and ${after} kB 200 clients later`);
  await checkLog(home.paths().log);
  await chored.kill("SIGTERM");
  equal((await chored.ended).code, 0);
});

async function checkLog(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  ok(text.length <= LIMITS.logBytes + 64 * 1024, `${text.length} bytes`);
  for (const line of text.split("\n").slice(1, -1)) {
    ok(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z (debug|info|warning|error) +.*$/.test(line) &&
        printable(line) === line,
      line,
    );
    ok(line.length < 4096, line.slice(0, 300));
    ok(!/a request failed|(Type|Range|Reference)Error/.test(line), line);
  }
}

/** What its heap may grow by before it is swept: a frame for each of those that come at once. */
const grownKib = 64 * 1024;

interface BadClient {
  readonly greets: Uint8Array;
  readonly says: readonly Uint8Array[];
  readonly stays: boolean;
}

/** Gives the client that stays, if it does. */
async function annoy(socket: string, { greets, says, stays }: BadClient): Promise<RawClient[]> {
  const client = await RawClient.connect(socket);
  try {
    for (const bytes of [greets, ...says]) await client.sendBytes(bytes);
    // what it is told is read, or else it would be held up by itself
    if (stays) return [client];
  } catch {
    // it was sent away
  }
  client[Symbol.dispose]();
  return [];
}

async function checkGood(socket: string): Promise<void> {
  using good = await within("a good client is greeted", RawClient.greet(socket));
  await good.request(1, "session");
  const reply = await good.next();
  equal(reply?.kind, "reply", JSON.stringify(reply));
  await good.request(2, "list");
  equal((await good.next())?.kind, "reply");
  await until("chored counts no more clients than there are", async () => {
    await good.request(3, "session");
    const view = (await good.next())?.value as { clients: number };
    return view.clients <= LIMITS.clients;
  });
}

function frameOf(message: unknown): Uint8Array {
  try {
    return encodeFrame(message as object);
  } catch {
    return new Uint8Array(); // what CBOR has no words for
  }
}
