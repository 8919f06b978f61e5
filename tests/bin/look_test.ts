// What bin/chore looks at for doctor and manifest, shell by shell, and when it does.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, launch, layInstalled, type Layout, SHELLS } from "./layout.ts";

/** What the program would read: the telltale Deno copies its standard input. */
async function factsOf(
  layout: Layout,
  words: readonly string[],
  { shell = ["dash"] }: { readonly shell?: readonly string[] } = {},
): Promise<string[]> {
  await Deno.writeTextFile(`${layout.root}/lib/chore/act`, "echo facts; cat");
  const { code, stdout, stderr } = await launch(layout, ["chore", ...words], { shell });
  deepEqual([code, stderr], [0, ""]);
  return stdout.slice(stdout.lastIndexOf("\nfacts\n") + "\nfacts\n".length).trimEnd().split("\n")
    .filter((line) => line !== "");
}

function valuesOf(facts: readonly string[], key: string): string[] {
  return facts.filter((fact) => fact.startsWith(`${key} `)).map((fact) =>
    fact.slice(key.length + 1)
  );
}

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`look() tells doctor of the machine in ${name}`, async () => {
    const layout = await layInstalled();
    const facts = await factsOf(layout, ["doctor"], { shell });
    equal(facts.every((fact) => /^[a-z_]+ /.test(fact)), true, facts.join("\n"));
    const { stdout } = await new Deno.Command("uname", { args: ["-s"] }).output();
    deepEqual(valuesOf(facts, "system"), [new TextDecoder().decode(stdout).trimEnd()]);
    deepEqual(valuesOf(facts, "uid"), [String(Deno.uid())]);
    // no base folder is made for this: it is tried where it would be
    deepEqual(valuesOf(facts, "place"), [layout.home]);
    for (const key of ["ps", "kill", "links", "hard_links", "fifos"]) {
      deepEqual(valuesOf(facts, key), ["yes"], key);
    }
    match(valuesOf(facts, "disk")[0] ?? "", / \d+ +\d+% +\//);
    deepEqual([...Deno.readDirSync(layout.home)], [], "nothing is left behind");
    await clear(layout);
  });

  Deno.test(`look() tells manifest what the launchers grant in ${name}`, async () => {
    const layout = await layInstalled();
    const facts = await factsOf(layout, ["-n", "s1", "manifest"], { shell });
    for (const program of ["chore", "chored"]) {
      const { stdout } = await launch(layout, [program, "--manifest", "-n", "s1"]);
      deepEqual(valuesOf(facts, program), stdout.trimEnd().split("\n"));
    }
    const folder = `${layout.base}/cache/s1/runs/0`;
    match(valuesOf(facts, "chored_worker").join("\n"), new RegExp(`=${folder}/gate,`));
    deepEqual(valuesOf(facts, "root"), [layout.root]);
    deepEqual([...valuesOf(facts, "process"), ...valuesOf(facts, "open")], []);
    await clear(layout);
  });

  Deno.test(`look() tells manifest --check who could change the programs in ${name}`, async () => {
    const layout = await layInstalled();
    const ours = async () =>
      valuesOf(await factsOf(layout, ["manifest", "--check"], { shell }), "open")
        .filter((path) => path.startsWith(layout.root));
    deepEqual(await ours(), []);
    await Deno.chmod(`${layout.root}/bin/chored`, 0o757);
    await Deno.chmod(`${layout.root}/lib`, 0o703);
    const open = await ours();
    equal(open.includes(`${layout.root}/bin/chored`), true);
    equal(open.includes(`${layout.root}/lib`), true, "a folder above Deno");
    equal(new Set(open).size, 2, open.join());
    await clear(layout);
  });
}

Deno.test("look() finds the verb after the session, and nowhere else", async () => {
  const layout = await layInstalled();
  const looked = async (...words: string[]) => (await factsOf(layout, words)).length > 0;
  for (
    const words of ["doctor --json", "-d doctor", "-n doctor doctor", "--session=x -nx doctor"]
  ) {
    equal(await looked(...words.split(" ")), true, words);
  }
  const others = [
    "run -- doctor",
    "-n doctor list",
    "show doctor",
    "help manifest",
    "-j doctor -s",
  ];
  for (const words of others) equal(await looked(...words.split(" ")), false, words);
  const { stdout } = await launch(layout, ["chore", "--manifest", "doctor"]);
  match(stdout, /^run\n--quiet\n/);
  await clear(layout);
});

Deno.test("look() says where the base folder takes nothing", async () => {
  const layout = await layInstalled();
  await Deno.mkdir(layout.base, { recursive: true });
  const folder = `${layout.root}/tools`;
  await Deno.mkdir(folder);
  // as on a file system that is full, or read-only
  const script = (await Deno.readTextFile(`${layout.root}/lib/chore/look_machine.sh`))
    .replace("PATH=/usr/bin:/bin", `PATH=${folder}:/usr/bin:/bin`);
  await Deno.writeTextFile(`${layout.root}/lib/chore/look_machine.sh`, script);
  await Deno.writeTextFile(`${folder}/mktemp`, "#!/bin/sh\necho no room\nexit 1\n", {
    mode: 0o755,
  });
  const facts = await factsOf(layout, ["doctor"]);
  deepEqual(valuesOf(facts, "unwritable"), ["no room"]);
  deepEqual(valuesOf(facts, "links"), []);
  await clear(layout);
});
