import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { EventStream } from "../../wire/event_stream.ts";
import type { JobEvent } from "../../wire/replies.ts";
import { within } from "../support/deadline.ts";

const event = (id: number) => ({ id }) as JobEvent;

function open(): { stream: EventStream; closed: () => number } {
  let count = 0;
  return { stream: new EventStream(() => count++), closed: () => count };
}

async function idsOf(stream: EventStream): Promise<number[]> {
  return (await within("the end of the events", Array.fromAsync(stream))).map(({ id }) => id);
}

Deno.test("EventStream gives what was pushed before its end, in order", async () => {
  const { stream, closed } = open();
  for (const id of [1, 2, 3]) stream.push(event(id));
  stream.end();
  deepEqual(await idsOf(stream), [1, 2, 3]);
  equal(closed(), 1);
});

Deno.test("EventStream gives what is pushed while somebody waits", async () => {
  const { stream } = open();
  const reading = idsOf(stream);
  for (const id of [1, 2, 3]) {
    await Promise.resolve();
    stream.push(event(id));
  }
  await Promise.resolve();
  stream.end();
  deepEqual(await reading, [1, 2, 3]);
});

Deno.test("EventStream keeps as many unread events as there may be, then leaves out the oldest", async () => {
  const { stream } = open();
  for (let id = 0; id < LIMITS.eventQueue; id++) stream.push(event(id));
  equal(stream.missed, 0);
  stream.push(event(LIMITS.eventQueue));
  equal(stream.missed, 1);
  stream.end();
  const ids = await idsOf(stream);
  deepEqual([ids.length, ids[0], ids.at(-1)], [LIMITS.eventQueue, 1, LIMITS.eventQueue]);
});

Deno.test("EventStream counts together what was left out here and there", () => {
  const { stream } = open();
  for (let id = 0; id < LIMITS.eventQueue + 3; id++) stream.push(event(id));
  stream.miss(4);
  equal(stream.missed, 7);
});

Deno.test("EventStream tells when its reader leaves", async () => {
  const { stream, closed } = open();
  stream.push(event(1));
  for await (const _ of stream) break;
  equal(closed(), 1);
});

Deno.test("EventStream tells when it is closed before a loop has begun, and ends what comes later", async () => {
  for (
    const leave of [
      (stream: EventStream) => stream.close(),
      (stream: EventStream) => stream[Symbol.dispose](),
      (stream: EventStream) => stream[Symbol.asyncIterator]().return?.(),
    ]
  ) {
    const { stream, closed } = open();
    stream.push(event(1));
    await leave(stream);
    stream.close();
    stream.push(event(2));
    deepEqual([await idsOf(stream), closed()], [[], 1]);
  }
});

Deno.test("EventStream.close() ends a loop that waits", async () => {
  const { stream, closed } = open();
  const reading = idsOf(stream);
  await Promise.resolve();
  stream.close();
  deepEqual([await reading, closed()], [[], 1]);
});
