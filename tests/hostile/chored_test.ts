// A chored that was taken over: arbitrary code with the rights of chored's launcher. Each attempt is a row of SECURITY.md.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { COMMON, meets, noLibrary, noRight, noSecondDatabase } from "./met.ts";
import { TakenOver } from "./taken_over.ts";

const EXPECTED = {
  ...COMMON,
  "read its environment": /^done: \{\}$/,
  "read a secret of its caller": /^done: undefined$/,
  "spawn with a library": noLibrary,
  "connect to the socket of another session": noRight("net"),
  "write by a second database": noSecondDatabase,
  "write by a copy of its database": noSecondDatabase,
  "load a library into its database": /^Error: not authorized$/,
  "move a file out": noRight("write"),
  "move a file in": noRight("read"),
  // links are followed, which is why nothing but a launcher or a job can make one
  "read through a link that somebody made": /^done: a secret$/,
  "write through a link that somebody made": /^done: /,
  "read /proc through a link that somebody made": noRight("all"),
};

async function takenOver(): Promise<TakenOver> {
  const taken = await TakenOver.make("chored");
  await Deno.symlink(`${taken.outside}/secret`, `${taken.base}/planted`);
  await Deno.symlink(taken.outside, `${taken.base}/planted_folder`);
  await Deno.symlink("/proc/self/environ", `${taken.base}/planted_proc`);
  return taken;
}

Deno.test("a chored that was taken over meets Deno's refusal wherever it turns", async () => {
  await using taken = await takenOver();
  meets(await taken.attempts({ env: { SECRET: "x" } }), EXPECTED);
  equal(taken.calls, 0, "nobody was called");
  deepEqual(namesIn(taken.outside), ["secret", "written"]);
  deepEqual(taken.cached, ["location_data"]);
});

/** What somebody may put where chored is started, or into its environment, to have it start with more. */
Deno.test("a chored that was taken over gets no more rights from where and how it is started", async () => {
  await using taken = await takenOver();
  const trap = `${taken.outside}/trap`;
  await Deno.mkdir(trap);
  const more = { permissions: { default: { all: true } }, tasks: { chored: "true" } };
  await Deno.writeTextFile(`${trap}/deno.json`, JSON.stringify({ ...more, preload: ["./x.ts"] }));
  await Deno.writeTextFile(`${trap}/package.json`, '{"dependencies":{"left-pad":"1.3.0"}}');
  await Deno.writeTextFile(`${trap}/.npmrc`, "registry=http://127.0.0.1:1/\nnode-options=-A\n");
  await Deno.writeTextFile(`${trap}/.env`, "DENO_V8_FLAGS=--prof\n");
  await Deno.writeTextFile(`${trap}/x.ts`, `Deno.writeTextFileSync("${trap}/ran", "")`);
  const env = {
    ...{ DENO_PERMISSION_BROKER_PATH: `${trap}/broker`, DENO_AUDIT_PERMISSIONS: `${trap}/audit` },
    ...{ NODE_OPTIONS: `--require ${trap}/x.ts`, DENO_V8_FLAGS: `--prof --logfile=${trap}/prof` },
    ...{ DENO_COVERAGE_DIR: trap, NPM_CONFIG_REGISTRY: "http://127.0.0.1:1/", DENO_CERT: trap },
    ...{ ENV: `${trap}/x.sh`, BASH_ENV: `${trap}/x.sh`, CDPATH: trap, IFS: "/" },
  };
  const before = namesIn(trap);
  await Deno.copyFile(`${trap}/deno.json`, `${taken.base}/deno.json`);
  await Deno.copyFile(`${trap}/.npmrc`, `${taken.home}/.npmrc`);
  meets(await taken.attempts({ env, cwd: trap }), EXPECTED);
  equal(taken.calls, 0);
  deepEqual(namesIn(trap), before);
});

/** A worker that tells with which rights it was started, in the place of the true one. */
const tellRights = () => `
const asked = ["run", "read", "write", "net", "env", "sys", "ffi", "import"] as const;
const all = asked.map((name) => \`\${name} \${Deno.permissions.querySync({ name }).state}\`);
console.log(\`worker \${Deno.args[1]} has \${all}, \${JSON.stringify(Deno.env.toObject())}\`);`;

const REFUSED: Readonly<Record<string, RegExp>> = {
  "mode --allow-all": /is none of run, bury, adopt/,
  "mode run bury": /is none of run, bury, adopt/,
  "base BASE,\/etc": /must not contain a comma or a newline/,
  "base BASE\n\/etc": /must not contain a comma or a newline/,
  "base BASE/../..": /must not have an empty part, \. or \.\./,
  "base base": /must be an absolute path/,
  "session --": /a name is made of letters, digits and _/,
  "session a/b": /a name is made of letters, digits and _/,
  "run 7 8": /is not the number of a run/,
  "run 7,/etc": /is not the number of a run/,
  "run ../7": /is not the number of a run/,
  "nonce --allow-all": /is not hexadecimal/,
  "label ../../../x-1": /is not NAME-DATE/,
  "label x-1,/etc": /is not NAME-DATE/,
  "stdin run-7/../..": /does not name a run/,
  "stdin run-7,/etc": /does not name a run/,
  "deno /bin/sh": /is no program named deno/,
  "deno BASE/planted/deno": /lies inside the base folder/,
  "deno BASE/planted/sh": /lies inside the base folder/,
  "deno /proc/self/rootBASE/planted/deno": /lies inside the base folder/,
  "deno BASE/planted/../planted/deno": /must not have an empty part/,
  "denoDir BASE/planted": /lies inside the base folder/,
  "denoDir /c,/etc": /must not contain a comma/,
  "beside a base folder that it made up": /^done: ran deno$/m,
  "a word more": /9 words are needed, not 10/,
  "a word less": /9 words are needed, not 8/,
  "--manifest later": /must be an absolute path/,
};

Deno.test("a chored that was taken over can start a worker with the rights of a worker, and nothing else", async () => {
  const changes = { "worker/main.ts": tellRights };
  await using taken = await TakenOver.make("chored", { name: "chored_launcher.ts", changes });
  const { "as an honest chored": honest = "", ...met } = await taken.attempts();
  match(
    honest,
    /^done: worker \S+\/runs\/7 has run prompt,read prompt,.*, \{\}\n$/,
  );
  for (const [name, what] of Object.entries(met)) {
    const expected = REFUSED[name];
    if (expected === undefined) equal(what, honest, name);
    else match(what, expected, `${name}: ${what}`);
  }
  deepEqual(Object.keys(REFUSED).filter((name) => !(name in met)), []);
  // of a base folder it is told by chored, and believes it: see SECURITY.md
  deepEqual(namesIn(`${taken.base}/run`), ["ran_deno"]);
});

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
