// How the launchers come to a Deno: named, in PATH, remembered, or installed once; and its packages.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import {
  clear,
  launch,
  layCheckout,
  layDeno,
  layInstalled,
  type Layout,
  SHELLS,
} from "./layout.ts";

const TOO_OLD = "#!/bin/sh\nexit 0\n";

for (const shell of SHELLS) {
  Deno.test(`chore() installs Deno and fetches packages once in ${shell.join(" ")}`, async () => {
    const layout = await layCheckout();
    const env = { PATH: `${await layNpm(layout)}:/usr/bin:/bin` };
    const first = await launch(layout, ["chore", "list"], { shell, env });
    equal(first.code, 0, first.stderr);
    match(
      first.stderr,
      /^chore: installing Deno once into .*\nchore: fetching the packages of .*\n$/,
    );
    const second = await launch(layout, ["chore", "list"], { shell, env });
    equal(second.stderr, "");
    equal(second.stdout, first.stdout);
    equal((await installs(layout)).length, 1);
    await Deno.utime(`${layout.root}/deno.lock`, 1, 1);
    match((await launch(layout, ["chore", "list"], { shell, env })).stderr, /^chore: fetching/);
    equal((await installs(layout)).length, 2);
    await clear(layout);
  });
}

Deno.test("chore() may be started for the first time by many at once", async () => {
  const layout = await layCheckout();
  const env = { PATH: `${await layNpm(layout)}:/usr/bin:/bin` };
  const all = Array.from({ length: 8 }, () => launch(layout, ["chore", "list"], { env }));
  deepEqual((await Promise.all(all)).map((it) => it.code), new Array(8).fill(0));
  equal((await launch(layout, ["chore", "list"], { env })).stderr, "");
  const left = [...Deno.readDirSync(layout.cache)].map((it) => it.name);
  deepEqual(left.toSorted(), ["deno", "deno-2.9.6", "deno.path", "installs"]);
  await clear(layout);
});

Deno.test("chore() says what to do where no Deno can be had", async () => {
  const layout = await layCheckout();
  const tools = `${layout.home}/tools`;
  await Deno.mkdir(tools);
  for (const tool of ["env", "mkdir", "rm", "mktemp"]) {
    await Deno.symlink(`/usr/bin/${tool}`, `${tools}/${tool}`);
  }
  const options = { shell: ["/bin/sh"], env: { PATH: tools } };
  const missing = await launch(layout, ["chore", "list"], options);
  equal(missing.code, 111);
  match(missing.stderr, /"npm" is not in PATH; install Deno 2.9 or newer, or set CHORE_DENO/);
  await Deno.writeTextFile(`${tools}/npm`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const failing = await launch(layout, ["chore", "list"], options);
  equal(failing.code, 111);
  match(failing.stderr, /: npm failed; install Deno 2.9 or newer, or set CHORE_DENO/);
  deepEqual([...Deno.readDirSync(layout.cache)], []);
  await clear(layout);
});

Deno.test("chore() prefers CHORE_DENO, then PATH, and remembers what it found", async () => {
  const layout = await layCheckout();
  const inPath = await layDeno(`${layout.home}/path`);
  const named = await layDeno(`${layout.home}/named`);
  const env = { PATH: `${layout.home}/path:/usr/bin:/bin` };
  equal(await denoOf(layout, env), inPath);
  equal(await denoOf(layout, { ...env, CHORE_DENO: named }), named);
  equal(await denoOf(layout, env), inPath);
  await Deno.writeTextFile(inPath, TOO_OLD);
  const { stderr } = await launch(layout, ["chored", "-f"], {
    env: { ...env, CHORE_DENO: inPath },
  });
  match(stderr, /^chored: Cannot use Deno ".*": it must be the absolute path .* 2.9 or newer\n$/);
  await clear(layout);
});

Deno.test("chore() passes over a Deno in PATH that is too old", async () => {
  const layout = await layCheckout();
  const npm = await layNpm(layout);
  await layDeno(`${layout.home}/path`);
  await Deno.writeTextFile(`${layout.home}/path/deno`, TOO_OLD);
  const env = { PATH: `${layout.home}/path:${npm}:/usr/bin:/bin` };
  match(await denoOf(layout, env), /deno-2.9.6\/node_modules\/@deno\/here\/deno$/);
  equal((await launch(layout, ["chore", "list"], { env })).stderr, "");
  await clear(layout);
});

Deno.test("chore() looks at nothing but the Deno that the installer pinned", async () => {
  const layout = await layInstalled();
  const env = { CHORE_DENO: "/nowhere/deno", PATH: "/usr/bin:/bin" };
  equal((await launch(layout, ["chore", "list"], { env })).code, 0);
  equal(await Deno.stat(layout.cache).catch(() => "none"), "none");
  await clear(layout);
});

Deno.test("test() gives all tests one Deno and one cache", async () => {
  const layout = await layCheckout();
  const deno = await layDeno(`${layout.home}/path`);
  const env = { PATH: `${layout.home}/path:/usr/bin:/bin`, CI: "true" };
  const { code, stdout } = await launch(layout, ["test", "--filter", "x"], { env });
  equal(code, 0);
  match(stdout, /^task\nok\n--filter\nx\numask 0*22\n/);
  match(stdout, new RegExp(`^env DENO_DIR=${layout.cache}/deno$`, "m"));
  match(stdout, new RegExp(`^env PATH=${deno.slice(0, -5)}:`, "m"));
  await clear(layout);
});

/** A npm that installs the stand-in for Deno, slowly. */
async function layNpm(layout: Layout): Promise<string> {
  const folder = `${layout.home}/npm`;
  const deno = await layDeno(folder);
  await Deno.rename(deno, `${folder}/package`);
  const script = `#!/bin/sh\nat=$3/node_modules/@deno/here && mkdir -p "$at" && sleep 0.2\n` +
    `exec cp "${folder}/package" "$at/deno"\n`;
  await Deno.writeTextFile(`${folder}/npm`, script, { mode: 0o755 });
  return folder;
}

async function installs(layout: Layout): Promise<readonly string[]> {
  return (await Deno.readTextFile(`${layout.cache}/installs`)).trimEnd().split("\n");
}

async function denoOf(layout: Layout, env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout } = await launch(layout, ["chored", "-f"], { env });
  equal(code, 0);
  return stdout.match(/^--deno=(.*)$/m)?.[1] ?? "";
}
