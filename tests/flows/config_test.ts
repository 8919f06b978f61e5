import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView, SessionView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture, ROOT } from "../support/place.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** A home with a configuration, and no chored yet. */
async function homeWith(text: string, path = "base/chore.toml"): Promise<UserHome> {
  const home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  await Deno.writeTextFile(home.path(path), text);
  return home;
}

const logOf = (home: UserHome, session = "chored") =>
  Deno.readTextFileSync(home.paths(session).log);

Deno.test("chore.toml says what jobs have that do not say it themselves", async () => {
  await using home = await homeWith(`
    [defaults]
    grace = "3s"
    restart = "on-failure"
    attempts = 2
    delay = 0
    success = [0, 7]
    priority = 5
    group = "builds"
    [groups]
    builds = 2
    [session.other.defaults]
    grace = "4s"
    group = "default"
  `);
  type Shown = JobView & { readonly spec: Readonly<Record<string, unknown>> };
  const specOf = async (...words: string[]) => (await home.json<Shown>(["show", ...words])).spec;
  await home.run("-j", "plain", "--", "sh", "-c", "exit 7");
  const { graceMs, priority, group, success, restart } = await specOf("plain");
  deepEqual([graceMs, priority, group, success], [3000, 5, "builds", [0, 7]]);
  deepEqual(restart, {
    ...{ policy: "on-failure", attempts: 2, intervalMs: 0, delayMs: 0 },
    ...{ backoff: "exponential", delayMostMs: 300_000, stableMs: 600_000 },
  });
  equal((await home.chore(["wait", "plain"])).code, 7);
  equal((await home.job("plain")).state, "succeeded");
  match(await home.ask(["group"]), /^builds +open +2 +0 +0$/m);

  await home.ask(["run", "--no-wait", "-j", "fails", "--", "sh", "-c", "exit 1"]);
  await home.untilState("fails", "failed");
  equal((await home.job("fails")).runs.length, 2);
  await home.run("-j", "own", "--grace", "1", "-g", "default", "--restart", "no", "--", "true");
  const own = await specOf("own");
  deepEqual([own["graceMs"], own["group"], Reflect.get(Object(own["restart"]), "policy")], [
    ...[1000, "default", "no"],
  ]);
  await home.ask(["run", "--no-wait", "-j", "tries", "--attempts", "1", "--", "false"]);
  await home.untilState("tries", "failed");
  equal((await home.job("tries")).runs.length, 1);
  await home.ask(["run", "--batch", "-"], { input: '{"command":"true","name":"line"}\n' });
  equal((await specOf("line"))["graceMs"], 3000);
  await home.ask(["-n", "other", "run", "-j", "there", "--", "true"]);
  const there = await specOf("there", "-n", "other");
  deepEqual([there["graceMs"], there["group"], there["priority"]], [4000, "default", 5]);
});

Deno.test("chore.toml with keep = 0 cleans what was seen with the next look", async () => {
  await using home = await homeWith("keep = 0\n");
  await home.run("-j", "busy", "--", fixture("hold"));
  await home.run("-j", "one", "--", "true");
  await home.ask(["wait", "one"]);
  equal(await home.ask(["list", "-q"]), "busy\n");
});

Deno.test("chore.toml makes an adopted job write in a way that outlives its worker", async () => {
  await using home = await homeWith('[defaults]\norphan = "adopt"\n');
  await home.run("-j", "job", "--", "true");
  const dry = JSON.parse(await home.ask(["run", "--dry-run", "--", "true"]));
  deepEqual([dry.orphan, dry.output], ["adopt", "direct"]);
  const { code, stderr } = await home.chore(["run", "--output", "pipe", "--", "true"]);
  equal(code, 100);
  match(stderr, /--orphan adopt needs --output direct or fifo/);
  equal((await home.chore(["run", "--orphan", "kill", "--output", "pipe", "--", "true"])).code, 0);
});

