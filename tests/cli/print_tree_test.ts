import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { afterText, growTree, treeText } from "../../cli/print_tree.ts";
import type { JobView } from "../../wire/replies.ts";
import { jobView } from "./job_view.ts";

/** `3 c b a`: job 3 named c waits for b and a. */
function job(text: string): JobView {
  const [id, name = "", ...after] = text.split(" ");
  const needed = after.map((each) => ({ name: each, when: "success" }));
  return jobView({ id: Number(id), name, after: needed });
}

const drawn = (jobs: readonly JobView[]) => growTree(jobs).map(({ stem, job }) => stem + job.name);

Deno.test("growTree() puts each job below the last one that it waits for", () => {
  deepEqual(drawn([]), []);
  deepEqual(
    drawn([
      job("6 f b"),
      job("1 a"),
      job("2 b a"),
      job("3 c a"),
      job("4 d b a"),
      job("5 e"),
      job("7 g gone"),
    ]),
    ["a", "├─ b", "│  ├─ d", "│  └─ f", "└─ c", "e", "g"],
  );
});

Deno.test("growTree() shows each job once, whatever their names say", () => {
  // "a" was removed, and its name given to a job that waits for the one that waited for it
  deepEqual(drawn([job("2 b a"), job("3 a b")]), ["b", "└─ a"]);
  deepEqual(drawn([job("1 a a")]), ["a"]);
});

Deno.test("growTree() draws a chain as long as a session can hold", () => {
  const jobs = Array.from({ length: 20_000 }, (_, i) => job(`${i + 1} j${i + 1} j${i}`));
  const branches = growTree(jobs);
  equal(branches.length, jobs.length);
  equal(branches.every(({ stem }) => stem.length <= 60), true);
});

Deno.test("treeText() is a table that names the conditions", () => {
  const last = jobView({ id: 2, name: "b", after: [{ name: "a", when: "end" }] });
  const text = treeText([job("1 a"), last], { now: 0, look: { width: undefined, colors: false } });
  const rows = text.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  deepEqual(rows[0], ["NAME", "ID", "STATE", "DURATION", "EXIT", "AFTER", "COMMAND"]);
  deepEqual(rows[2]?.slice(0, 3), ["└─ b", "2", "queued"]);
  equal(rows[2]?.includes("a (end)"), true);
});

Deno.test("afterText() names each job, and its condition where it is no success", () => {
  const after = ["success", "end", "failure"].map((when) => ({ name: when[0] ?? "", when }));
  equal(afterText({ after }), "s, e (end), f (failure)");
  equal(afterText({ after: [] }), "");
});
