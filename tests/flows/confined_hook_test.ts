// Hooks and reactions of a confined job: what they find is of that job's making, so they are confined as it is.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

function confined(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !CAN_CONFINE, fn });
}

const confine = ["--sandbox", "strict"];

/** A home, and in it a folder for the job, in which alone it may write. */
async function homeWithWork(): Promise<UserHome> {
  const home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  await Deno.mkdir(home.path("work"));
  return home;
}

/** Says in the job's folder, and beside it, that it was there. */
const note = (home: UserHome, word: string) =>
  `echo ${word} >>noted; echo ${word} >>'${home.path("beside")}'`;

async function endedHooks(home: UserHome, count: number): Promise<JobView[]> {
  let hooks: JobView[] = [];
  await until(`${count} hooks have ended`, async () => {
    const jobs = await home.json<JobView[]>(["list", "--hooks", "--all"]);
    hooks = jobs.filter(({ hook }) => hook !== null);
    return hooks.length >= count && hooks.every(({ exitCode }) => exitCode !== null);
  });
  return hooks;
}

const linesOf = (path: string) => Deno.readTextFileSync(path).split("\n").slice(0, -1);
const isThere = (path: string) =>
  [...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].some(({ name }) => path.endsWith(`/${name}`));

confined("hooks of a confined job are confined as it is, those of the session too", async () => {
  await using home = await homeWithWork();
  await Deno.writeTextFile(
    home.paths().config,
    `[hooks]\npost = ${JSON.stringify(note(home, "session"))}\n`,
  );
  await home.ask([
    ...["run", "-j", "job", "-C", home.path("work"), ...confine],
    ...["--pre", `${note(home, "pre")}; true`, "--on-success", note(home, "success"), "--", "true"],
  ]);
  equal((await home.chore(["wait", "job"])).code, 0);
  const hooks = await endedHooks(home, 3);
  deepEqual(linesOf(home.path("work/noted")).toSorted(), ["pre", "session", "success"]);
  equal(isThere(home.path("beside")), false);
  const shown = await home.ask(["show", ...hooks.map(({ name }) => name)]);
  equal(shown.match(/^confined: sandbox strict \(by bubblewrap and seccomp\)$/gm)?.length, 3);
});

confined(
  "what a rule runs for a confined job is confined: the job has printed its environment",
  async () => {
    await using home = await homeWithWork();
    const command = `eval "$CHORE_1"; ${note(home, "reaction")}`;
    await home.run(
      ...[
        "-j",
        "job",
        "-C",
        home.path("work"),
        ...confine,
        "-r",
        "do (.*)",
        "-R",
        `run:${command}`,
      ],
      ...["-c", `echo "do echo x >'${home.path("evil")}'"; cat`],
    );
    await endedHooks(home, 1);
    deepEqual(linesOf(home.path("work/noted")), ["reaction"]);
    equal(isThere(home.path("evil")), false);
  },
);

confined(
  "--hooks-free, and free of chore.toml, let hooks and reactions go about as they like",
  async () => {
    await using home = await homeWithWork();
    await Deno.writeTextFile(
      home.paths().config,
      `[hooks]\nfree = true\npost = ${JSON.stringify(note(home, "session"))}\n`,
    );
    await home.ask([
      ...["run", "-j", "job", "-C", home.path("work"), ...confine, "--hooks-free"],
      ...["--on-success", `cat "$CHORE_STDOUT" >'${home.path("copy")}'; ${note(home, "own")}`],
      ...["-r", "said", "-R", `run:${note(home, "reaction")}`, "-c", "echo said"],
    ]);
    equal((await home.chore(["wait", "job"])).code, 0);
    await endedHooks(home, 3);
    deepEqual(linesOf(home.path("beside")).toSorted(), ["own", "reaction", "session"]);
    deepEqual(linesOf(home.path("copy")), ["said"]);
    // the one says nothing of the other
    await home.ask([
      ...["run", "-j", "tied", "-C", home.path("work"), ...confine],
      ...["--on-success", note(home, "tied"), "--", "true"],
    ]);
    await endedHooks(home, 5);
    deepEqual(linesOf(home.path("beside")).toSorted(), ["own", "reaction", "session", "session"]);
  },
);

confined(
  "a hook of a confined job sees nothing of chore's folder, the output of its job among it",
  async () => {
    await using home = await homeWithWork();
    const look = `ls -A '${home.base}' | wc -l; cat "$CHORE_STDOUT" || echo "not there"`;
    await home.ask([
      ...["run", "-j", "job", "-C", home.path("work"), ...confine, "--post", look],
      ...["-c", "echo said"],
    ]);
    const [hook] = await endedHooks(home, 1);
    match(await home.ask(["log", "--stdout", hook?.name ?? ""]), /^\s*0\nnot there\n$/);
  },
);

confined("a job that is not confined has hooks that are not", async () => {
  await using home = await homeWithWork();
  await home.ask(["run", "-j", "job", "--post", note(home, "post"), "--", "true"]);
  await endedHooks(home, 1);
  deepEqual(linesOf(home.path("beside")), ["post"]);
  const refused = await home.chore(["run", "--hooks-free", "--", "true"]);
  equal(refused.code, 100);
  match(refused.stderr, /Cannot use --hooks-free without a hook/);
});