Deno.test("chore.toml has hooks for every job of the session", async () => {
  await using home = await homeWith(`
    [hooks]
    on-fail = "echo $CHORE_JOB >>told"
    [session.other.hooks]
    on-fail = "echo other $CHORE_JOB >>told"
  `);
  await home.ask(["run", "--no-wait", "-j", "one", "--", "false"]);
  await until("the hook has run", () => textOf(home.path("told")) === "one\n");
  await home.ask(["-n", "other", "run", "--no-wait", "-j", "two", "--", "false"]);
  await until("the other has run", () => textOf(home.path("told")) === "one\nother two\n");
});

Deno.test("chored does not start with a configuration in which something is wrong, and its client says why", async () => {
  await using home = await homeWith('keep = "1h"\nkeepp = 1\n[defaults]\ngrace = "soon"\n');
  const file = home.paths().config;
  const wrong = [
    "Cannot start: the configuration is wrong:",
    `${file}:2: keepp: there is no such key: did you mean "keep"?`,
    `${file}:4: defaults.grace: it is no time: write 90, "90s" or "2m"`,
  ];
  const started = await home.chored([]);
  deepEqual([started.code, started.stderr], [111, `chored: ${wrong.join("\n")}\n`]);
  const foreground = await home.chored(["-f"]);
  deepEqual([foreground.code, foreground.stderr], [111, `chored: ${wrong.join("\n")}\n`]);
  const ran = await home.chore(["run", "--", "true"]);
  equal(ran.code, 111);
  deepEqual(ran.stderr.trimEnd().split("\n"), [
    `chore: chored: ${wrong[0]}`,
    ...wrong.slice(1).map((line) => `chore: ${line}`),
    'chore: Cannot start chored for session "chored": it ended with 111',
  ]);
  await Deno.writeTextFile(file, "keep = 1\n");
  equal((await home.chore(["run", "--", "true"])).code, 0);
});

Deno.test("chored --restart leaves the chored that serves alone where the configuration is wrong", async () => {
  await using home = await makeHome();
  await Deno.writeTextFile(home.paths().config, "keep = -1\n");
  const pid = home.pid();
  const { code, stderr } = await home.chored(["--restart"]);
  equal(code, 111);
  match(stderr, /chore\.toml:1: keep: it is no time/);
  equal((await home.json<SessionView>(["session"])).pid, pid);
});

