import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import type { Answer } from "../../daemon/link.ts";
import { Refused } from "../../daemon/refusal.ts";
import { Senders } from "../../daemon/senders.ts";
import type { Session } from "../../daemon/session.ts";
import { LIMITS } from "../../limits.ts";

interface Given {
  readonly run: number;
  readonly text: string;
  readonly answer: (answer: Answer | undefined) => void;
}

const taken = { kind: "report", report: "answer", re: 1, ok: true } as Answer;

/** Senders whose workers answer when the test says so. */
function play() {
  const given: Given[] = [];
  const orderPatiently = (run: number, { bytes }: { bytes: Uint8Array }) => {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    given.push({ run, text: new TextDecoder().decode(bytes), answer: resolve });
    return promise;
  };
  const session = { workers: { orderPatiently } } as unknown as Session;
  return { senders: new Senders(() => session), given };
}

class Leaver {
  #ends = new Set<() => void>();

  onEnd = (end: () => void): () => void => {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  };

  get isFree(): boolean {
    return this.#ends.size === 0;
  }

  leave(): void {
    for (const end of this.#ends) end();
  }
}

const piece = (text: string) => ({ bytes: new TextEncoder().encode(text), eof: false });
const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await undefined;
};

Deno.test("send() gives a worker one piece at a time, in the order in which they came", async () => {
  const { senders, given } = play();
  const peer = new Leaver();
  const all = ["a", "b", "c"].map((text) => senders.send(7, piece(text), { peer }));
  for (const [index, text] of ["a", "b", "c"].entries()) {
    await turns();
    deepEqual(given.map((each) => each.text).slice(index), [text]);
    given[index]?.answer(taken);
    equal(await all[index], taken);
  }
  equal(peer.isFree, true);
});

Deno.test("send() lets the senders of one job not wait for those of another", async () => {
  const { senders, given } = play();
  const peer = new Leaver();
  senders.send(7, piece("a"), { peer });
  senders.send(8, piece("b"), { peer });
  await turns();
  deepEqual(given.map(({ run }) => run), [7, 8]);
});

Deno.test("send() sends nothing of a sender that left before its turn, and goes on with the next", async () => {
  const { senders, given } = play();
  const [one, two] = [new Leaver(), new Leaver()];
  senders.send(7, piece("a"), { peer: one });
  const left = senders.send(7, piece("b"), { peer: two });
  const next = senders.send(7, piece("c"), { peer: one });
  two.leave();
  equal(await left, undefined);
  given[0]?.answer(taken);
  await turns();
  deepEqual(given.map(({ text }) => text), ["a", "c"]);
  given[1]?.answer(taken);
  equal(await next, taken);
});

Deno.test("send() keeps others waiting while the worker has the piece of one that left", async () => {
  const { senders, given } = play();
  const [one, two] = [new Leaver(), new Leaver()];
  const first = senders.send(7, piece("a"), { peer: one });
  senders.send(7, piece("b"), { peer: two });
  await turns();
  one.leave();
  await turns();
  equal(given.length, 1);
  given[0]?.answer(undefined);
  equal(await first, undefined);
  await turns();
  deepEqual(given.map(({ text }) => text), ["a", "b"]);
});

Deno.test("send() takes as many as may wait, and not one more", async () => {
  const { senders, given } = play();
  const peer = new Leaver();
  const all = Array.from({ length: LIMITS.senders }, () => senders.send(7, piece("x"), { peer }));
  await rejects(senders.send(8, piece("x"), { peer }), Refused);
  peer.leave();
  given[0]?.answer(taken);
  await Promise.all(all);
  const after = senders.send(8, piece("y"), { peer: new Leaver() });
  await turns();
  given.at(-1)?.answer(taken);
  equal(await after, taken);
});
