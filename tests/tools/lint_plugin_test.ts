import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import plugin from "../../tools/lint_plugin.ts";

const TOP = new URL("../../", import.meta.url);

/** One broken file a rule: the whole way through deno lint, where paths are absolute. */
const BROKEN: Record<string, { path: string; text: string }> = {
  "chore/file-length": { path: "daemon/long.ts", text: "f();\n".repeat(250) },
  "chore/file-name": { path: "daemon/utils.ts", text: "" },
  "chore/first-line": { path: "daemon/silent.ts", text: "" },
  "chore/function-length": { path: "daemon/giant.ts", text: `f(() => {${"\n".repeat(50)}});` },
  "chore/layers": { path: "daemon/layers.ts", text: `import "../cli/main.ts";` },
  "chore/node-layer": { path: "daemon/node.ts", text: `import "node:fs";` },
  "chore/parameters": { path: "daemon/many.ts", text: "f((a, b, c, d) => a + b + c + d);" },
  "chore/promise-catch": { path: "daemon/lost.ts", text: "f().catch(() => {});" },
  "chore/purity": { path: "job/clock.ts", text: "f(Date.now());" },
  "chore/strict-assert": {
    path: "tests/loose_test.ts",
    text: 'import { equal } from "node:assert/strict";\nequal(1, 1);',
  },
  "no-empty": { path: "daemon/empty.ts", text: "try {\n  f();\n} catch {}" },
  "no-explicit-any": { path: "daemon/any.ts", text: "f((a: any) => a);" },
  "no-non-null-assertion": { path: "daemon/assert.ts", text: "f(g!);" },
};

/** Much of the same, as the house wants it. */
const SOUND = `// Shows that a sound file is left alone.

import { next } from "../job/state.ts";
import { DatabaseSync } from "node:sqlite";

export function open(path: string, count: number, options: { readOnly: boolean }): DatabaseSync {
  try {
    next(path, count);
  } catch {
    // A first start has no state yet.
  }
  return new DatabaseSync(path, options);
}
`;

Deno.test("lintPlugin() holds every rule of tools/lint/", async () => {
  const files = await Array.fromAsync(Deno.readDir(new URL("tools/lint/", TOP)));
  const texts = files.map(({ name }) => Deno.readTextFileSync(new URL(`tools/lint/${name}`, TOP)));
  const rules = texts.filter((text) => text.includes(": Deno.lint.Rule = {"));
  equal(Object.keys(plugin.rules).length, rules.length);
  deepEqual(
    Object.keys(BROKEN).filter((id) => id.startsWith("chore/")),
    Object.keys(plugin.rules).map((name) => `chore/${name}`),
  );
});

Deno.test("lintPlugin() finds each fault, and none in itself, when deno lint runs it", async () => {
  const top = await Deno.makeTempDir();
  try {
    await copyPlugin(top);
    for (const { path, text } of Object.values(BROKEN)) {
      await Deno.writeTextFile(`${top}/${path}`, opened(path, text));
    }
    await Deno.writeTextFile(`${top}/daemon/sound.ts`, SOUND);
    const found = await lint(top);
    deepEqual(found.sort(), Object.entries(BROKEN).map(([id, { path }]) => `${id} ${path}`).sort());
  } finally {
    await Deno.remove(top, { recursive: true });
  }
});

async function copyPlugin(top: string): Promise<void> {
  for (const folder of ["tools/lint", "daemon", "job", "tests"]) {
    await Deno.mkdir(`${top}/${folder}`, { recursive: true });
  }
  await Deno.copyFile(new URL("tools/lint_plugin.ts", TOP), `${top}/tools/lint_plugin.ts`);
  for await (const { name } of Deno.readDir(new URL("tools/lint/", TOP))) {
    await Deno.copyFile(new URL(`tools/lint/${name}`, TOP), `${top}/tools/lint/${name}`);
  }
  const rules = { include: ["no-non-null-assertion"] };
  const config = { lint: { plugins: ["./tools/lint_plugin.ts"], rules } };
  await Deno.writeTextFile(`${top}/deno.json`, JSON.stringify(config));
}

/** Every file opens well, but the one whose fault that is. */
function opened(path: string, text: string): string {
  return path.endsWith("silent.ts") ? "f();" : `// Shows what a rule refuses.\n${text}`;
}

/** What deno lint finds, as "rule path". */
async function lint(top: string): Promise<string[]> {
  const args = ["lint", "--json", "."];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: top }).output();
  const { diagnostics } = JSON.parse(new TextDecoder().decode(stdout));
  return diagnostics.map(({ code, filename }: { code: string; filename: string }) =>
    `${code} ${filename.slice(filename.indexOf(`${top}/`) + top.length + 1)}`
  );
}