Deno.test("chored -p reads that file in place of the one in its base folder, wherever it lies", async () => {
  await using home = await homeWith("keep = 1\n");
  await Deno.mkdir(home.path("my files"));
  const own = home.path("my files/own.toml");
  await Deno.writeTextFile(own, 'keep = "7s"\n');
  await Deno.symlink("my files/own.toml", home.path("link.toml"));
  for (const path of ["my files/own.toml", "./my files/own.toml", own, "link.toml"]) {
    equal((await home.chored(["-p", path])).code, 0, path);
    match(await home.ask(["session", "--config"]), /^keep = "7s"$/m);
    const { config } = await home.json<SessionView>(["session"]);
    equal(config, path.startsWith("/") ? path : home.path(path.replace(/^\.\//, "")));
    await home.ask(["shutdown"]);
  }
});

Deno.test("chored -p refuses what cannot be read as a configuration", async () => {
  await using home = await homeWith("keep = 1\n");
  await Deno.writeFile(home.path("latin1.toml"), new Uint8Array([0x23, 0xe9, 0x0a]));
  await Deno.writeTextFile(home.path("long.toml"), "#".repeat(65_537));
  const table: [path: string, what: string][] = [
    ["nosuch.toml", "there is no such file"],
    ["base", "it is a folder"],
    ["/dev/null", "it is no file"],
    ["latin1.toml", "it is not UTF-8"],
    ["long.toml", "it has more than 65536 bytes"],
  ];
  for (const [path, what] of table) {
    const { code, stderr } = await home.chored(["-p", path]);
    const shown = path.startsWith("/") ? path : home.path(path);
    deepEqual([code, stderr], [
      111,
      `chored: Cannot start: the configuration is wrong:\n${shown}: ${what}\n`,
    ]);
  }
});

Deno.test("SIGHUP lets chored read its configuration again; what is wrong is in its log, and changes nothing", async () => {
  await using home = await homeWith('keep = "2h"\n');
  await home.chored([]);
  const keep = async () => /^keep = .*$/m.exec(await home.ask(["session", "--config"]))?.[0];
  await Deno.writeTextFile(home.paths().config, 'keep = "3h"\n');
  Deno.kill(home.pid(), "SIGHUP");
  await until("it is read", () => logOf(home).includes("read again for SIGHUP"));
  equal(await keep(), 'keep = "3h"');
  await Deno.writeTextFile(home.paths().config, 'keep = "4h"\nkep = 1\n');
  Deno.kill(home.pid(), "SIGHUP");
  await until("it is refused", () => logOf(home).includes("the old one stays"));
  match(logOf(home), /error +configuration: .*\/chore\.toml:2: kep: there is no such key/);
  equal(await keep(), 'keep = "3h"');
});

Deno.test("slots that chore group set stay until the configuration is read again", async () => {
  await using home = await homeWith("[groups]\nbig = 2\n");
  await home.chored([]);
  const slots = async () => /^big +open +(\d+)/m.exec(await home.ask(["group"]))?.[1];
  equal(await slots(), "2");
  await home.ask(["group", "set", "big", "--slots", "5"]);
  equal(await slots(), "5");
  equal(await home.ask(["reload"]), "groups.big: 5 -> 2\n");
  equal(await slots(), "2");
  await home.ask(["group", "set", "big", "--slots", "0"]);
  await home.run("-j", "job", "-g", "big", "--no-wait", "--", "true");
  await home.ask(["reload"]);
  equal((await home.chore(["wait", "job"])).code, 0, "it has a slot now");
  await home.ask(["group", "set", "big", "--slots", "6"]);
  await home.ask(["shutdown"]);
  await home.chored([]);
  equal(await slots(), "2");
});

Deno.test("chore.toml has the size of chored's own log", async () => {
  await using home = await homeWith('[log]\nsize = "4K"\nfiles = 2\n');
  await home.chored([]);
  const { log } = home.paths();
  await home.ask(["group", "add", "shut", "--slots", "0"]);
  for (let n = 0; n < 3; n++) {
    await home.ask(["run", "-g", "shut", "--batch", "-"], { input: "true\n".repeat(60) });
  }
  await until("it was renamed twice", () => isThere(`${log}.2`));
  ok(Deno.statSync(`${log}.1`).size <= 16 * 1024, "lines that are written at once stay together");
  equal(isThere(`${log}.3`), false);
});

Deno.test({
  name:
    "a full disk under the store refuses a configuration that has other groups, whole, and no other",
  ignore: !CAN_MOUNT,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    await using disk = await SmallDisk.mount(home.base, 3072);
    const own = home.path("own.toml");
    await Deno.writeTextFile(own, 'keep = "2h"\n[groups]\nbig = 2\n');
    await home.chored(["-p", own]);
    await disk.fill();
    await Deno.writeTextFile(own, 'keep = "3h"\n[groups]\nbig = 3\n');
    const { code, stderr } = await home.chore(["reload"]);
    equal(code, 111);
    match(stderr, /^chore: .*\bfull\b.*\nchore: Cannot read .*: the old one stays\n$/);
    match(await home.ask(["session", "--config"]), /^keep = "2h"$/m);
    match(await home.ask(["group"]), /^big +open +2 /m);
    await Deno.writeTextFile(own, 'keep = "4h"\n[groups]\nbig = 2\n');
    equal(await home.ask(["reload"]), 'keep: "2h" -> "4h"\n');
    await disk.empty();
    await Deno.writeTextFile(own, "groups.big = 3\n");
    match(await home.ask(["reload"]), /^groups.big: 2 -> 3$/m);
  },
});

Deno.test("chored says that a word is none that its launcher says", async () => {
  await using home = await makeHome({ isIdle: true });
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", `${ROOT}/daemon/main.ts`, `--base=${home.base}`, "--verbose"],
    stdin: "null",
  }).output();
  deepEqual([code, new TextDecoder().decode(stderr)], [
    100,
    'chored: Cannot start: no launcher says "--verbose": start it by bin/chored\n',
  ]);
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // not yet
  }
}

function textOf(path: string): string {
  return isThere(path) ? Deno.readTextFileSync(path) : "";
}
