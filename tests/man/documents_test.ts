import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import {
  ADOPTER_POINTS,
  DAEMON_POINTS,
  GROUP_POINTS,
  INPUT_POINTS,
  UNDERTAKER_POINTS,
  WORKER_POINTS,
} from "../../system/crash_point.ts";
import { runPaths } from "../../system/paths.ts";
import plugin from "../../tools/lint_plugin.ts";
import { ROOT } from "../support/place.ts";
import { codeIn, codeWords, DOCUMENTS, readDocument, rowsIn } from "./document.ts";
import { commandsIn, complainOf } from "./example.ts";
import { Page } from "./page.ts";

const PAGES = ["chore.1", "chore.toml.5", "chored.8", "chored_worker.8"];

for (const name of [...DOCUMENTS, ...PAGES]) {
  Deno.test(`${name} has examples that the programs take`, async () => {
    const commands = commandsIn(linesOf(name));
    for (const command of commands) {
      equal(await complainOf(command), undefined, command.join(" "));
    }
    if (name === "README.md" || PAGES.includes(name)) ok(commands.length > 0);
  });
}

Deno.test("README.md begins with the command that begins everything, and the test", () => {
  const [first, second] = codeIn(readDocument("README.md"), "sh");
  equal(first, "bin/chore run -f -- sh -c 'echo hello; echo oops >&2; exit 3'");
  equal(second, "bin/test");
});

Deno.test("complainOf() finds what is wrong with an example", async () => {
  const wrong = ["chore frob", "chore list --jsn", "chored -x", "chored_worker run", "chore -l -t"];
  for (const command of commandsIn(wrong)) {
    ok(await complainOf(command) !== undefined, command.join(" "));
  }
  equal(commandsIn(["echo 'chore frob' | at now; A=b chore list 2>&1 && x"]).length, 2);
});

Deno.test("documents name tasks and files that are there", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  for (const name of DOCUMENTS) {
    const text = readDocument(name);
    for (const [, task = ""] of text.matchAll(/deno task ([a-z:]+)/g)) {
      ok(task in tasks, `${name}: deno task ${task}`);
    }
    const paths = codeWords(text).filter((word) =>
      /^(bin|cli|daemon|worker|job|wire|system|man|tests|tools|bench)\/[\w./]*$/.test(word)
    );
    for (const path of [...paths, ...linksIn(text)]) {
      ok(isThere(path) || isThere(`${path}.ts`), `${name}: ${path}`);
    }
  }
});

Deno.test("ARCHITECTURE.md tells of each crash point, and of none that is not", () => {
  const points = new Set<string>([
    ...[...DAEMON_POINTS, ...INPUT_POINTS, ...WORKER_POINTS],
    ...[...GROUP_POINTS, ...UNDERTAKER_POINTS, ...ADOPTER_POINTS],
  ]);
  const shown = rowsIn(readDocument("ARCHITECTURE.md")).flatMap(([who = ""]) =>
    /^(chored|worker|undertaker|adopter), /.test(who) ? codeWords(who) : []
  );
  deepEqual(shown.toSorted(), [...points].sort());
});

Deno.test("ARCHITECTURE.md tells of each file of a run that decides anything", () => {
  const shown = rowsIn(readDocument("ARCHITECTURE.md")).flatMap(([file = ""]) => codeWords(file));
  const { folder: _, w: __, stdin: ___, ...paths } = runPaths("");
  for (const path of Object.values(paths)) ok(shown.includes(path.slice(1)), path);
});

Deno.test("CONTRIBUTING.md names each rule of the linter, and no other", () => {
  const shown = rowsIn(readDocument("CONTRIBUTING.md")).slice(1).map(([rule = ""]) => rule);
  deepEqual(shown.flatMap(codeWords).sort(), Object.keys(plugin.rules).sort());
});

Deno.test("LICENSE is that of deno.json", () => {
  const { license } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  ok(Deno.readTextFileSync(`${ROOT}/LICENSE`).startsWith(`${license} License\n`));
});

function linesOf(name: string): readonly string[] {
  if (PAGES.includes(name)) return Page.read(name).part("EXAMPLES").examples;
  return codeIn(readDocument(name), "sh");
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^):#]+)\)/g)].map(([, path = ""]) => path);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(`${ROOT}/${path}`);
    return true;
  } catch {
    return false; // no such file
  }
}
