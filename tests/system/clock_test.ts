import assert from "node:assert/strict";
import { after, isLonger, sleep } from "../../system/clock.ts";

Deno.test("sleep() takes the time it was given, and not much more", async () => {
  const begin = performance.now();
  await sleep(30);
  const tookMs = performance.now() - begin;
  assert.ok(tookMs >= 29 && tookMs < 5000, String(tookMs));
});

Deno.test("after() acts once, even when nobody keeps hold of it", async () => {
  let acts = 0;
  after(20, () => acts++);
  for (let turn = 0; turn < 20; turn++) new Uint8Array(5_000_000).fill(1); // food for the collector
  await sleep(100);
  assert.equal(acts, 1);
});

Deno.test("after() can be called off", async () => {
  let acts = 0;
  after(10, () => acts++)();
  await sleep(50);
  assert.equal(acts, 0);
});

Deno.test("isLonger() tells which came first", async () => {
  assert.equal(await isLonger(Promise.resolve(), 1000), false);
  assert.equal(await isLonger(new Promise(() => {}), 10), true);
  await assert.rejects(isLonger(Promise.reject(new Error("no")), 10), /no/);
});
