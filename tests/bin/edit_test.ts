// `chore edit`: the launcher runs the editor between two calls of chore, and for nothing else.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, launch, layInstalled, type Layout, SHELLS } from "./layout.ts";

/** The user's words that each chore was started with, as the telltale in place of Deno wrote them down. */
function wordsIn({ root }: Layout, text: string): string[] {
  const starts = text.split(`${root}/share/man\n`).slice(1);
  return starts.map((start) => start.slice(0, start.indexOf("\numask ")).replaceAll("\n", " "));
}

async function layOut(): Promise<Layout> {
  const layout = await layInstalled();
  await Deno.chmod(`${layout.root}/bin/chore`, 0o755);
  return layout;
}

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`edit() opens what chore prints, and gives it back, in ${name}`, async () => {
    const layout = await layOut();
    const env = { EDITOR: "cat", TMPDIR: layout.home };
    for (const words of [["edit", "job"], ["-n", "edit", "edit", "job", "--json"]]) {
      const { code, stdout, stderr } = await launch(layout, ["chore", ...words], { shell, env });
      deepEqual([code, stderr], [0, ""]);
      const line = words.join(" ");
      deepEqual(wordsIn(layout, stdout), [`${line} --print`, `${line} --set -`]);
      deepEqual([...Deno.readDirSync(layout.home)].filter((each) => /^chore/.test(each.name)), []);
    }
    await clear(layout);
  });

  Deno.test(`edit() keeps a changed file where nobody answers, in ${name}`, async () => {
    const layout = await layOut();
    const env = { VISUAL: `sh -c 'echo more >>"$0"; exit 3'`, TMPDIR: layout.home };
    const failed = await launch(layout, ["chore", "edit", "job"], { shell, env });
    equal(failed.code, 111);
    match(
      failed.stderr,
      /^chore: Cannot edit: the editor has failed\nchore: the document is in ".*\/job\.json": edit it again\? \[Y\/n\] $/,
    );
    const [, file = ""] = /in "(.*)":/.exec(failed.stderr) ?? [];
    deepEqual(wordsIn(layout, await Deno.readTextFile(file)), ["edit job --print"]);
    equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    await clear(layout);
  });

  Deno.test(`edit() keeps nothing where the editor fails and changes nothing, in ${name}`, async () => {
    const layout = await layOut();
    const env = { VISUAL: "sh -c 'exit 3'", TMPDIR: layout.home };
    const failed = await launch(layout, ["chore", "edit", "job"], { shell, env });
    deepEqual([failed.code, failed.stderr], [111, "chore: Cannot edit: the editor has failed\n"]);
    deepEqual([...Deno.readDirSync(layout.home)].filter((each) => /^chore/.test(each.name)), []);
    await clear(layout);
  });
}

Deno.test("edit() leaves alone what is for chore itself", async () => {
  const layout = await layOut();
  const env = { EDITOR: "echo never", TMPDIR: layout.home };
  const table = [
    ["edit", "--print", "job"],
    ["edit", "--set", "-", "job"],
    ["edit", "-h"],
    ["edit", "--", "job"],
    ["run", "-j", "a", "edit", "b"],
    ["run", "--", "edit", "b"],
    ["help", "edit"],
    ["-j", "edit", "-s"],
  ];
  for (const words of table) {
    const { code, stdout } = await launch(layout, ["chore", ...words], { env });
    equal(code, 0);
    deepEqual(wordsIn(layout, stdout), [words.join(" ")]);
  }
  await clear(layout);
});

Deno.test("edit() ends as chore does where there is nothing to edit", async () => {
  const layout = await layOut();
  await Deno.writeTextFile(`${layout.root}/lib/chore/act`, "echo 'chore: no' >&2; exit 103\n");
  const env = { EDITOR: "echo never", TMPDIR: layout.home };
  const { code, stdout, stderr } = await launch(layout, ["chore", "edit", "job"], { env });
  deepEqual([code, stdout, stderr], [103, "", "chore: no\n"]);
  deepEqual([...Deno.readDirSync(layout.home)].filter((each) => /^chore/.test(each.name)), []);
  await clear(layout);
});

Deno.test("chore() makes the file of --set standard input", async () => {
  const layout = await layOut();
  await Deno.writeTextFile(`${layout.root}/lib/chore/act`, "cat\n");
  await Deno.writeTextFile(`${layout.home}/document`, "the document\n");
  for (const words of [["--set", `${layout.home}/document`], [`--set=${layout.home}/document`]]) {
    const { stdout } = await launch(layout, ["chore", "edit", "job", ...words]);
    match(stdout, /\nthe document\n$/);
  }
  const missing = await launch(layout, ["chore", "edit", "job", "--set", "/nosuch"]);
  equal(missing.code, 111);
  equal(missing.stderr, 'chore: Cannot read "/nosuch": no such file, or no right to\n');
  await clear(layout);
});
