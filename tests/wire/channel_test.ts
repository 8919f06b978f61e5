import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Channel } from "../../wire/channel.ts";
import { encodeFrame, FrameReader } from "../../wire/frame.ts";
import { Hearer } from "../support/channel_owner.ts";
import { until } from "../support/deadline.ts";
import { MemoryDuplex } from "../support/memory_duplex.ts";

interface Opened {
  readonly duplex: MemoryDuplex;
  readonly hearer: Hearer;
  readonly channel: Channel;
}

function open({ isSlow = false, hearer = new Hearer() } = {}): Opened {
  const duplex = new MemoryDuplex({ isSlow });
  return { duplex, hearer, channel: new Channel(duplex, hearer) };
}

/** The messages that the other end has read. */
function messagesIn({ written }: MemoryDuplex): object[] {
  const reader = new FrameReader();
  return written.flatMap((bytes) => reader.push(bytes));
}

/** A message that makes a frame of `bytes`, its head with it. */
const messageOf = (bytes: number) => ({ a: "x".repeat(bytes - 12) });

Deno.test("Channel tells its owner of each message, in order", async () => {
  const { duplex, hearer } = open();
  const bytes = [1, 2, 3].map((n) => encodeFrame({ n }));
  duplex.give(new Uint8Array(bytes.flatMap((each) => [...each])));
  duplex.give(encodeFrame({ n: 4 }));
  deepEqual(await hearer.first(4), [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  duplex.end();
  await hearer.end;
});

Deno.test("Channel takes a frame that is longer than one read", async () => {
  const { duplex, hearer } = open();
  const long = messageOf(LIMITS.frameBytes);
  duplex.give(encodeFrame(long));
  deepEqual(await hearer.first(1), [long]);
  duplex.end();
  await hearer.end;
});

const ENDS: Readonly<Record<string, readonly [(duplex: MemoryDuplex) => void, string]>> = {
  "the end of the stream": [(duplex) => duplex.end(), "end of stream"],
  "a frame that is cut short": [(duplex) => {
    duplex.give(encodeFrame({ a: 1 }).subarray(0, 3));
    duplex.end();
  }, "a frame was cut short"],
  "a bad frame": [
    (duplex) => duplex.give(new Uint8Array([0, 0, 0, 1, 0x07])),
    "bad frame: not a map of names",
  ],
  "a frame that is too long": [
    (duplex) => duplex.give(new Uint8Array([0xff, 0, 0, 0])),
    "bad frame: a frame of 4278190080 bytes, at most 2097152",
  ],
  "an error of the peer": [
    (duplex) => duplex.fail(new Deno.errors.ConnectionReset("reset by peer")),
    "ConnectionReset: reset by peer",
  ],
};

for (const [what, [act, reason]] of Object.entries(ENDS)) {
  Deno.test(`Channel goes down once upon ${what}`, async () => {
    const { duplex, hearer, channel } = open();
    act(duplex);
    equal(await hearer.end, reason);
    equal(channel.isUp, false);
    equal(channel.send({ a: 1 }), false);
    channel.end("again");
    channel.close();
    deepEqual(hearer.reasons, [reason]);
    deepEqual([duplex.closes, duplex.writes], [1, 0]);
  });
}

Deno.test("Channel goes down when its owner throws, and the program does not", async () => {
  const hearer = new Hearer(() => {
    throw new RangeError("too much");
  });
  const { duplex } = open({ hearer });
  duplex.give(encodeFrame({ a: 1 }));
  equal(await hearer.end, "RangeError: too much");
});

Deno.test("Channel.send() writes what one turn sends at once, in order", async () => {
  const { duplex, channel, hearer } = open();
  ok(channel.send({ n: 1 }));
  ok(channel.send({ n: 2 }));
  channel.close();
  equal(await hearer.end, "closed");
  deepEqual(messagesIn(duplex), [{ n: 1 }, { n: 2 }]);
  equal(duplex.writes, 1);
});

Deno.test("Channel.send() goes on where a write took a part", async () => {
  const { duplex, channel, hearer } = open();
  duplex.writeBytes = 3;
  channel.send({ text: "several writes" });
  channel.send({ n: 2 });
  channel.close();
  await hearer.end;
  deepEqual(messagesIn(duplex), [{ text: "several writes" }, { n: 2 }]);
});

Deno.test("Channel.send() throws what it cannot write down, and stays up", () => {
  const { channel } = open();
  throws(() => channel.send(messageOf(LIMITS.frameBytes + 5)), RangeError);
  ok(channel.send({ a: 1 }));
  channel.end("done");
});

Deno.test("Channel.send() keeps as much as there may be for a slow reader, and not one byte more", async () => {
  const { duplex, channel, hearer } = open({ isSlow: true });
  const frame = LIMITS.channelQueueBytes / 8;
  for (let n = 1; n <= 8; n++) {
    ok(channel.send(messageOf(frame)));
    equal(channel.queuedBytes, n * frame);
  }
  equal(channel.send({}), false);
  equal(await hearer.end, "the peer reads too slowly");
  deepEqual([channel.isUp, duplex.closes], [false, 1]);
  duplex.takeAll();
});

Deno.test("Channel.send() ends a channel for one byte more than may wait", async () => {
  const { duplex, channel, hearer } = open({ isSlow: true });
  const frame = LIMITS.channelQueueBytes / 8;
  for (let n = 1; n <= 7; n++) ok(channel.send(messageOf(frame)));
  equal(channel.send(messageOf(frame + 1)), false);
  equal(await hearer.end, "the peer reads too slowly");
  deepEqual([channel.isUp, duplex.closes], [false, 1]);
  duplex.takeAll();
});

Deno.test("Channel.send() has room again for what the reader has taken", async () => {
  const { duplex, channel } = open({ isSlow: true });
  const frame = LIMITS.channelQueueBytes / 8;
  for (let n = 1; n <= 8; n++) channel.send(messageOf(frame));
  duplex.takeAll();
  await until("all is written", () => channel.queuedBytes === 0);
  ok(channel.send(messageOf(frame)));
  channel.end("done");
});

Deno.test("Channel.close() lets a slow reader take what is queued, and nothing more", async () => {
  const { duplex, channel, hearer } = open({ isSlow: true });
  channel.send({ n: 1 });
  channel.close();
  equal(channel.isUp, false);
  equal(channel.send({ n: 2 }), false);
  deepEqual([hearer.reasons, duplex.closes], [[], 0]);
  duplex.takeAll();
  equal(await hearer.end, "closed");
  deepEqual(messagesIn(duplex), [{ n: 1 }]);
});

Deno.test("Channel.close() ends at once where nothing is queued, with the reason it is given", () => {
  const { duplex, channel, hearer } = open();
  channel.close("another worker owns the run");
  deepEqual(hearer.reasons, ["another worker owns the run"]);
  equal(duplex.closes, 1);
});

Deno.test("Channel.close() turns a deaf ear: what comes after is not heard", async () => {
  const { duplex, channel, hearer } = open({ isSlow: true });
  channel.send({ n: 1 });
  channel.close();
  duplex.give(encodeFrame({ verb: "shutdown" }));
  duplex.end();
  await hearer.end;
  deepEqual(hearer.messages, []);
  duplex.takeAll();
});

Deno.test("Channel.end() drops what is queued, and tells its owner once", async () => {
  const { duplex, channel, hearer } = open({ isSlow: true });
  channel.send({ n: 1 });
  channel.end("enough");
  channel.end("more");
  duplex.takeAll();
  duplex.end();
  equal(await hearer.end, "enough");
  deepEqual([hearer.reasons, channel.isUp, channel.send({})], [["enough"], false, false]);
});

Deno.test("Channel.end() by the owner stops the messages that came with the last", async () => {
  const hearer = new Hearer((_, channel) => channel.end("one is enough"));
  const { duplex } = open({ hearer });
  const twice = new Uint8Array([...encodeFrame({ n: 1 }), ...encodeFrame({ n: 2 })]);
  duplex.give(twice);
  await hearer.end;
  deepEqual(hearer.messages, [{ n: 1 }]);
});

Deno.test("Channel goes down when a write fails", async () => {
  const { duplex, channel, hearer } = open();
  duplex.writeError = new Deno.errors.BrokenPipe("nobody reads");
  channel.send({ n: 1 });
  equal(await hearer.end, "BrokenPipe: nobody reads");
  equal(channel.send({ n: 2 }), false);
});

Deno.test("Channel hears what its peer said before it took nothing more", async () => {
  const { duplex, channel, hearer } = open();
  duplex.writeError = new Deno.errors.BrokenPipe("nobody reads");
  channel.send({ n: 1 });
  await until("the write has failed", () => !channel.isUp);
  duplex.give(encodeFrame({ kind: "refusal" }));
  deepEqual(await hearer.first(1), [{ kind: "refusal" }]);
  duplex.end();
  equal(await hearer.end, "end of stream");
});

Deno.test("Channel.end() makes nothing of an error upon closing", () => {
  const { duplex, channel, hearer } = open();
  duplex.close = () => {
    throw new Deno.errors.BadResource("closed already");
  };
  channel.end("done");
  deepEqual(hearer.reasons, ["done"]);
});
