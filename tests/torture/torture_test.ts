import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { torture } from "./torture.ts";

/** A short one with each run of the tests; `deno task torture` takes longer ones. */
const options = { kills: 60, seed: 20261124, seconds: 25 };

Deno.test("torture() loses nothing and runs nothing twice", async () => {
  console.log(`seed ${options.seed}, at most ${options.kills} kills in ${options.seconds} s`);
  const { counts, complaints } = await torture(options);
  console.log(counts.table);
  deepEqual(complaints, []);
});
