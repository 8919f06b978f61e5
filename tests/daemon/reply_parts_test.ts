import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import fc from "fast-check";
import { sendReply } from "../../daemon/reply_parts.ts";
import { LIMITS } from "../../limits.ts";
import { encodeFrame, LongFrame } from "../../wire/frame.ts";
import type { ServerMessage } from "../../wire/replies.ts";

/** Somebody who takes what fits a frame, and a part only once there is room. */
class Asker {
  readonly heard: { kind: string; value: readonly unknown[] }[] = [];
  rooms = 0;

  send(message: ServerMessage): void {
    encodeFrame(message);
    const parts = this.heard.filter(({ kind }) => kind === "part").length;
    equal(this.rooms, parts);
    this.heard.push(message as never);
  }

  hasRoom(): Promise<void> {
    this.rooms++;
    return Promise.resolve();
  }

  get kinds(): string[] {
    return this.heard.map(({ kind }) => kind);
  }
}

async function reply(value: unknown): Promise<Asker> {
  const asker = new Asker();
  await sendReply(asker, { id: 7, value });
  return asker;
}

Deno.test("sendReply() sends what fits in one frame, whatever it is", async () => {
  for (const value of [null, { jobs: [] }, [], [1], Array(LIMITS.partItems).fill(1)]) {
    deepEqual((await reply(value)).heard, [{ kind: "reply", id: 7, value }]);
  }
});

Deno.test("sendReply() sends one item more than go in a frame in two", async () => {
  const value = Array.from({ length: LIMITS.partItems + 1 }, (_, n) => n);
  const { heard, kinds } = await reply(value);
  deepEqual(kinds, ["part", "reply"]);
  deepEqual(heard.flatMap((each) => each.value), value);
});

Deno.test("sendReply() halves what is too long for a frame, until it fits", async () => {
  const Size = fc.integer({ min: 0, max: LIMITS.frameBytes - 100 });
  await fc.assert(
    fc.asyncProperty(fc.array(Size, { maxLength: 9 }), async (sizes) => {
      const value = sizes.map((size) => "x".repeat(size));
      const { heard, kinds } = await reply(value);
      equal(kinds.lastIndexOf("part"), kinds.length - 2);
      ok(kinds.slice(0, -1).every((kind) => kind === "part"));
      deepEqual(heard.flatMap((each) => each.value), value);
    }),
    { numRuns: 20 },
  );
});

Deno.test("sendReply() cannot cut an item that is longer than a frame", async () => {
  await rejects(reply(["", "x".repeat(LIMITS.frameBytes)]), LongFrame);
  await rejects(reply({ text: "x".repeat(LIMITS.frameBytes) }), LongFrame);
});
