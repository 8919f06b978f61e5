// chored's launcher: its words, its refusals, and how it waits until chored serves.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, isInPath, launch, layInstalled, type Layout, settle, SHELLS } from "./layout.ts";

Deno.test("chored() hands over what it was told, by name", async () => {
  const layout = await layInstalled();
  const told = await handOver(layout, ["-fd", "-F", "--restart", "-n", "s1", "-p", "c.toml"]);
  deepEqual(told.filter((word) => !word.startsWith("--boot=")), [
    `--base=${layout.base}`,
    "--session=s1",
    `--launcher=${layout.root}/bin/chored_worker`,
    `--deno=${layout.root}/lib/chore/deno`,
    `--deno-dir=${layout.cache}/deno`,
    "--zone=Europe/Berlin",
    `--home=${layout.home}`,
    "--user=ann",
    "--debug",
    ...Deno.build.os === "linux" ? [`--cgroup=${layout.root}/lib/chore/cgroup.sh`] : [],
    ...Deno.uid() === 0 ? ["--root"] : [],
    "--foreground",
    "--force",
    "--restart",
    `--config=${layout.root}/c.toml`,
  ]);
  const long = ["--foreground", "--debug", "--force", "--restart", "--session=s1"];
  deepEqual(await handOver(layout, [...long, "--config", `${layout.root}/c.toml`]), told);
  deepEqual(await handOver(layout, ["-dfFns1", `-pc.toml`, "--restart"]), told);
  await clear(layout);
});

Deno.test("chored() runs -v and -h without any right", async () => {
  const layout = await layInstalled();
  for (const [word, long] of [["-v", "--version"], ["--help", "--help"]] as const) {
    const { code, stdout } = await launch(layout, ["chored", word]);
    equal(code, 0);
    equal(stdout.includes("--allow"), false);
    match(stdout, new RegExp(`/chored.js\n${long}\numask`));
  }
  await clear(layout);
});

Deno.test("chored() refuses words that it does not know", async () => {
  const layout = await layInstalled();
  for (
    const words of [
      ["-x"],
      ["-p", ""],
      ["--config="],
      ["-fx"],
      ["x"],
      ["-"],
      ["--"],
      ["-f-"],
      ["-n"],
      ["--config"],
      [""],
    ]
  ) {
    const { code, stderr } = await launch(layout, ["chored", ...words]);
    equal(code, 100, words.join(" "));
    match(stderr, /\nusage: chored /);
  }
  await clear(layout);
});

Deno.test("chored() refuses a configuration that would be two paths, or somewhere else", async () => {
  const layout = await layInstalled();
  for (const path of ["/a,/etc", "a,b", "/a\nb", "../a", "/a/../b"]) {
    equal((await launch(layout, ["chored", "--manifest", "-p", path])).code, 111, path);
  }
  await clear(layout);
});

Deno.test("chored() refuses to write where a program lies", async () => {
  const layout = await layInstalled();
  const link = `${layout.home}/link`;
  await Deno.symlink(layout.root, link);
  await Deno.mkdir(`${layout.cache}/deno`, { recursive: true });
  for (const folder of [layout.root, link, layout.cache, `${layout.root}/lib`]) {
    const env = { CHORE_HOME: folder };
    const { code, stderr } = await launch(layout, ["chored", "-f"], { env });
    equal(code, 111, folder);
    match(stderr, /^chored: Cannot use base folder ".*": ".*" lies inside it\n$/);
  }
  await clear(layout);
});

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`chored() returns when chored says that it is ready in ${name}`, async () => {
    const layout = await layInstalled();
    await act(layout, "echo warning >&2; echo ready 2 jobs found; exec >&- 2>&-; sleep 1");
    const { code, stderr } = await launch(layout, ["chored"], { shell });
    equal(code, 0);
    match(stderr, /\n--background\n(.*\n)*warning\n2 jobs found\n$/);
    deepEqual([...Deno.readDirSync(`${layout.base}/run`)], []);
    equal(Deno.statSync(layout.base).mode ?? 0, 0o40700);
    await clear(layout);
  });

  Deno.test(`chored() ends with the code of a chored that was never ready in ${name}`, async () => {
    const layout = await layInstalled();
    await act(layout, "printf readymade; exit 42");
    const { code, stderr } = await launch(layout, ["chored"], { shell });
    equal(code, 42);
    match(stderr, /\nreadymade\n$/);
    deepEqual([...Deno.readDirSync(`${layout.base}/run`)], []);
    await clear(layout);
  });
}

