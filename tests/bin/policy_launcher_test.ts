// chored_worker's launcher under a policy: the words that it was made for and no others, whoever says them.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { policyLauncher } from "../../job/policy_programs.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { POLICY } from "../support/policy_gate.ts";
import { clear, layDeno, layInstalled, type Layout, SHELLS } from "./layout.ts";

const NONCE = "0123456789abcdef";

/** An installation with a policy of session s1, and run 7 of it. */
class Bound implements AsyncDisposable {
  readonly folder: string;
  readonly run: string;

  private constructor(readonly layout: Layout, readonly deno: string) {
    this.folder = `${layout.home}/it's policy/s1/1`;
    this.run = `${layout.base}/cache/s1/runs/7`;
  }

  static async make(): Promise<Bound> {
    const layout = await layInstalled();
    await Deno.remove(`${layout.root}/lib/chore/deno`);
    const bound = new Bound(layout, await layDeno(`${layout.cache}/deno`));
    const { folder, run, deno } = bound;
    for (const each of [folder, `${run}/w`]) Deno.mkdirSync(each, { recursive: true });
    Deno.mkdirSync(`${layout.base}/cache/s1/jobs`);
    const [session, denoDir] = ["s1", `${layout.cache}/deno`];
    const place = { base: layout.base, session, deno, denoDir, folder };
    const programs = {
      ...{ folder, launcher: `${layout.root}/bin/chored_worker`, lib: `${layout.root}/lib/chore` },
    };
    Deno.writeTextFileSync(`${folder}/rules.sh`, rulesScript(POLICY, place));
    Deno.writeTextFileSync(`${folder}/chored_worker`, policyLauncher(programs), { mode: 0o500 });
    return bound;
  }

  get words(): readonly string[] {
    const { base, cache } = this.layout;
    const label = "make-20261124T170000Z";
    return ["run", base, "s1", "7", NONCE, label, "none", this.deno, `${cache}/deno`];
  }

