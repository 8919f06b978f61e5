import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { connect, Refusal, type ReloadReport } from "../../mod.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore reload tells what is other than before, and chored goes by it", async () => {
  await using home = await makeHome();
  const { config } = home.paths();
  const first = await home.chore(["reload"]);
  deepEqual([first.code, first.stdout, first.stderr], [
    ...[0, ""],
    "chore: there is no configuration file: all is as built in\nchore: nothing has changed\n",
  ]);
  await Deno.writeTextFile(config, 'keep = "2h"\n[hooks]\npost = "echo \\u001b"\n');
  equal(await home.ask(["reload"]), 'keep: "1h" -> "2h"\nhooks.post: - -> "echo \\u001b"\n');
  const again = await home.chore(["reload"]);
  deepEqual([again.stdout, again.stderr], ["", "chore: nothing has changed\n"]);
  await Deno.writeTextFile(config, "");
  deepEqual(await home.json<ReloadReport>(["reload"]), {
    file: config,
    changed: [
      { key: "keep", was: "2h", is: "1h" },
      { key: "hooks.post", was: "echo \x1b", is: null },
    ],
  });
});

Deno.test("chore reload says all that is wrong, a line each, and the old configuration stays", async () => {
  await using home = await makeHome();
  const { config } = home.paths();
  await Deno.writeTextFile(config, 'keep = "2h"\n');
  await home.ask(["reload"]);
  await Deno.writeTextFile(config, 'keep = "3h"\n[groups]\na = -1\n[defaults]\ngrace = ""\n');
  const { code, stdout, stderr } = await home.chore(["reload"]);
  deepEqual([code, stdout], [111, ""]);
  deepEqual(stderr.trimEnd().split("\n"), [
    `chore: ${config}:3: groups.a: a whole number from 0 to 4096 is wanted`,
    `chore: ${config}:5: defaults.grace: it is no time: write 90, "90s" or "2m"`,
    "chore: Cannot read the configuration again: the old one stays",
  ]);
  const settings = await home.json<Record<string, unknown>>(["session", "--config"]);
  deepEqual([settings["keep"], settings["groups.a"]], ["2h", undefined]);
  await Deno.remove(config);
  await Deno.mkdir(config);
  equal(
    (await home.chore(["reload"])).stderr.startsWith(`chore: ${config}: it is a folder\n`),
    true,
  );
});

Deno.test("chore reload starts no chored: that would read it by itself", async () => {
  await using home = await makeHome({ isIdle: true });
  equal((await home.chore(["reload"])).code, 102);
  await home.run("-j", "job", "--", "true");
  await home.ask(["shutdown"]);
  equal((await home.chore(["reload"])).code, 102);
});

Deno.test("chore reload takes no words", async () => {
  await using home = await makeHome({ isIdle: true });
  equal((await home.chore(["reload", "now"])).code, 100);
});

Deno.test("Session.reload() of mod.ts does the same", async () => {
  await using home = await makeHome();
  await using session = await connect({ base: home.base });
  await Deno.writeTextFile(home.paths().config, "keep = 0\n");
  deepEqual((await session.reload()).changed, [{ key: "keep", was: "1h", is: "0" }]);
  equal((await session.session()).config, home.paths().config);
  await Deno.writeTextFile(home.paths().config, "keep\n");
  await rejects(session.reload(), (error) => error instanceof Refusal && error.code === "system");
});

Deno.test("chore run --dry-run says where no chored can be asked", async () => {
  await using home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  await Deno.writeTextFile(home.paths().config, "defaults.grace = 1\n");
  const idle = await home.chore(["run", "--dry-run", "--", "make"]);
  deepEqual([idle.code, idle.stderr], [
    0,
    'chore: no chored serves session "chored": its configuration and its jobs are not looked at\n',
  ]);
  equal(JSON.parse(idle.stdout).graceMs, 10_000);
  await home.chored([]);
  const asked = await home.chore(["run", "--dry-run", "--", "make"]);
  deepEqual([asked.stderr, JSON.parse(asked.stdout).graceMs], ["", 1000]);
  equal(await home.ask(["list", "-q"]), "");
});
