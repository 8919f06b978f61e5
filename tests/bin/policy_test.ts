// chored's launcher with --policy: which files it takes, and what it then lets chored do.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { policyFolder } from "../support/policy.ts";
import { clear, type Launch, launch, layInstalled, type Layout, SHELLS } from "./layout.ts";

interface Laid {
  readonly layout: Layout;
  /** for policies */
  readonly folder: string;
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Launch>;
}

/** Deno only tells how it was started, so that nothing is compiled. */
async function withLayout(shell: readonly string[], test: (laid: Laid) => Promise<void>) {
  using folder = policyFolder();
  const layout = await layInstalled();
  await Deno.writeTextFile(`${layout.root}/lib/chore/chored_policy.js`, "");
  try {
    await test({
      ...{ layout, folder: folder.path },
      start: (words, env = {}) =>
        launch(layout, ["chored", "-f", ...words], { shell, cwd: folder.path, env }),
    });
  } finally {
    await clear(layout);
  }
}

/** Policies that are none, each for a reason of its own. */
async function layWrong(folder: string, base: string): Promise<void> {
  const file = `${folder}/p.toml`;
  Deno.writeTextFileSync(file, "", { mode: 0o600 });
  Deno.mkdirSync(`${folder}/open`);
  Deno.writeTextFileSync(`${folder}/open/p.toml`, "", { mode: 0o600 });
  Deno.chmodSync(`${folder}/open`, 0o770);
  Deno.writeTextFileSync(`${folder}/group.toml`, "");
  Deno.chmodSync(`${folder}/group.toml`, 0o620);
  Deno.writeTextFileSync(`${folder}/all.toml`, "");
  Deno.chmodSync(`${folder}/all.toml`, 0o602);
  Deno.symlinkSync(file, `${folder}/link.toml`);
  Deno.symlinkSync(folder, `${folder}/way`);
  Deno.mkdirSync(`${folder}/folder.toml`);
  await new Deno.Command("mkfifo", { args: [`${folder}/fifo.toml`] }).output();
  Deno.mkdirSync(base, { recursive: true });
  Deno.writeTextFileSync(`${base}/p.toml`, "", { mode: 0o600 });
  Deno.writeTextFileSync(`${folder}/a,b.toml`, "", { mode: 0o600 });
}

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`chored() under ${name} refuses a policy that it cannot trust`, async () => {
    await withLayout(shell, async ({ layout, folder, start }) => {
      await layWrong(folder, layout.base);
      const change =
        /others can change ".*": that and all folders above it must belong to root or to/;
      const wrong: readonly (readonly [string, RegExp])[] = [
        [`${folder}/none.toml`, /there is no such file$/],
        [`${folder}/group.toml`, change],
        [`${folder}/all.toml`, change],
        [`${folder}/open/p.toml`, /others can change ".*\/open"/],
        ["link.toml", /it is a link: name the file itself$/],
        [`${folder}/way/p.toml`, /a link is on its way: its real path is ".*\/p\.toml"$/],
        ["folder.toml", /it is a folder$/],
        ["fifo.toml", /it is no regular file$/],
        ["/dev/null", /it is no regular file$/],
        [`${folder}/../x`, /it must not have an empty part, \. or \.\.$/],
        ["a,b.toml", /it must not contain a comma or a newline$/],
        [`${layout.root}/p.toml`, /there is no such file$/],
      ];
      for (const [policy, reason] of wrong) {
        const { code, stderr } = await start(["--policy", policy]);
        equal(code, 111, `${policy}: ${stderr}`);
        match(stderr.trimEnd(), /^chored: Cannot use policy "/);
        match(stderr.trimEnd(), reason);
      }
      if (Deno.uid() === 0) {
        Deno.writeTextFileSync(`${folder}/foreign.toml`, "", { mode: 0o600 });
        Deno.chownSync(`${folder}/foreign.toml`, 1, null);
        match((await start(["--policy", `${folder}/foreign.toml`])).stderr, change);
      }
      // the base folder of the layout lies below /tmp, which is refused for its own sake
      const { stderr } = await start(["--policy", `${layout.base}/p.toml`]);
      match(stderr, /it lies in the base folder/);
      const below = `${layout.home}/p.toml`;
      Deno.writeTextFileSync(below, "", { mode: 0o600 });
      match((await start(["--policy", below])).stderr, /others can change "\/tmp"/);
      equal(hasStarted(layout), false);
    });
  });

  Deno.test(`chored() under ${name} narrows what chored may do under a policy`, async () => {
    await withLayout(shell, async ({ layout: { root, base, home }, folder, start }) => {
      Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
      const { code, stdout, stderr } = await start(["--policy", "p.toml", "-n", "site"]);
      equal(code, 0, stderr);
      const place = `${home}/.local/share/chore/policy/${base.replaceAll("/", "+")}/site`;
      const [, rules = ""] = new RegExp(`^--allow-run=(${escaped(place)}/\\d+)/chored_worker$`, "m")
        .exec(stdout) ?? [];
      ok(rules, stdout);
      const granted = stdout.split("\n").filter((word) => /^--(allow|policy|launcher)/.test(word));
      const writes = ["cache/site", "logs", "run/site.pid", "run/site.sock", "run/site.sock.new"];
      const tab = [`${base}/choretab.site`, `${base}/.choretab.site.new`];
      deepEqual(granted, [
        `--allow-run=${rules}/chored_worker`,
        `--allow-read=${base},${rules}/policy.json`,
        `--allow-write=${[...writes.map((path) => `${base}/${path}`), ...tab].join(",")}`,
        `--allow-net=unix:${base}/run/site.sock,unix:${base}/run/site.sock.new`,
        `--launcher=${rules}/chored_worker`,
        `--policy=${rules}/policy.json`,
      ]);
      equal((Deno.statSync(rules).mode ?? 0) & 0o777, 0o700);
      const memo = `${folder}/p.toml\n${rules}\n`;
      equal(Deno.readTextFileSync(`${place}/source`), memo);
      equal(Deno.readTextFileSync(`${base}/run/site.policy`), memo);
      // the next start remembers it; another session has none
      match((await start(["-n", "site"])).stdout, /^--policy=.*\/policy\.json$/m);
      equal((await start(["-n", "other"])).stdout.includes("--policy"), false);
      const manifest = await start(["-n", "site", "--manifest"]);
      match(manifest.stdout, new RegExp(`^--allow-run=${escaped(place)}/\\d+/chored_worker$`, "m"));
      // a way to the launcher of workers without the policy there is none
      equal(manifest.stdout.includes(`${root}/bin/chored_worker`), false);
    });
  });

  Deno.test(`chored() under ${name} forgets a policy when it is told to, and not before`, async () => {
    await withLayout(shell, async ({ layout: { base, home }, folder, start }) => {
      Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
      await start(["--policy", `${folder}/p.toml`]);
      Deno.renameSync(`${home}/.local`, `${home}/.gone`);
      const lost = await start([]);
      equal(lost.code, 103);
      match(
        lost.stderr,
        /session "chored" has the policy ".*\/p\.toml", and ".*" has no rules of it/,
      );
      equal((await start(["-v"])).code, 0);
      // elsewhere it is looked for in vain too
      equal((await start([], { XDG_DATA_HOME: `${home}/data` })).code, 103);
      Deno.renameSync(`${home}/.gone`, `${home}/.local`);
      match((await start([])).stdout, /^--policy=/m);
      Deno.removeSync(`${folder}/p.toml`);
      const { code, stderr } = await start([]);
      equal(code, 111);
      match(stderr, /there is no such file: say --policy FILE, or --policy none$/m);
      const ended = await start(["--policy", "none"]);
      match(ended.stdout, new RegExp(`^--policy-ended=${escaped(folder)}/p.toml$`, "m"));
      match(ended.stdout, new RegExp(`^--allow-write=${escaped(base)}$`, "m"));
      equal((await start([])).stdout.includes("--policy"), false);
      equal((await start(["--policy", "none"])).code, 0);
    });
  });
}

