import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore manifest prints the rights of chored, as its launcher does", async () => {
  await using home = await makeHome();
  const printed = await home.ask(["manifest"]);
  const own = await home.chored(["--manifest"]);
  equal(own.code, 0);
  equal(printed, own.stdout);
  deepEqual(await home.json<string[]>(["manifest", "chored"]), printed.trimEnd().split("\n"));
  match(
    await home.ask(["manifest", "-n", "other"]),
    /^--allow-net=unix:\S+\/run\/other\.sock,unix:\S+\.new$/m,
  );
  const wrong = await home.chore(["manifest", "make"]);
  equal(wrong.code, 100);
  match(wrong.stderr, /^chore: Cannot print the manifest of "make": ask it: make --manifest/);
});

Deno.test("chore --manifest prints its own rights, and runs nothing", async () => {
  await using home = await makeHome({ isIdle: true });
  const lines = (await home.ask(["--manifest"])).trimEnd().split("\n");
  equal(lines[0], "run");
  deepEqual(lines.filter((line) => line.startsWith("--allow-")), [
    "--allow-env",
    `--allow-run=${lines.at(-1)?.replace("cli/main.ts", "bin/chored")}`,
    `--allow-read=${home.base}`,
    `--allow-write=${home.base}/run/chored.sock`,
    `--allow-net=unix:${home.base}/run/chored.sock`,
  ]);
  equal([...Deno.readDirSync(home.folder)].length, 0);
});
