import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { Caller } from "../../cli/caller.ts";
import { startChored } from "../../cli/start_chored.ts";
import { sessionPaths } from "../../system/paths.ts";

async function startWith(script: string) {
  const folder = await Deno.makeTempDir();
  try {
    const chored = `${folder}/chored`;
    await Deno.writeTextFile(chored, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const paths = sessionPaths(folder, "s");
    const caller: Caller = { paths, umask: 0o22, chored, env: {}, debug: false };
    return await startChored(caller);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("startChored() gives what chored said, and the exit code that stands for its end", async () => {
  for (
    const [code, told] of [[100, 100], [101, 101], [103, 103], [111, 111], [1, 111], [137, 111]]
  ) {
    const started = await startWith(`echo one >&2; echo two >&2; exit ${code}`);
    deepEqual([started.code, started.lines], [code, ["one", "two"]]);
    equal(started.failure("x").code, told);
  }
});