Deno.test("chored() keeps the rules of its last start, and removes those before", async () => {
  await withLayout(["dash"], async ({ layout: { base, home }, folder, start }) => {
    Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
    const place = `${home}/.local/share/chore/policy/${base.replaceAll("/", "+")}/chored`;
    for (let round = 0; round < 4; round++) await start(["--policy", `${folder}/p.toml`]);
    const folders = [...Deno.readDirSync(place)].filter(({ isDirectory }) => isDirectory);
    equal(folders.length, 2);
  });
});

Deno.test("chored() keeps the policies of base folders apart, however these are named", async () => {
  await withLayout(["dash"], async ({ layout: { home }, folder, start }) => {
    Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
    const bases = ["/a/b", "/a+b", "/a=pb", "/a", "/a=b"].map((name) => `${home}${name}`);
    const rules = [];
    for (const base of bases) {
      const { stdout } = await start(["--policy", `${folder}/p.toml`], { CHORE_HOME: base });
      rules.push(/^--policy=(.*)\/\d+\/policy\.json$/m.exec(stdout)?.[1]);
    }
    equal(new Set(rules).size, bases.length);
    for (const each of rules) {
      equal(rules.some((other) => other !== each && other?.startsWith(`${each}/`)), false);
    }
  });
});

Deno.test("chored() has no policy for a base folder to which a link leads", async () => {
  await withLayout(["dash"], async ({ layout: { base, home }, folder, start }) => {
    Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
    equal((await start(["--policy", `${folder}/p.toml`])).code, 0);
    Deno.symlinkSync(base, `${home}/link`);
    const env = { CHORE_HOME: `${home}/link` };
    // one that is remembered is no other
    for (const words of [["--policy", `${folder}/p.toml`], []]) {
      const { code, stderr } = await start(words, env);
      equal(code, 111);
      match(
        stderr,
        new RegExp(`a link leads to the base folder: set CHORE_HOME to "${escaped(base)}"`),
      );
    }
    const ended = await start(["--policy", "none"], env);
    match(ended.stdout, new RegExp(`^--named=${escaped(home)}/link$`, "m"));
  });
});

