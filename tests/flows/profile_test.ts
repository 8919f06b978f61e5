import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView, SessionView } from "../../mod.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

interface Spec {
  readonly profile?: string;
  readonly umask: number;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly confine: {
    readonly sandbox: string;
    readonly unveil: unknown[];
    readonly noNet: boolean;
  };
}

/** Folders that a profile can name, and a configuration that does; no chored yet. */
async function homeWith(text: (home: UserHome) => string): Promise<UserHome> {
  const home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  for (const name of ["in", "out"]) await Deno.mkdir(home.path(name));
  await Deno.writeTextFile(home.paths().config, text(home));
  return home;
}

const specOf = async (home: UserHome, job: string) =>
  (await home.json<JobView & { readonly spec: Spec }>(["show", job])).spec;

const web = ({ folder }: UserHome) => `
  [defaults]
  limit = "core=0,files=200"
  [profile.web]
  unveil = ["r:${folder}/in", "rwc:${folder}/out"]
  pledge = "stdio rpath wpath cpath proc exec"
  limit = "files=99"
  nice = 3
  umask = "027"
  [profile.quiet]
  no-net = true
`;
const held = ["--hold", "--no-wait"];

Deno.test("run --profile fills in what the job does not say, and its spec keeps it", async () => {
  await using home = await homeWith(web);
  await home.run("-j", "job", ...held, "--profile", "web", "--", "true");
  const spec = await specOf(home, "job");
  deepEqual([spec.profile, spec.umask, spec.limits], [
    ...["web", 0o027],
    { coreBytes: 0, files: 99, nice: 3 },
  ]);
  const unveil = [
    { permissions: "r", path: home.path("in") },
    { permissions: "rwc", path: home.path("out") },
  ];
  deepEqual(spec.confine.unveil, unveil);
  await home.run(
    ...["-j", "own", ...held, "--profile", "web", "--limit", "files=64", "--umask", "022"],
    ...["--unveil", `rwc:${home.path("in")}`, "--no-net", "--", "true"],
  );
  const own = await specOf(home, "own");
  deepEqual([own.umask, own.limits], [0o022, { coreBytes: 0, files: 64, nice: 3 }]);
  deepEqual(own.confine.unveil, [
    { permissions: "rwc", path: home.path("out") },
    { permissions: "rwc", path: home.path("in") },
  ]);
  equal(own.confine.noNet, true);
});

Deno.test("a later chore.toml changes no job that was accepted", async () => {
  await using home = await homeWith(web);
  await home.run("-j", "job", ...held, "--profile", "web", "--", "true");
  const before = await specOf(home, "job");
  await Deno.writeTextFile(home.paths().config, '[profile.web]\nsandbox = "strict"\n');
  match(await home.ask(["reload"]), /profile\.web\.sandbox/);
  deepEqual(await specOf(home, "job"), before);
  await home.run("-j", "new", ...held, "--profile", "web", "--", "true");
  const after = await specOf(home, "new");
  deepEqual([after.confine.sandbox, after.confine.unveil, after.limits], ["strict", [], {}]);
  await Deno.writeTextFile(home.paths().config, "");
  await home.ask(["reload"]);
  deepEqual(await specOf(home, "job"), before);
  const gone = await home.chore(["run", "--profile", "web", "--", "true"]);
  deepEqual([gone.code, gone.stderr], [
    100,
    'chore: Cannot run a job: there is no profile "web": chore.toml has none: give it a table [profile.web]\n',
  ]);
});

Deno.test("an unknown profile is refused with the names that there are, wherever it is said", async () => {
  await using home = await homeWith(web);
  const reason = 'there is no profile "wbe": there are quiet, web';
  const ran = await home.chore(["run", "-j", "job", "--profile", "wbe", "--", "true"]);
  deepEqual([ran.code, ran.stderr.includes(reason)], [100, true], ran.stderr);
  const lines = '{"command":"true"}\n{"command":"true","profile":"wbe"}\n';
  const batch = await home.chore(["run", "--batch", "-"], { input: lines });
  equal(batch.code, 100);
  match(batch.stderr, /\(job 2 of 2, none was accepted\): there is no profile "wbe".*line 2/s);
  const dry = await home.chore(["run", "--dry-run", "--profile", "wbe", "--", "true"]);
  deepEqual([dry.code, dry.stderr.includes(reason)], [100, true], dry.stderr);
  await Deno.writeTextFile(home.path("tab"), "@daily --profile wbe -- true\n");
  const tab = await home.chore(["tab", home.path("tab")]);
  ok(tab.code !== 0 && tab.stderr.includes(reason), tab.stderr);
  const bad = await home.chore(["run", "--profile", "a-b", "--", "true"]);
  match(bad.stderr, /a profile is named by 1 to 63 letters/);
  deepEqual(JSON.parse(await home.ask(["list", "--json"])), []);
});

