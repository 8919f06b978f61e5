import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { Facts } from "../../../cli/facts.ts";
import { manifestOf } from "../../../cli/manifest/manifests.ts";
import { RUNS, seen, SOCKET } from "./seen.ts";

Deno.test("manifestOf() gives the launcher's words, and a reason for each right", () => {
  const { words, rights } = manifestOf("chored_worker", seen(), { run: 30, job: "a" });
  deepEqual(words.slice(4, 7), [
    `--allow-run=${RUNS}/30/gate,/bin/kill,/bin/ps`,
    `--allow-read=${RUNS}/30,${SOCKET}`,
    `--allow-write=${RUNS}/30/w,${SOCKET}`,
  ]);
  equal(rights.length, 8);
  equal(rights.every(({ reason }) => !reason.includes("please report")), true);
});

Deno.test("manifestOf() leaves the number open where no run is meant", () => {
  const { words, run, job } = manifestOf("chored_worker", seen());
  equal(words[4], `--allow-run=${RUNS}/RUN/gate,/bin/kill,/bin/ps`);
  deepEqual([run, job], [null, null]);
});

Deno.test("manifestOf() shows a right that nobody has a reason for", () => {
  const { rights } = manifestOf("chored", seen("chored --allow-sys"));
  deepEqual(rights[0], {
    kind: "sys",
    value: "*",
    reason: "no reason is known for it: please report that",
  });
});

Deno.test("manifestOf() fails where the launcher has said nothing", () => {
  const { paths } = seen();
  throws(
    () => manifestOf("chored", { facts: new Facts("root /x"), paths }),
    /^Failure: Cannot print the manifest of chored: its launcher has given none$/,
  );
});
