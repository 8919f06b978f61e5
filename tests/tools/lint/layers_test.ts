import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { layers } from "../../../tools/lint/layers.ts";
import { complaints } from "./complaints.ts";

const PLACES = ["cli", "daemon", "worker", "wire", "logs", "job", "system"];
const ALL = [...PLACES, "limits.ts", "mod.ts", "tests", "bench", "tools"];

/** Written out here on purpose: a test that derives it from the rule would prove nothing. */
const ALLOWED: Record<string, string[]> = {
  cli: ["cli", "wire", "logs", "job", "system", "limits.ts"],
  daemon: ["daemon", "wire", "job", "system", "limits.ts"],
  worker: ["worker", "wire", "job", "system", "limits.ts"],
  wire: ["wire", "job", "limits.ts"],
  logs: ["logs", "job", "system", "limits.ts"],
  job: ["job", "limits.ts"],
  system: ["system", "limits.ts"],
  "limits.ts": [],
  "mod.ts": ["wire", "logs", "job", "system", "limits.ts"],
  tests: ALL,
  bench: ALL,
  tools: ALL,
};

Deno.test("layers() decides every pair of places", () => {
  for (const from of ALL) {
    const found = ALL.filter((to) => complaintsOf(fileIn(from), importOf(from, to)).length === 0);
    deepEqual(found.sort(), [...ALLOWED[from] ?? []].sort(), from);
  }
});

Deno.test("layers() sees every form of import", () => {
  const forms = [
    `import { a } from "../daemon/a.ts";`,
    `import type { A } from "../daemon/a.ts";`,
    `import "../daemon/a.ts";`,
    `export * from "../daemon/a.ts";`,
    `export { a } from "../daemon/a.ts";`,
    `const a = await import("../daemon/a.ts");`,
    `type A = import("../daemon/a.ts").A;`,
    `import a = require("../daemon/a.ts");`,
  ];
  for (const form of forms) {
    equal(complaintsOf("cli/a.ts", form).length, 1, form);
    equal(complaintsOf("cli/a.ts", form.replace("daemon", "wire")).length, 0, form);
  }
});

Deno.test("layers() names the file, the importer and what is allowed", () => {
  deepEqual(complaintsOf("wire/commands/a.ts", `import "../../system/lock.ts";`), [
    'Cannot import "system/lock.ts" in "wire/commands/a.ts": wire imports only wire, job, limits.ts',
  ]);
  deepEqual(complaintsOf("limits.ts", `import "./job/name.ts";`), [
    'Cannot import "job/name.ts" in "limits.ts": limits.ts imports nothing of ours',
  ]);
});

Deno.test("layers() resolves a path that leaves its folder and comes back", () => {
  equal(complaintsOf("cli/a.ts", `import "../wire/../daemon/a.ts";`).length, 1);
  equal(complaintsOf("cli/a.ts", `import "../daemon/../wire/a.ts";`).length, 0);
});

Deno.test("layers() refuses a file outside the project", () => {
  match(complaintsOf("cli/a.ts", `import "../../cli/a.ts";`).join(), /"file:/);
});

Deno.test("layers() refuses aliases of our own files and takes npm and node modules", () => {
  const aliases = [
    "@/job/name.ts",
    "#job",
    "~/job/name.ts",
    "/job/name.ts",
    "job/name.ts",
    "limits.ts",
    "chore",
    "@someone/chore",
    "file:///job/name.ts",
    "https://example.org/a.ts",
    "jsr:@std/path",
  ];
  const modules = ["cbor2", "@stricli/core", "valibot/a", "npm:cbor2@2.3.0", "node:sqlite"];
  for (const source of aliases) {
    equal(complaintsOf("cli/a.ts", `import "${source}";`).length, 1, source);
    equal(complaintsOf("tests/a.ts", `import "${source}";`).length, 1, source);
  }
  for (const source of modules) {
    deepEqual(complaintsOf("daemon/a.ts", `import "${source}";`), [], source);
  }
});

Deno.test("layers() refuses a computed import in a program", () => {
  const text = "export const load = (verb: string) => import(`./commands/${verb}.ts`);";
  equal(complaintsOf("cli/a.ts", text).length, 1);
  equal(complaintsOf("tests/a.ts", text).length, 0);
  equal(complaintsOf("cli/a.ts", text.replace("${verb}", "verb").replaceAll("`", '"')).length, 0);
});

Deno.test("layers() refuses a place that it does not know", () => {
  for (const path of ["shared/a.ts", "main.ts", "/elsewhere/job/a.ts"]) {
    match(complaintsOf(path, "export {};").join(), /^Cannot tell the layer of "/);
  }
});

function complaintsOf(path: string, text: string): string[] {
  return complaints(layers, { path, text });
}

function fileIn(place: string): string {
  return place.endsWith(".ts") ? place : `${place}/a.ts`;
}

function importOf(from: string, to: string): string {
  const top = from.endsWith(".ts") ? "./" : "../";
  return `import "${top}${to.endsWith(".ts") ? to : `${to}/b.ts`}";`;
}