Deno.test("a profile is taken from a line of a batch, a choretab, a program, and [defaults]", async () => {
  await using home = await homeWith((each) =>
    `${web(each)}\n[session.other.defaults]\nprofile = "quiet"`
  );
  const line = '{"command":"true","name":"line","held":true,"profile":"web","umask":"077"}\n';
  await home.ask(["run", "--batch", "-"], { input: line });
  const own = await specOf(home, "line");
  deepEqual([own.profile, own.umask, own.limits["files"]], ["web", 0o077, 99]);
  await Deno.writeTextFile(home.path("tab"), "@yearly -j tabbed --profile web -- true\n");
  await home.ask(["tab", home.path("tab")]);
  equal((await specOf(home, "tabbed")).limits["files"], 99);
  const dry = JSON.parse(await home.ask(["run", "--dry-run", "--profile", "web", "--", "true"]));
  deepEqual([dry.profile, dry.limits.files], ["web", 99]);
  await home.ask(["-n", "other", "run", "-j", "usual", ...held, "--", "true"]);
  await home.ask(["-n", "other", "run", "-j", "none", ...held, "--profile", "none", "--", "true"]);
  const specs = await Promise.all(
    ["usual", "none"].map(async (name) =>
      JSON.parse(await home.ask(["-n", "other", "show", "--json", name])).spec as Spec
    ),
  );
  deepEqual(specs.map(({ profile, confine }) => [profile, confine.noNet]), [
    ["quiet", true],
    [undefined, false],
  ]);
});

Deno.test("chore session tells which profiles there are, and what they say", async () => {
  await using home = await homeWith(web);
  await home.run("-j", "a", "--", "true");
  match(await home.ask(["session"]), /^profiles: quiet, web$/m);
  deepEqual((await home.json<SessionView>(["session"])).profiles, ["quiet", "web"]);
  const settings = await home.ask(["session", "--config"]);
  ok(
    settings.includes(`profile.web.unveil = ["r:${home.path("in")}", "rwc:${home.path("out")}"]\n`),
  );
  match(settings, /^profile\.web\.umask = "027"$/m);
  match(settings, /^profile\.quiet\.no-net = true$/m);
});

Deno.test("edit takes the name of a profile from a job whose confinement it changes", async () => {
  await using home = await homeWith(web);
  for (const name of ["same", "other"]) {
    await home.run("-j", name, ...held, "--profile", "web", "--", "true");
  }
  const documents = new Map([["same", { priority: 3 }], ["other", { limits: { files: 70 } }]]);
  for (const [name, input] of documents) {
    await home.ask(["edit", name, "--set", "-"], { input: JSON.stringify(input) });
  }
  // the whole document says nothing new of it
  const document = await home.ask(["edit", "same", "--print"]);
  await home.ask(["edit", "same", "--set", "-"], { input: document });
  const [same, other] = [await specOf(home, "same"), await specOf(home, "other")];
  deepEqual([same.profile, other.profile, other.limits["files"]], ["web", undefined, 70]);
});

Deno.test("run --dry-run cannot tell what a profile means where no chored serves", async () => {
  await using home = await makeHome({ isIdle: true });
  const dry = await home.chore(["run", "--dry-run", "--profile", "web", "--", "true"]);
  equal(dry.code, 102);
  match(dry.stderr, /Cannot tell what profile "web" means: start chored, and try again/);
});

Deno.test({
  name: "a job with a profile is confined by it",
  ignore: !CAN_CONFINE,
  fn: async () => {
    await using home = await homeWith(web);
    await Deno.writeTextFile(home.path("in/file"), "text\n");
    await Deno.writeTextFile(home.path("secret"), "secret\n");
    const script = "cat ../in/file; cat ../secret; echo x >made && ls; umask; ulimit -n";
    const ran = await home.chore([
      ...["run", "-f", "-j", "job", "-C", home.path("out"), "--profile", "web", "-c", script],
    ]);
    equal(ran.stdout, "text\nmade\n0027\n99\n", ran.stderr);
    match(ran.stderr, /secret: No such file/);
    match(await home.ask(["show", "job"]), /^profile: web$/m);
  },
});
