// The manifests, flag by flag and shell by shell, and what every launcher does before its Deno.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, launch, layCheckout, layInstalled, type Layout, SHELLS } from "./layout.ts";

const COMMON = ["run", "--quiet", "--no-prompt", "--no-remote", "--deny-import", "--no-code-cache"];
const INSTALLED = [...COMMON, "--no-config", "--no-lock", "--no-npm"];
const RUN = ["run", "/b", "s1", "7", "0123456789abcdef", "make-20261124T170000Z", "none"];

for (const shell of SHELLS) {
  const name = shell.join(" ");

  Deno.test(`chore() has these rights and no others in ${name}`, async () => {
    const layout = await layInstalled();
    const socket = `${layout.base}/run/s1.sock`;
    await equalFlags({ layout, shell, words: ["chore", "--manifest", "-n", "s1"] }, [
      "--allow-env",
      `--allow-run=${layout.root}/bin/chored`,
      `--allow-read=${layout.base}`,
      `--allow-write=${socket}`,
      `--allow-net=unix:${socket}`,
      `${layout.root}/lib/chore/chore.js`,
    ]);
  });

  Deno.test(`chored() has these rights and no others in ${name}`, async () => {
    const layout = await layInstalled();
    const socket = `${layout.base}/run/s1.sock`;
    await equalFlags({ layout, shell, words: ["chored", "--manifest", "-dns1", "-p/etc/c"] }, [
      "--v8-flags=--max-semi-space-size=2",
      "--ignore-env",
      `--allow-run=${layout.root}/bin/chored_worker`,
      `--allow-read=${layout.base},/etc/c`,
      `--allow-write=${layout.base}`,
      `--allow-net=unix:${socket},unix:${socket}.new`,
      `${layout.root}/lib/chore/chored.js`,
    ]);
  });

  Deno.test(`chored_worker() has these rights and no others in ${name}`, async () => {
    const layout = await layInstalled();
    const folder = "/b/cache/s1/runs/7";
    const words = ["chored_worker", "--manifest", ...RUN, "/any/deno", "/any/cache"];
    await equalFlags({ layout, shell, words }, [
      "--v8-flags=--max-semi-space-size=1",
      "--ignore-env",
      `--allow-run=${folder}/gate,/usr/bin/kill,/usr/bin/ps`,
      `--allow-read=${folder},/b/run/s1.sock`,
      `--allow-write=${folder}/w,/b/run/s1.sock`,
      "--allow-net=unix:/b/run/s1.sock",
      `${layout.root}/lib/chore/chored_worker.js`,
    ]);
  });
}

Deno.test("chore() runs the sources of a checkout with its own lock file", async () => {
  const layout = await layCheckout();
  const { stdout } = await launch(layout, ["chore", "--manifest"]);
  deepEqual(stdout.split("\n").slice(0, 10), [
    ...COMMON,
    `--config=${layout.root}/deno.json`,
    `--lock=${layout.root}/deno.lock`,
    "--frozen",
    "--cached-only",
  ]);
  match(stdout, new RegExp(`\n${layout.root}/cli/main.ts\n$`));
  await clear(layout);
});

Deno.test("chored() finds its place through links", async () => {
  const layout = await layInstalled();
  await Deno.symlink("../bin/chored", `${layout.root}/lib/link`);
  await Deno.symlink(`${layout.root}/lib/link`, `${layout.root}/bin/link`);
  const linked = await launch(layout, ["link", "--manifest"]);
  match(linked.stdout, new RegExp(`--allow-run=${layout.root}/bin/chored_worker\n`));
  await clear(layout);
});

Deno.test("chored() gives Deno nothing of the environment", async () => {
  const layout = await layInstalled();
  const env = { DENO_V8_FLAGS: "--prof", NODE_OPTIONS: "--require /x", IFS: "/", ENV: "/x" };
  const { code, stdout } = await launch(layout, ["chored", "-f"], { env });
  equal(code, 0);
  deepEqual(stdout.match(/^env (?!PWD|_=|SHLVL|OLDPWD).*/gm), [
    `env DENO_DIR=${layout.cache}/deno`,
    "env DENO_NO_UPDATE_CHECK=1",
    "env NO_COLOR=1",
    "env PATH=/usr/bin:/bin",
  ]);
  match(stdout, /^umask 0*77$/m);
  equal(stdout.match(/^fd /m), null);
  await clear(layout);
});

Deno.test({
  name: "chored() starts the true Deno with SIGUSR1 blocked",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const layout = await layInstalled();
    await Deno.remove(`${layout.root}/lib/chore/deno`);
    await Deno.symlink(Deno.execPath(), `${layout.root}/lib/chore/deno`);
    await Deno.writeTextFile(
      `${layout.root}/lib/chore/chored.js`,
      `console.log(Deno.args.length); setInterval(() => {}, 1000);`,
    );
    const child = new Deno.Command("sh", {
      args: [`${layout.root}/bin/chored`, "-f"],
      clearEnv: true,
      env: { HOME: layout.home, PATH: "/usr/bin:/bin" },
      stdout: "piped",
    }).spawn();
    await child.stdout[Symbol.asyncIterator]().next();
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
    child.kill("SIGKILL");
    await child.status;
    match(status, /^Name:\s+deno$/m);
    match(status, /^SigBlk:\s+0000000000000200$/m);
    await clear(layout);
  },
});

Deno.test("chore() closes what its caller left open", async () => {
  const layout = await layInstalled();
  const args = ["-c", 'exec 3>/dev/null 7>&3 9>&3; exec "$0" list', `${layout.root}/bin/chore`];
  await Deno.chmod(`${layout.root}/bin/chore`, 0o755);
  const env = { HOME: layout.home, PATH: "/usr/bin:/bin" };
  const output = await new Deno.Command("sh", { args, clearEnv: true, env }).output();
  equal(new TextDecoder().decode(output.stdout).match(/^fd /m), null);
  await clear(layout);
});

interface Call {
  readonly layout: Layout;
  readonly shell: readonly string[];
  readonly words: readonly string[];
}

async function equalFlags(call: Call, flags: readonly string[]): Promise<void> {
  const { layout } = call;
  const { code, stdout, stderr } = await launch(layout, call.words, { shell: call.shell });
  equal(stderr, "");
  equal(code, 0);
  deepEqual(stdout.trimEnd().split("\n"), [...INSTALLED, ...flags]);
  await clear(layout);
}
