import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Looker } from "../../worker/looker.ts";
import { until } from "../support/deadline.ts";

/** A group of two processes, which starts a third as soon as it reads a line. */
async function startGroup() {
  const child = new Deno.Command("sh", {
    args: ["-c", "sleep 60 & read line; sleep 60 & wait"],
    ...{ detached: true, stdin: "piped" },
  }).spawn();
  const looker = new Looker({ pgids: [child.pid] });
  await until("two processes", async () => (await looker.look({ isOld: false })).rows.length === 2);
  const more = child.stdin.getWriter();
  return {
    looker,
    grow: () => more.write(new TextEncoder().encode("go\n")),
    async [Symbol.asyncDispose]() {
      Deno.kill(-child.pid, "SIGKILL");
      await more.close().catch(() => {
        // its reader is dead
      });
      await child.status;
    },
  };
}

Deno.test("Looker finds the processes of a group and itself, whole or quick", async () => {
  await using group = await startGroup();
  for (let i = 0; i < LIMITS.quickLooks + 2; i++) {
    const { rows, own } = await group.looker.look({ isOld: true });
    equal(rows.length, 2);
    equal(own?.pid, Deno.pid);
  }
});

Deno.test("Looker sees a process that is new after a few quick looks at most, and at once in a young group", async () => {
  await using group = await startGroup();
  const sizes: number[] = [];
  await group.looker.look({ isOld: true });
  await group.grow();
  await until("the third is there", async () => {
    return (await new Looker(group.looker.group).look({ isOld: false })).rows.length === 3;
  });
  for (let i = 0; i <= LIMITS.quickLooks; i++) {
    sizes.push((await group.looker.look({ isOld: true })).rows.length);
  }
  equal(sizes.at(-1), 3);
  if (Deno.build.os === "linux") deepEqual(sizes[0], 2);
  ok((await group.looker.look({ isOld: false })).rows.length === 3);
});
