import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { Recovery } from "../../daemon/recovery.ts";

Deno.test("Recovery counts each run of the predecessor once, as the first that is known of it", () => {
  const recovery = new Recovery();
  for (const run of [1, 2, 3, 4, 5]) recovery.expect(run);
  recovery.note(1, "readopted");
  recovery.note(1, "ended");
  recovery.note(2, "ended");
  recovery.note(3, "lost");
  recovery.note(4, "startedAgain");
  recovery.note(4, "lost");
  deepEqual(recovery.counts, { readopted: 1, ended: 1, startedAgain: 1, lost: 1 });
});

Deno.test("Recovery takes no count of this chored's own runs", () => {
  const recovery = new Recovery();
  recovery.note(1, "ended");
  deepEqual(recovery.counts, { readopted: 0, ended: 0, startedAgain: 0, lost: 0 });
});
