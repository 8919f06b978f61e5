import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { Channel } from "../../wire/channel.ts";
import { childPipe } from "../../wire/pipe.ts";
import { Hearer } from "../support/channel_owner.ts";
import { within } from "../support/deadline.ts";

function spawn(script: string): Deno.ChildProcess {
  return new Deno.Command("/bin/sh", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** A channel over the pipes of a child that runs `script`. */
function open(script: string) {
  const child = spawn(script);
  const hearer = new Hearer();
  return { child, hearer, channel: new Channel(childPipe(child), hearer) };
}

Deno.test("childPipe() carries frames to the child and back", async () => {
  const { child, hearer, channel } = open("exec cat");
  const messages = [{ n: 1 }, { text: "x".repeat(300_000) }, { n: 2 }];
  for (const message of messages) channel.send(message);
  deepEqual(await hearer.first(3), messages);
  channel.end("done");
  equal((await within("the child's end", child.status)).success, true);
  deepEqual(hearer.reasons, ["done"]);
});

Deno.test("childPipe() ends with the child", async () => {
  const { child, hearer } = open("exit 0");
  equal(await hearer.end, "end of stream");
  await child.status;
});

Deno.test("childPipe() ends when the child takes no more, and the program does not", async () => {
  const { child, hearer, channel } = open("exec <&-; kill -STOP $$; exit 0");
  channel.send({ n: 1 });
  while (channel.isUp) {
    channel.send({ text: "x".repeat(100_000) });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  equal(/^BrokenPipe|too slowly/.test(await hearer.end), true);
  child.kill("SIGKILL");
  await child.status;
});

Deno.test("childPipe() tells a child that is killed by the end of its stream", async () => {
  const { child, hearer } = open("exec cat");
  child.kill("SIGKILL");
  equal(await hearer.end, "end of stream");
  await child.status;
});