  /** Starts the policy's program by itself, or in a shell. */
  async start(words: readonly string[], { shell = [], env = {} }: Start = {}) {
    const [program = "", ...args] = [...shell, `${this.folder}/chored_worker`, ...words];
    const { code, stdout, stderr } = await new Deno.Command(program, {
      ...{ args, clearEnv: true, env: { PATH: "/usr/bin:/bin", ...env }, stdin: "null" },
      cwd: this.run,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await clear(this.layout);
  }
}

interface Start {
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

for (const shell of SHELLS) {
  Deno.test(`chored_worker() has its worker start the gate of the policy, in ${shell.join(" ")}`, async () => {
    await using bound = await Bound.make();
    const { folder, run, layout, words } = bound;
    const { code, stdout, stderr } = await bound.start(words, { shell });
    equal(code, 0, stderr + Deno.readTextFileSync(`${run}/w/worker.err`));
    match(stdout, new RegExp(`^--allow-run=${folder}/gate,/\\S+/kill,/\\S+/ps$`, "m"));
    const [, after = ""] = stdout.split("/chored_worker.js\n");
    deepEqual(after.split("\n").slice(0, 7).filter((_, at) => at !== 5), [
      ...["run", run, `${layout.base}/run/s1.sock`, "7", NONCE, `${folder}/gate`],
    ]);
    const manifest = await bound.start(["--manifest", ...words], { shell });
    match(manifest.stdout, new RegExp(`^--allow-run=${folder}/gate,`, "m"));
  });
}

/** Words that are sound, but not those of the policy, by their place. */
const OTHERS: readonly (readonly [number, (layout: Layout) => string, RegExp])[] = [
  [1, ({ home }) => `${home}/other`, /is not for base folder ".*\/other"/],
  [1, ({ base }) => `${base}/cache`, /is not for base folder ".*\/cache"/],
  [2, () => "chored", /is not for session "chored"/],
  [7, ({ home }) => `${home}/planted/deno`, /is not for Deno ".*\/planted\/deno"/],
  [8, ({ home }) => `${home}/planted`, /is not for cache folder ".*\/planted"/],
];

Deno.test("chored_worker() dies upon words that are not the policy's, before it has made anything", async () => {
  for (const shell of [[], ...SHELLS]) {
    await using bound = await Bound.make();
    const { layout, words, run } = bound;
    await layDeno(`${layout.home}/planted`);
    Deno.mkdirSync(`${layout.home}/other/cache/s1/runs/7/w`, { recursive: true });
    for (const [place, other, reason] of OTHERS) {
      for (const before of [[], ["--manifest"]]) {
        const end = await bound.start([...before, ...words.with(place, other(layout))], { shell });
        deepEqual([end.code, end.stdout], [103, ""], `${place} ${end.stderr}`);
        match(end.stderr, /^chored_worker: Cannot start: the policy "\/etc\/chore\/policy\.toml" /);
        match(end.stderr, reason);
      }
    }
    deepEqual([...Deno.readDirSync(`${run}/w`)], []);
    deepEqual([...Deno.readDirSync(`${layout.home}/other/cache/s1/runs/7/w`)], []);
  }
});

Deno.test("chored_worker() is nothing but a worker's launcher under a policy", async () => {
  await using bound = await Bound.make();
  for (const words of [["-v"], ["--version"], ["-h"], ["-H"], [], ["run"], ["-c", "id"]]) {
    const { code, stdout, stderr } = await bound.start(words);
    deepEqual([code, stdout], [100, ""], words.join(" "));
    match(stderr, /9 words are needed/);
  }
});

Deno.test("chored_worker() hears nothing of the environment of who starts it under a policy", async () => {
  await using bound = await Bound.make();
  const traps = `${bound.layout.home}/traps`;
  Deno.mkdirSync(`${traps}/policy`, { recursive: true });
  const touch = `touch '${traps}/ran'`;
  const names =
    "env sh readlink flock mkfifo ln deno kill ps trap launch.sh policy/words.sh rules.sh";
  for (const name of names.split(" ")) {
    Deno.writeTextFileSync(`${traps}/${name}`, `#!/bin/sh\n${touch}\n`, { mode: 0o755 });
  }
  const env = {
    ...{ PATH: traps, ENV: `${traps}/trap`, BASH_ENV: `${traps}/trap`, IFS: "/e", CDPATH: traps },
    ...{ SHELLOPTS: "xtrace", PS4: `$(${touch})`, "BASH_FUNC_cd%%": `() { ${touch}; }` },
    ...{ "BASH_FUNC_check_path%%": "() { :; }", "BASH_FUNC_.%%": `() { ${touch}; }` },
    ...{ launcher: `${traps}/trap`, policy: traps, lib: traps, root: traps, gate: "/bin/sh" },
    ...{ DENO_PERMISSION_BROKER_PATH: traps, NODE_OPTIONS: "--require x", DENO_V8_FLAGS: "--prof" },
  };
  const end = await bound.start(bound.words, { env });
  equal(end.code, 0, end.stderr);
  const plain = await bound.start(bound.words);
  equal(end.stdout, plain.stdout);
  deepEqual([...Deno.readDirSync(traps)].filter(({ name }) => name === "ran"), []);
});

Deno.test("chored_worker() has no control group under a policy, whatever lies in the run's folder", async () => {
  await using bound = await Bound.make();
  Deno.writeTextFileSync(`${bound.run}/cgroup`, "x");
  const { stdout } = await bound.start(["--manifest", ...bound.words]);
  equal(stdout.includes("cgroup"), false);
});

Deno.test("chored_worker() is under no policy because somebody says so", async () => {
  await using bound = await Bound.make();
  const { layout, words, folder } = bound;
  const { stdout } = await new Deno.Command(`${layout.root}/bin/chored_worker`, {
    args: ["--manifest", ...words],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", policy: folder, launcher: `${folder}/x`, CHORE_POLICY: folder },
  }).output();
  const text = new TextDecoder().decode(stdout);
  match(text, new RegExp(`^--allow-run=${bound.run}/gate,`, "m"));
});