Deno.test("chored() puts no rules where others, or chored, could change them", async () => {
  await withLayout(["dash"], async ({ layout: { base, home }, folder, start }) => {
    Deno.writeTextFileSync(`${folder}/p.toml`, "", { mode: 0o600 });
    Deno.mkdirSync(`${home}/open`);
    Deno.chmodSync(`${home}/open`, 0o770);
    const policy = ["--policy", `${folder}/p.toml`];
    const open = await start(policy, { XDG_DATA_HOME: `${home}/open` });
    match(open.stderr, /its rules would lie in ".*\/open", which others can change/);
    const inside = await start(policy, { XDG_DATA_HOME: `${base}/data` });
    match(inside.stderr, /lies in the base folder: set XDG_DATA_HOME/);
    const nowhere = await start(policy, { HOME: "", XDG_CACHE_HOME: "/tmp", CHORE_HOME: base });
    match(nowhere.stderr, /neither XDG_DATA_HOME nor HOME is an absolute path/);
    deepEqual([open.code, inside.code, nowhere.code], [111, 111, 111]);
  });
});

function hasStarted({ home, base }: Layout): boolean {
  return [`${home}/.local`, `${base}/logs`].some((path) => {
    try {
      return Deno.statSync(path).isDirectory;
    } catch {
      return false; // not there
    }
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.+*?()[\]{}|\\^$]/g, "\\$&");
}
