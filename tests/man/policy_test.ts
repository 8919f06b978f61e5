// What chored.8 says of policies, beside the tables that they are read by.

import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import { LOADER_VARIABLES } from "../../job/loader_variables.ts";
import { readPolicy } from "../../job/policy_file.ts";
import { BOUNDS, CONFINE, TOP } from "../../job/policy_shape.ts";
import { LIMITS } from "../../limits.ts";
import { Page } from "./page.ts";

const policy = Page.read("chored.8").part("POLICY");

Deno.test("chored.8 explains each rule of a policy, and no other", () => {
  const shown = policy.items.flatMap(({ words }) =>
    words.join(" ").replace(/^Li "?/, "").replace(/ =.*/, "").split(" , ")
  );
  const rules = [TOP, CONFINE, BOUNDS].flatMap((table) => Object.keys(table));
  deepEqual(shown.toSorted(), rules.toSorted());
});

Deno.test("chored.8 names each variable that is left out where programs are listed", () => {
  const shown = policy.named("Ev");
  // that one is between the launcher and chore
  const hidden = "CHORE_SAVED_*";
  deepEqual(LOADER_VARIABLES.filter((name) => !shown.includes(name) && name !== hidden), []);
});

Deno.test("chored.8 has the bound of a policy file, and an example that is one", () => {
  ok(policy.text.includes(`The file is TOML, of ${LIMITS.policyBytes / 1024} KiB at most`));
  const { lines } = Page.read("chored.8").part("EXAMPLES");
  const start = lines.findIndex((line) => line.startsWith("$ cat /etc/chore/build.toml"));
  const end = lines.findIndex((line, at) => at > start && line.startsWith("$ "));
  const read = readPolicy(lines.slice(start + 1, end).join("\n"), {
    file: "build.toml",
    suggest: () => undefined,
  });
  deepEqual(read.kind, "policy", read.kind === "wrong" ? read.complaints.join("\n") : "");
});
