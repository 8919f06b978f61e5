import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { sleep } from "../../system/clock.ts";
import { until } from "../support/deadline.ts";
import { Silence } from "../../worker/silence.ts";

Deno.test("Silence fires each rule once for a silence, the short ones first", async () => {
  const fired: number[] = [];
  const silence = new Silence([{ id: 1, ms: 60 }, { id: 2, ms: 20 }], (id) => fired.push(id));
  await until("both have fired", () => fired.length === 2);
  await sleep(80);
  deepEqual(fired, [2, 1]);
  silence.note();
  await until("both have fired again", () => fired.length === 4);
  deepEqual(fired, [2, 1, 2, 1]);
  silence.settle();
});

Deno.test("Silence does not fire while there is output, nor while the job stands still", async () => {
  let fired = 0;
  const silence = new Silence([{ id: 1, ms: 200 }], () => fired++);
  for (let i = 0; i < 30; i++) {
    silence.note();
    await sleep(10);
  }
  equal(fired, 0);
  silence.standStill();
  await sleep(300);
  equal(fired, 0);
  silence.goOn();
  await until("it fires", () => fired === 1);
  silence.settle();
});
