import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("run --limit, --nice, --ionice and --umask hold for the command, and show tells them", async () => {
  await using home = await makeHome();
  const words = [
    "--limit",
    "cpu=10m,files=99",
    "--limit",
    "core=0",
    "--nice",
    "5",
    "--umask",
    "027",
  ];
  const script = "ulimit -t; ulimit -n; ulimit -c; nice; umask";
  const ran = await home.chore(["run", "-f", "-j", "job", ...words, "-c", script]);
  deepEqual([ran.code, ran.stdout], [0, "600\n99\n0\n5\n0027\n"], ran.stderr);
  const shown = await home.ask(["show", "job"]);
  match(shown, /^limits: cpu=10m,files=99,core=0 \(by rlimits, each process by itself\)$/m);
  match(shown, /^nice_added: 5$/m);
});

Deno.test("a job that ends by a limit is told as that", async () => {
  await using home = await makeHome();
  const cpu = ["--limit", "cpu=1s", "-c", "while :; do :; done"];
  equal((await home.chore(["run", "-f", "-j", "cpu", ...cpu])).code, 152);
  match((await home.job("cpu")).why, /^ended by SIGXCPU; its cpu limit was 1s$/);
  const size = ["--limit", "fsize=1K", "--", "head", "-c", "4096", "/dev/zero"];
  await home.run("-j", "size", "--output", "direct", ...size);
  await home.chore(["wait", "size"]);
  match((await home.job("size")).why, /^ended by SIGXFSZ; its fsize limit was 1K$/);
});

Deno.test("limits and confinement can be edited, are in a dry run, in a batch and in a choretab", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--limit", "files=99", "--sandbox", "strict", "--", "true");
  const document = JSON.parse(await home.ask(["edit", "--print", "job"]));
  deepEqual(document.limits, { files: 99 });
  const confine = { sandbox: "strict", unveil: [], noNet: false, privateTmp: false };
  deepEqual(document.confine, confine);
  const change = { ...document, limits: { procs: 500 }, confine: { ...confine, noNet: true } };
  const stdin = JSON.stringify(change, null, 1);
  equal((await home.chore(["edit", "--set", "-", "job"], { input: stdin })).code, 0);
  const { limits, confine: now } = JSON.parse(await home.ask(["edit", "--print", "job"]));
  deepEqual([limits, now.noNet], [{ procs: 500 }, true]);
  for (
    const wrong of [{ limits: { files: 1 } }, { confine: { sandbox: "x" } }, { limits: { x: 1 } }]
  ) {
    const ran = await home.chore(["edit", "--set", "-", "job"], { input: JSON.stringify(wrong) });
    equal(ran.code, 100, JSON.stringify(wrong));
  }
  const dry = JSON.parse(
    await home.ask(["run", "--dry-run", "--no-net", "--nice", "3", "--", "true"]),
  );
  deepEqual([dry.confine.noNet, dry.limits], [true, { nice: 3 }]);
  const lines = '{"name":"one","argv":["true"],"held":true,"limits":{"files":64}}\n';
  await home.ask(["run", "--batch", "-", "--umask", "077"], { input: lines });
  deepEqual(JSON.parse(await home.ask(["edit", "--print", "one"])).limits, { files: 64 });
  const tab = "0 0 1 1 * -j timed --limit cpu=1m --pledge 'stdio rpath' --umask 027 -- true\n";
  await Deno.writeTextFile(home.path("tab"), tab);
  await home.ask(["tab", home.path("tab")]);
  const { confine: timed, umask } = JSON.parse(await home.ask(["edit", "--print", "timed"]));
  deepEqual([timed.pledge, umask], [["stdio", "rpath"], "0027"]);
});

Deno.test({
  name: "a program asks for limits and confinement by mod.ts",
  ignore: !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    await using session = await connect({ base: home.base });
    const { id } = await session.run({
      ...{ argv: ["sh", "-c", "ulimit -n; echo x >/etc/x"], cwd: home.folder },
      limits: { files: 77 },
      confine: { sandbox: "strict" },
    });
    await session.wait([id]);
    equal(await home.ask(["log", "--stdout", String(id)]), "77\n");
    let said = "";
    await session.run({ argv: ["true"], confine: { pledge: ["x"] } }).catch((error) => {
      said = error.message;
    });
    ok(said.includes("confine"), said);
  },
});
