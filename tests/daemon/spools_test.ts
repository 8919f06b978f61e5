import {
  deepStrictEqual as deepEqual,
  rejects,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import type { Wish } from "../../daemon/accept.ts";
import { Refused } from "../../daemon/refusal.ts";
import { LIMITS } from "../../limits.ts";
import { exists } from "../../system/durable.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

class Sender {
  #ends = new Set<() => void>();

  onEnd = (end: () => void): () => void => {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  };

  leave(): void {
    for (const end of this.#ends) end();
  }
}

const newId = () => crypto.randomUUID();
const bytesOf = (text: string) => new TextEncoder().encode(text);

function namesIn({ session }: TestSession): string[] {
  const { inputs } = session.paths;
  return exists(inputs) ? [...Deno.readDirSync(inputs)].map(({ name }) => name).sort() : [];
}

function wishOf(id: string): Wish {
  const spec = specOf({ stdin: { kind: "spool", id }, held: true });
  return { request: crypto.randomUUID(), name: undefined, ifAbsent: false, spec };
}

async function spool(test: TestSession, peer: Sender): Promise<string> {
  const id = newId();
  await test.session.spools.take({ id, offset: 0, bytes: bytesOf("text"), done: true }, { peer });
  return id;
}

Deno.test("take() puts pieces one behind the other, durable with the last", async () => {
  await using test = new TestSession();
  const { spools, paths } = test.session;
  const [id, peer] = [newId(), new Sender()];
  equal(await spools.take({ id, offset: 0, bytes: bytesOf("one "), done: false }, { peer }), 4);
  deepEqual(namesIn(test), [`${id}.part`]);
  equal(await spools.take({ id, offset: 4, bytes: bytesOf("two"), done: true }, { peer }), 7);
  deepEqual(namesIn(test), [id]);
  equal(Deno.readTextFileSync(`${paths.inputs}/${id}`), "one two");
  equal((Deno.statSync(`${paths.inputs}/${id}`).mode ?? 0) & 0o777, 0o600);
});

Deno.test("take() refuses pieces out of their turn, and those of somebody else", async () => {
  await using test = new TestSession();
  const { spools } = test.session;
  const [id, peer] = [newId(), new Sender()];
  const piece = { id, offset: 0, bytes: bytesOf("x"), done: false };
  await rejects(spools.take({ ...piece, offset: 1 }, { peer }), Refused);
  const first = spools.take(piece, { peer });
  await rejects(spools.take(piece, { peer }), /out of its turn/);
  await first;
  await rejects(spools.take({ ...piece, offset: 2 }, { peer }), /out of its turn/);
  await rejects(spools.take({ ...piece, offset: 1 }, { peer: new Sender() }), /out of its turn/);
  peer.leave();
  const whole = await spool(test, peer);
  await rejects(spools.take({ ...piece, id: whole }, { peer }), /send it anew/);
});

Deno.test("take() keeps nothing of what is too long, and says what to do", async () => {
  await using test = new TestSession();
  const { spools } = test.session;
  const [id, peer] = [newId(), new Sender()];
  await spools.take({ id, offset: 0, bytes: bytesOf("x"), done: false }, { peer });
  // as if all but nothing had been sent already
  const bytes = { length: LIMITS.spoolBytes } as Uint8Array;
  await rejects(spools.take({ id, offset: 1, bytes, done: false }, { peer }), /use -i FILE/);
  deepEqual(namesIn(test), []);
});

Deno.test("take() keeps as many open as may be, and not one more", async () => {
  await using test = new TestSession();
  const peer = new Sender();
  const begin = () =>
    test.session.spools.take({ id: newId(), offset: 0, bytes: bytesOf("x"), done: false }, {
      peer,
    });
  for (let open = 0; open < LIMITS.spoolsOpen; open++) await begin();
  await rejects(begin(), /others are being sent/);
  peer.leave();
  deepEqual(namesIn(test), []);
});

Deno.test("a sender that leaves takes along what no job has, whole or not", async () => {
  await using test = new TestSession();
  const { spools, acceptance } = test.session;
  const peer = new Sender();
  await spools.take({ id: newId(), offset: 0, bytes: bytesOf("x"), done: false }, { peer });
  const [unwanted, wanted] = [await spool(test, peer), await spool(test, peer)];
  await acceptance.submit([wishOf(wanted)], "a test");
  peer.leave();
  deepEqual(namesIn(test), [wanted]);
  equal(namesIn(test).includes(unwanted), false);
});

Deno.test("check() lets one job have an input, which is there", async () => {
  await using test = new TestSession();
  const { spools, acceptance } = test.session;
  const id = await spool(test, new Sender());
  throws(() => spools.check([wishOf(newId())]), Refused);
  throws(() => spools.check([wishOf(id), wishOf(id)]), Refused);
  const wish = wishOf(id);
  const [first] = await acceptance.submit([wish], "a test");
  await rejects(acceptance.submit([wishOf(id)], "a test"), Refused);
  // a retry of the same request is the same job
  equal((await acceptance.submit([wish], "a test"))[0]?.id, first?.id);
});

Deno.test("release() removes an input with the last job that has it", async () => {
  await using test = new TestSession();
  const { store, spools, acceptance } = test.session;
  const id = await spool(test, new Sender());
  const [job] = await acceptance.submit([wishOf(id)], "a test");
  const { stdin } = wishOf(id).spec;
  equal(store.hasSpool(id), true);
  spools.release(stdin);
  deepEqual(namesIn(test), [id]);
  store.removeJob(job?.id ?? 0);
  spools.release(stdin);
  deepEqual(namesIn(test), []);
});

Deno.test("sweep() leaves what jobs have and what came just now, and removes the rest", async () => {
  await using test = new TestSession();
  const { spools, acceptance, paths } = test.session;
  const kept = await spool(test, new Sender());
  await acceptance.submit([wishOf(kept)], "a test");
  const [old, fresh] = [newId(), newId()];
  for (const name of [old, fresh, `${newId()}.part`]) {
    Deno.writeTextFileSync(`${paths.inputs}/${name}`, "x");
  }
  const longAgo = new Date(Date.now() - 2 * LIMITS.spoolKeepMs);
  for (const name of [old, kept]) Deno.utimeSync(`${paths.inputs}/${name}`, longAgo, longAgo);
  spools.sweep();
  deepEqual(namesIn(test), [fresh, kept].sort());
  // its client comes after all
  await acceptance.submit([wishOf(fresh)], "a test");
});
