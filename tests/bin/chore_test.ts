// chore's launcher: what it hands to the client, what it keeps from Deno, what it refuses.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, launch, layInstalled, type Layout, SHELLS } from "./layout.ts";

Deno.test("chore() hands over base, session, umask, chored, man pages and the words", async () => {
  const layout = await layInstalled();
  const words = ["run", "-j", "a b", "", "--", "x", "-n", "* $HOME\n", "'"];
  const { stdout } = await launch(layout, ["chore", ...words]);
  const program = `${layout.root}/lib/chore/chore.js\n`;
  const [, after = ""] = stdout.split(program);
  const [handed] = after.split("\numask ");
  equal(
    handed,
    [layout.base, "chored", "0022", `${layout.root}/bin/chored`, `${layout.root}/share/man`]
      .concat(words).join("\n"),
  );
  await clear(layout);
});

Deno.test("chore() takes the session from the words before --, else from the environment", async () => {
  const layout = await layInstalled();
  const cases: readonly [string, readonly string[]][] = [
    ["chored", []],
    ["a", ["run", "-n", "a", "-n", "b"]],
    ["a", ["-na", "list"]],
    ["a", ["list", "--session", "a"]],
    ["a", ["list", "--session=a"]],
    ["chored", ["run", "--", "x", "-n", "a"]],
    ["chored", ["list", "-n"]],
    ["N".repeat(63), ["-n", "N".repeat(63)]],
    ["chored", ["run", "-C", "-na", "--", "x"]],
    ["chored", ["run", "-j", "-nfoo"]],
    ["chored", ["-c", "-n", "-j", "b"]],
    ["a", ["run", "--cwd", "--session=b", "-n", "a"]],
    ["a", ["run", "--name=b", "-na"]],
  ];
  for (const [session, words] of cases) {
    const { stdout } = await launch(layout, ["chore", "--manifest", ...words], {
      env: { CHORE_HOME: "/b" },
    });
    match(stdout, new RegExp(`^--allow-write=/b/run/${session}.sock$`, "m"));
  }
  const env = { CHORE_SESSION: "mine" };
  match((await launch(layout, ["chore", "--manifest"], { env })).stdout, /run\/mine.sock$/m);
  await clear(layout);
});

