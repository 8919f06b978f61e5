// A chored under a policy that was taken over: what it cannot start, whatever it writes and says. Each attempt is a row of SECURITY.md.

import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { passText } from "../../job/pass.ts";
import { policyGate, policyLauncher } from "../../job/policy_programs.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { POLICY as ANY } from "../support/policy_gate.ts";
import { cacheFolder } from "../support/place.ts";
import { policyFolder } from "../support/policy.ts";
import { specOf } from "../support/specs.ts";
import { meets, noRight } from "./met.ts";
import { type Met, RUN_WORDS, TakenOver } from "./taken_over.ts";

const POLICY = `
programs = ["/usr/bin/echo", "/opt/jobs/"]
folders = ["/usr", "/srv"]
variables = ["PATH", "HOME"]
[limits]
files = 64
`;

const honest = /^done: \{"kind":"exited","code":0\} ran\n$/;
const forbids = (what: string, rule: string) =>
  new RegExp(
    `"refused","reason":"the policy .*/policy\\.toml\\\\" does not allow ${what}.*: see its rule ${rule}"`,
  );
const strange = /"refused","reason":"its pass has a line that chored does not write: /;
const notFor = (what: string) =>
  new RegExp(`ended with 103: chored_worker: Cannot start: the policy .* is not for ${what}`);

const EXPECTED: Readonly<Record<string, RegExp>> = {
  "as an honest chored": honest,
  "a program": forbids('the program \\\\"/usr/bin/sh\\\\"', "programs"),
  "a program by its name": forbids('the program \\\\"/usr/bin/sh\\\\"', "programs"),
  "a program of its own": forbids('the program \\\\".*/planted/echo\\\\"', "programs"),
  "a program of its own by PATH": forbids("a PATH or HOME", "programs"),
  "a program by a folder of PATH that is its own": forbids("a PATH or HOME", "programs"),
  "a program by a way around": /"refused","reason":"there is no such command/,
  "a folder": forbids('the folder \\\\"/etc\\\\"', "folders"),
  "a folder of its own": forbids("the folder", "folders"),
  "a variable of the loader": forbids('the variable \\\\"LD_PRELOAD\\\\"', "variables"),
  "a variable of a shell": forbids("the variable", "variables"),
  "words for env(1)": forbids('the variable \\\\"-S/bin/sh\\\\"', "variables"),
  "a variable of the gate": forbids("the variable", "variables"),
  "a rule of the gate": forbids("the variable", "variables"),
  "more than a limit": forbids("the limit files", "limits.files"),
  "no limit": forbids("a job without the limit files", "limits.files"),
  "code for a number": strange,
  "code in a line": strange,
  "a file to read as if it were a pass": strange,
  "another session in the pass": strange,
  "another run in the pass": strange,
  "no pass": /"refused","reason":"it has no pass"/,
  "a gate of its own": honest,
  "another base folder": notFor("base folder"),
  "another session": notFor("session"),
  "another Deno": /ended with 10[03]: chored_worker: Cannot start: /,
  "a Deno of its own":
    /ended with 100: chored_worker: Cannot start: .* lies inside the base folder/,
  "another cache": notFor("cache folder"),
  "its tools by the environment": honest,
  "a file for the shell to begin with": honest,
  "code for the shell to trace with": honest,
  "functions of a shell": honest,
  "variables of the launcher": honest,
  "modules for the C library": honest,
  "flags for Deno": honest,
  "the launcher without a policy": noRight("run"),
  "the gate by itself": noRight("run"),
  "its launcher's other words": /9 words are needed/,
  "other rules": noRight("write"),
  "another program in the launcher's place": noRight("write"),
  "the folder of the policy": noRight("write"),
  "no memory of the policy": noRight("write"),
  "the gate of another session": noRight("write"),
};

Deno.test("a chored under a policy that was taken over starts nothing that the policy does not allow", async () => {
  using policies = policyFolder();
  await using taken = await TakenOver.make("chored", { name: "chored_policy.ts" });
  const met = await taken.attempts({
    env: { XDG_CACHE_HOME: cacheFolder() },
    words: ["--policy", policies.write(POLICY)],
  });
  meets(met, EXPECTED);
  deepEqual([...Deno.readDirSync(taken.outside)].map(({ name }) => name), ["secret"]);
  const own = [...Deno.readDirSync(`${taken.base}/cache/chored`)].map(({ name }) => name);
  deepEqual(own.filter((name) => name.startsWith("ran_")), []);
});

const nothing = /^done: 125 $/;

const OF_WORKER: Readonly<Record<string, RegExp>> = {
  "as an honest worker": /^done: 0 ran\n$/,
  "without a word": nothing,
  "for its own part": nothing,
  "for a run below its own part": nothing,
  "for a session below its own part": nothing,
  "for a run by a way around": nothing,
  "for a run that asks for more": /^done: 126 $/,
  "for a run that is not there": /^done: 125 /,
  "with more words": /^done: 0 ran\n$/,
  "with options": nothing,
  "with an environment of its own": /^done: 0 ran\n$/,
  "its pass": noRight("write"),
  "a gate of its own": noRight("write"),
  "the gate that chored writes": noRight("run"),
  "the launcher": noRight("run"),
  "a shell": noRight("run"),
  "the rules": noRight("write"),
  "another program in the gate's place": noRight("write"),
};

/** The policy's files for the session of `taken`, and passes for its runs 7 and 8. */
function bind({ base, home, run, checkout: { root }, denoDir }: TakenOver): string {
  const folder = `${home}/policy/chored/1`;
  Deno.mkdirSync(folder, { recursive: true });
  const place = { base, session: "chored", deno: Deno.execPath(), denoDir, folder };
  const programs = { folder, launcher: `${root}/bin/chored_worker`, lib: `${root}/bin` };
  const policy = { ...ANY, programs: ["/usr/bin/echo"] };
  Deno.writeTextFileSync(`${folder}/rules.sh`, rulesScript(policy, place));
  Deno.writeTextFileSync(`${folder}/gate`, policyGate(programs), { mode: 0o500 });
  Deno.writeTextFileSync(`${folder}/chored_worker`, policyLauncher(programs), { mode: 0o500 });
  const about = (run: number) => ({ run, job: "a", session: "chored" });
  const allowed = specOf({ argv: ["echo", "ran"], cwd: "/usr" });
  Deno.writeTextFileSync(`${run}/pass`, passText(allowed, about(7)));
  const other = `${run.slice(0, -1)}8`;
  Deno.mkdirSync(`${other}/w`, { recursive: true });
  const more = specOf({ argv: ["/bin/sh", "-c", "echo more"], cwd: "/usr" });
  Deno.writeTextFileSync(`${other}/pass`, passText(more, about(8)));
  return `${folder}/chored_worker`;
}

Deno.test("a worker under a policy that was taken over starts nothing that the policy does not allow", async () => {
  await using taken = await TakenOver.make("chored_worker", { name: "worker_policy.ts" });
  const launcher = bind(taken);
  const words = ["run", taken.base, ...RUN_WORDS, Deno.execPath(), taken.denoDir];
  const { stdout, stderr } = await new Deno.Command(launcher, {
    args: words,
    clearEnv: true,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const line = text(stdout).split("\n").find((each) => each.startsWith("{"));
  match(line ?? "", /^\{/, text(stderr) + Deno.readTextFileSync(`${taken.run}/w/worker.err`));
  meets(JSON.parse(line ?? "{}") as Met, OF_WORKER);
  deepEqual([...Deno.readDirSync(taken.outside)].map(({ name }) => name), ["secret"]);
});
