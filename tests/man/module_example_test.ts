import { strictEqual as equal } from "node:assert/strict";
import { Home } from "../support/home.ts";
import { ROOT } from "../support/place.ts";
import { codeIn, readDocument } from "./document.ts";

const decoder = new TextDecoder();

for (
  const [name, example] of [
    ["mod.ts", exampleIn(Deno.readTextFileSync(`${ROOT}/mod.ts`))],
    ["README.md", codeIn(readDocument("README.md"), "ts").join("\n")],
  ] as const
) {
  Deno.test(`${name} has an example that is sound and prints what it says, with the rights that mod.ts names`, async () => {
    await using home = await Home.make();
    await home.start();
    const { code, stdout, stderr } = await runExample(home, example);
    equal(decoder.decode(stderr), "");
    equal(decoder.decode(stdout), `${commentIn(example)}\n`);
    equal(code, 0);
  });
}

async function runExample(home: Home, example: string): Promise<Deno.CommandOutput> {
  const file = `${home.folder}/example.ts`;
  await Deno.writeTextFile(file, example);
  const config = `${home.folder}/deno.json`;
  await Deno.writeTextFile(config, JSON.stringify(configFor()));
  // which versions of the packages: those of the checkout, which are in the cache
  await Deno.copyFile(`${ROOT}/deno.lock`, `${home.folder}/deno.lock`);
  const { socket } = home.paths();
  return await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--check", "--quiet", "--no-prompt", "--cached-only"],
      ...[`--config=${config}`, `--lock=${home.folder}/deno.lock`],
      ...[`--allow-read=${socket}`, `--allow-write=${socket}`],
      ...[`--allow-net=unix:${socket}`, "--allow-env", file],
    ],
    env: { CHORE_HOME: home.base, NO_COLOR: "1" },
    stdin: "null",
  }).output();
}

/** The first block of code in the documentation of `module`. */
function exampleIn(module: string): string {
  const [, block = ""] = /^ \* ```ts\n([^]*?)^ \* ```/m.exec(module) ?? [];
  return block.replaceAll(/^ \* ?/gm, "");
}

/** What the example says that it prints. */
function commentIn(example: string): string {
  return /console\.log\(.*\); \/\/ (.*)$/m.exec(example)?.[1] ?? "";
}

/** The checkout's own configuration, for a program that uses chore as a package. */
function configFor(): object {
  const { imports, compilerOptions, nodeModulesDir } = JSON.parse(
    Deno.readTextFileSync(`${ROOT}/deno.json`),
  );
  return {
    nodeModulesDir,
    compilerOptions,
    imports: { ...imports, chore: `file://${ROOT}/mod.ts` },
  };
}
