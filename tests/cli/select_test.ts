import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { selectJobs, selectNamed } from "../../cli/select.ts";

Deno.test("selectJobs() takes names and ids, or all", () => {
  deepEqual(selectJobs(["a", "7"], { verb: "stop" }), { names: ["a", "7"], all: false });
  deepEqual(selectJobs([], { all: true, verb: "stop" }), { names: [], all: true });
});

Deno.test("selectJobs() refuses none, both, what can be no job, and one too many", () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
  throws(() => selectJobs([], { verb: "stop" }), /Cannot stop: name a job, or say --all/);
  throws(() => selectJobs(["a"], { all: true, verb: "stop" }), /choose one/);
  throws(() => selectJobs(["a-b"], { verb: "stop" }), /Cannot use "a-b" as a job/);
  throws(() => selectJobs(["a".repeat(LIMITS.nameChars + 1)], { verb: "stop" }), /1 to 63/);
  throws(() => selectNamed([], { verb: "show" }), /Cannot show: name a job$/);
  selectJobs(["a".repeat(LIMITS.nameChars)], { verb: "stop" });
  selectJobs(names(LIMITS.selectedJobs), { verb: "stop" });
  throws(() => selectJobs(names(LIMITS.selectedJobs + 1), { verb: "stop" }), /at most 1024/);
});
