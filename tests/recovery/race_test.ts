import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { EXIT } from "../../job/exit_code.ts";
import { Home } from "../support/home.ts";

const races = 20;

Deno.test("start() lets one chored serve a session, however often two race for it", async () => {
  await using home = await Home.make();
  for (let race = 0; race < races; race++) {
    const rivals = [home.launch(), home.launch()];
    await Promise.allSettled(rivals.map(({ serves }) => serves));
    const living = rivals.filter(({ isServing }) => isServing);
    equal(living.length, 1, rivals.map(({ said }) => said).join("---\n"));
    const codes = await Promise.all(
      rivals.filter((rival) => !living.includes(rival)).map(({ ended }) => ended),
    );
    deepEqual(codes.map(({ code }) => code), [EXIT.refused]);
    await living[0]?.kill();
  }
});

Deno.test("start() refuses a second chored for a session, by name of the first", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  for (const words of [[], ["-F"]]) {
    const second = home.launch({ words });
    equal((await second.ended).code, EXIT.refused);
    match(
      second.said,
      new RegExp(
        `^chored: Cannot start: session "chored" is served already, by process ${chored.pid}\n$`,
      ),
    );
  }
  using client = await home.connect();
  equal((await client.call("session", {})).pid, chored.pid);
  const other = await home.start({ session: "other" });
  using second = await home.connect("other");
  equal((await second.call("session", {})).pid, other.pid);
});