Deno.test("chored() that is ended while it waits takes chored with it", async () => {
  for (const [program = "", ...before] of SHELLS) {
    const layout = await layInstalled();
    const mark = `${layout.home}/ended`;
    await act(layout, `trap ': >${mark}; exit' TERM; echo up; while :; do sleep 0.02; done`);
    const child = new Deno.Command(program, {
      args: [...before, `${layout.root}/bin/chored`],
      clearEnv: true,
      env: { HOME: layout.home, PATH: "/usr/bin:/bin" },
      stderr: "piped",
    }).spawn();
    let said = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.endsWith("\nup\n")) child.kill("SIGTERM");
    }
    equal((await child.status).code, 111);
    await settle(() => [...Deno.readDirSync(layout.home)].some((it) => it.name === "ended"));
    deepEqual([...Deno.readDirSync(`${layout.base}/run`)], []);
    await clear(layout);
  }
});

const ignore = !isInPath("setsid") || !isInPath("ps");

Deno.test({
  name: "chored() gives chored a session of its own",
  ignore,
  fn: async () => {
    const layout = await layInstalled();
    await act(layout, 'ps -o sid= -p $$ | tr -d " "; echo $$; echo ready');
    const { stderr } = await launch(layout, ["chored"]);
    const [session, pid] = stderr.trimEnd().split("\n").slice(-2);
    equal(session, pid);
    await clear(layout);
  },
});

/** What the stand-in for Deno does after it told how it was started. */
async function act(layout: Layout, script: string): Promise<void> {
  await Deno.writeTextFile(`${layout.root}/lib/chore/act`, script);
}

async function handOver(layout: Layout, words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await launch(layout, ["chored", ...words], {
    env: { TZ: "Europe/Berlin", USER: "ann" },
  });
  equal(code, 0);
  const [, handed = ""] = stdout.split("/lib/chore/chored.js\n");
  return handed.split("\numask ")[0]?.split("\n") ?? [];
}

Deno.test("chored() and chore() refuse a base folder where nothing can be kept, by whatever name", async () => {
  const layout = await layInstalled();
  for (const base of ["/dev/shm/chore", "/dev", "/proc/self", "/sys/chore/"]) {
    for (const words of [["chored", "-f"], ["chored", "--manifest"], ["chore", "list"]]) {
      const { code, stderr } = await launch(layout, words, { env: { CHORE_HOME: base } });
      equal(code, 111, base);
      match(stderr, /^chored?: Cannot use base folder .*: nothing can be kept below \/dev, \/proc/);
    }
  }
  const shared = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "chore_" });
  await Deno.symlink(shared, `${layout.root}/link`);
  const env = { CHORE_HOME: `${layout.root}/link` };
  const { code, stderr } = await launch(layout, ["chored", "-f"], { env });
  equal(code, 111);
  match(stderr, /base folder "\/dev\/shm\/chore_\w+": nothing can be kept below/);
  await Deno.remove(shared, { recursive: true });
  for (const base of ["/device/a", "/processes/b"]) {
    equal((await launch(layout, ["chore", "--manifest"], { env: { CHORE_HOME: base } })).code, 0);
  }
  await clear(layout);
});

Deno.test({
  name: "chored() passes none of its caller's descriptors on, not even those that dash cannot name",
  ignore: !isInPath("bash"),
  async fn() {
    const layout = await layInstalled();
    const lists =
      "for n in 3 9 10 12 63 250; do [ ! -e /proc/$$/fd/$n ] || ls -l /proc/$$/fd/$n; done\n";
    await Deno.writeTextFile(`${layout.root}/lib/chore/act`, lists);
    const opens = 'exec 3</dev/zero 12</dev/zero 63</dev/zero 250</dev/zero; exec "$@"';
    for (const shell of SHELLS) {
      const { code, stdout } = await launch(layout, ["chored", "-f"], {
        shell: ["bash", "-c", opens, "bash", ...shell],
      });
      equal(code, 0);
      match(stdout, /^--foreground$/m);
      equal(stdout.includes("/dev/zero"), false, `${shell}: ${stdout}`);
    }
    await clear(layout);
  },
});
