import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { type Change, Changes } from "../../daemon/changes.ts";

const change = (job: number): Change => ({
  ...{ at: 0, job, name: "build", was: "queued", state: "starting", run: 7, why: "" },
});

Deno.test("Changes.publish() tells all who listen, chored's own parts first", () => {
  const changes = new Changes();
  const heard: string[] = [];
  changes.listen(({ job }) => heard.push(`listener ${job}`));
  changes.always(({ job }) => heard.push(`own ${job}`));
  changes.publish(change(1));
  deepEqual(heard, ["own 1", "listener 1"]);
});

Deno.test("Changes.listen() ends when it is told to, in the midst of a change too", () => {
  const changes = new Changes();
  const heard: number[] = [];
  const stop = changes.listen(({ job }) => {
    heard.push(job);
    if (job === 2) stop();
  });
  equal(changes.listeners, 1);
  for (const job of [1, 2, 3]) changes.publish(change(job));
  deepEqual([heard, changes.listeners], [[1, 2], 0]);
  stop();
});

Deno.test("Changes.publish() keeps the order, also of what a listener changes", () => {
  const changes = new Changes();
  const heard: number[] = [];
  changes.listen(({ job }) => {
    if (job < 3) changes.publish(change(job + 1));
  });
  changes.listen(({ job }) => heard.push(job));
  changes.publish(change(1));
  deepEqual(heard, [1, 2, 3]);
});

Deno.test("Changes.publish() tells one who begins to listen in the midst of a change of the next", () => {
  const changes = new Changes();
  const heard: number[] = [];
  const stop = changes.listen(() => {
    stop();
    changes.listen(({ job }) => heard.push(job));
  });
  changes.publish(change(1));
  changes.publish(change(2));
  deepEqual(heard, [2]);
});