for (const shell of SHELLS) {
  Deno.test(`chore() refuses a session that is no name in ${shell.join(" ")}`, async () => {
    const layout = await layInstalled();
    for (const session of ["", "a,b", "a b", "a/b", "..", "a\nb", "é", "-", "N".repeat(64)]) {
      const words = ["chore", "--manifest", "--session", session];
      const env = { LC_ALL: "C.UTF-8" };
      const { code, stdout, stderr } = await launch(layout, words, { shell, env });
      equal(code, 100, JSON.stringify(session));
      equal(stdout, "");
      match(stderr, /^chore: Cannot use session "/);
    }
    await clear(layout);
  });

  Deno.test(`chore() refuses a base folder that Deno could misread in ${shell.join(" ")}`, async () => {
    const layout = await layInstalled();
    for (const base of ["b", "./b", "/a,/etc", "/a\nb", "/a/../b", "/a/./b", "/a//b", "/"]) {
      await equalRefusal(layout, shell, { CHORE_HOME: base });
    }
    await equalRefusal(layout, shell, { HOME: "home" });
    await equalRefusal(layout, shell, { HOME: "" });
    await clear(layout);
  });

  Deno.test(`chore() counts the bytes of the socket's path in ${shell.join(" ")}`, async () => {
    const layout = await layInstalled();
    const env = { LC_ALL: "C.UTF-8", XDG_CACHE_HOME: "/c", HOME: "" };
    const longest = `/é${"x".repeat(107 - 3 - "/run/chored.sock".length)}`;
    for (const [base, code] of [[longest, 0], [`${longest}x`, 111]] as const) {
      const options = { shell, env: { ...env, CHORE_HOME: base } };
      equal((await launch(layout, ["chore", "--manifest"], options)).code, code);
    }
    const chored = { shell, env: { ...env, CHORE_HOME: longest.slice(0, -3) } };
    equal((await launch(layout, ["chored", "--manifest"], chored)).code, 111);
    chored.env.CHORE_HOME = longest.slice(0, -4);
    equal((await launch(layout, ["chored", "--manifest"], chored)).code, 0);
    await clear(layout);
  });
}

Deno.test("chore() keeps from Deno what would change it, for the jobs", async () => {
  const layout = await layInstalled();
  const hostile = {
    DENO_PERMISSION_BROKER_PATH: "/nowhere",
    DENO_DIR: "/mine",
    NODE_OPTIONS: `--require 'a' "b" $(c) \`d\``,
    LD_LIBRARY_PATH: "",
    OTEL_DENO: "true",
    LC_ALL: "C.UTF-8",
  };
  const env = { ...hostile, FOO: "bar", NO_COLOR: "1" };
  const { stdout } = await launch(layout, ["chore"], { env });
  const seen = stdout.match(/^env (?!PWD|OLDPWD|_=|SHLVL|HOME|PATH).*/gm);
  deepEqual(
    seen?.toSorted(),
    [
      ...Object.entries(hostile).map(([name, value]) => `env CHORE_SAVED_${name}=${value}`),
      `env DENO_DIR=${layout.cache}/deno`,
      "env DENO_NO_UPDATE_CHECK=1",
      "env FOO=bar",
      "env LC_ALL=C",
      "env NO_COLOR=1",
    ].toSorted(),
  );
  await clear(layout);
});

Deno.test("chore() stays where its caller is and leaves its input alone", async () => {
  const layout = await layInstalled();
  await Deno.writeTextFile(`${layout.root}/lib/chore/act`, 'pwd; printf "input %s\\n" "$(cat)"');
  const args = [`printf 'one\\ntwo' | sh "$0" list`, `${layout.root}/bin/chore`];
  const env = { HOME: layout.home, PATH: "/usr/bin:/bin" };
  const output = await new Deno.Command("sh", { args: ["-c", ...args], env, cwd: layout.home })
    .output();
  match(new TextDecoder().decode(output.stdout), new RegExp(`\n${layout.home}\ninput one\ntwo\n$`));
  await clear(layout);
});

Deno.test("chore() shows its man page for -H alone", async () => {
  const layout = await layInstalled();
  const missing = await launch(layout, ["chore", "-H"]);
  equal(missing.code, 111);
  match(missing.stderr, /^chore: Cannot show the man page "chore.1"/);
  await Deno.mkdir(`${layout.root}/share/man/man1`, { recursive: true });
  await Deno.writeTextFile(
    `${layout.root}/share/man/man1/chore.1`,
    ".Dd November 24, 2026\n.Dt CHORE 1\n.Os\n.Sh NAME\n.Nm chore\n.Nd runs jobs\n",
  );
  match((await launch(layout, ["chore", "-H"])).stdout, /runs jobs/);
  match((await launch(layout, ["chore", "-H", "x"])).stdout, /\nchored\n0022\n.*\n.*\n-H\nx\n/);
  await clear(layout);
});

async function equalRefusal(
  layout: Layout,
  shell: readonly string[],
  options: Readonly<Record<string, string>>,
): Promise<void> {
  const words = ["chore", "--manifest"];
  const { code, stdout, stderr } = await launch(layout, words, { shell, env: options });
  equal(code, 111, JSON.stringify(options));
  equal(stdout, "");
  match(stderr, /^chore: Cannot (use|find the) base folder/);
}

Deno.test("chore() lets the FILE of send -i be its input, and leaves that of a command to the job", async () => {
  const layout = await layInstalled();
  const missing = `${layout.root}/missing`;
  const taken = [
    ["send", "-i", missing, "job"],
    ["send", `-i${missing}`, "job"],
    ["send", "--stdin", missing, "job"],
    ["send", `--stdin=${missing}`, "job"],
    ["-i", missing, "-j", "job"],
    ["-j", "job", "-i", missing],
  ];
  const left = [
    ["run", "-i", missing, "cat"],
    ["run", `--stdin=${missing}`, "cat"],
    ["-i", missing, "-j", "job", "--", "cat"],
    ["send", "-i", "-", "job"],
    ["send", "job", "--", "-i", missing],
  ];
  const complaint = /^chore: Cannot read ".*\/missing": no such file, or no right to$/m;
  for (const words of taken) {
    const { code, stderr } = await launch(layout, ["chore", ...words]);
    deepEqual([words, code, complaint.test(stderr)], [words, 111, true]);
  }
  for (const words of left) {
    const { code, stderr } = await launch(layout, ["chore", ...words]);
    deepEqual([words, code, stderr], [words, 0, ""]);
  }
  await clear(layout);
});
