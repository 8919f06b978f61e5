// `chore tab`: the launcher makes a file standard input, and runs the editor.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, launch, layInstalled, type Layout, SHELLS } from "./layout.ts";

/** The user's words that each chore was started with, and what it read. */
function startsIn({ root }: Layout, text: string): { words: string; input: string }[] {
  return text.split(`${root}/share/man\n`).slice(1).map((start) => ({
    words: start.slice(0, start.indexOf("\numask ")).replaceAll("\n", " "),
    input: /^input (.*)$/m.exec(start)?.[1] ?? "",
  }));
}

async function layOut(): Promise<Layout> {
  const layout = await layInstalled();
  await Deno.chmod(`${layout.root}/bin/chore`, 0o755);
  await Deno.writeTextFile(
    `${layout.root}/lib/chore/act`,
    'if IFS= read -r line; then echo "input $line"; fi\n',
  );
  await Deno.writeTextFile(`${layout.home}/a b`, "the table\n");
  return layout;
}

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`tab() makes the file that is named standard input, in ${name}`, async () => {
    const layout = await layOut();
    const file = `${layout.home}/a b`;
    const table: [words: string[], input: string][] = [
      [["tab", file], "the table"],
      [["-n", "tab", "tab", "--json", file], "the table"],
      [["tab", "-n", "other", file], "the table"],
      [["tab", "--check", file], "the table"],
      [["tab", `--import=${file}`, "--print"], "the table"],
      [["tab", "-"], ""],
      [["tab", "--next", file], ""],
      [["tab", "-l"], ""],
      [["tab"], ""],
      [["tab", "-", file], ""],
      [["run", "-j", "tab", "--", "tab", file], ""],
      [["help", "tab", file], ""],
    ];
    for (const [words, input] of table) {
      const { code, stdout, stderr } = await launch(layout, ["chore", ...words], { shell });
      deepEqual([code, stderr], [0, ""], words.join(" "));
      deepEqual(startsIn(layout, stdout), [{ words: words.join(" "), input }]);
    }
    const missing = await launch(layout, ["chore", "tab", "/nosuch"], { shell });
    equal(missing.code, 111);
    equal(missing.stderr, 'chore: Cannot read "/nosuch": no such file, or no right to\n');
    await clear(layout);
  });

  Deno.test(`tab() opens what chore prints, and gives it back, in ${name}`, async () => {
    const layout = await layOut();
    const env = { EDITOR: "sed -n 1p", TMPDIR: layout.home };
    for (const words of [["tab", "-e"], ["-n", "edit", "tab", "--json", "--edit"]]) {
      const { code, stdout, stderr } = await launch(layout, ["chore", ...words], { shell, env });
      deepEqual([code, stderr], [0, ""], words.join(" "));
      const line = words.join(" ");
      // the first start writes into the file, which the editor shows
      deepEqual(startsIn(layout, stdout).map(({ words }) => words), [`${line} -`]);
      deepEqual([...Deno.readDirSync(layout.home)].filter((each) => /^chore/.test(each.name)), []);
    }
    const failed = await launch(layout, ["chore", "tab", "-e"], {
      shell,
      env: { ...env, VISUAL: `sh -c 'echo more >>"$0"; exit 3'` },
    });
    equal(failed.code, 111);
    match(failed.stderr, /the document is in ".*\/choretab": edit it again\? \[Y\/n\] $/);
    await clear(layout);
  });
}

Deno.test("tab() leaves alone what is for chore itself", async () => {
  const layout = await layOut();
  const env = { EDITOR: "echo never", TMPDIR: layout.home };
  const table = [
    ["tab", "-e", "--print"],
    ["tab", "-e", "-"],
    ["tab", "-e", "-h"],
    ["run", "-e", "A=1", "tab"],
    ["-j", "tab", "-e", "A=1"],
  ];
  for (const words of table) {
    const { code, stdout } = await launch(layout, ["chore", ...words], { env });
    equal(code, 0);
    deepEqual(startsIn(layout, stdout), [{ words: words.join(" "), input: "" }]);
  }
  await clear(layout);
});
