// A chore that was taken over: arbitrary code with the rights of chore's launcher. Each attempt is a row of SECURITY.md.

import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { COMMON, meets, noLibrary, noRight } from "./met.ts";
import { TakenOver } from "./taken_over.ts";

const EXPECTED = {
  ...COMMON,
  "write into the base folder": noRight("write"),
  "write beside the socket": noRight("write"),
  "write the store": noRight("write"),
  "listen at the next socket": noRight("write"),
  "connect to the socket of another session": noRight("write"),
  "move the socket": noRight("write"),
  "run the launcher of workers": noRight("run"),
  "start chored with a library": noLibrary,
  "start chored where a link of its own is": noRight("run"),
};

Deno.test("a chore that was taken over meets Deno's refusal wherever it turns", async () => {
  await using taken = await TakenOver.make("chore");
  await Deno.symlink("/bin/sh", `${taken.base}/planted_program`);
  await Deno.writeTextFile(`${taken.base}/run/chored.sock`, "");
  meets(await taken.attempts(), EXPECTED);
  equal(taken.calls, 0, "nobody was called");
  deepEqual([...Deno.readDirSync(taken.outside)].map(({ name }) => name), ["secret"]);
  deepEqual([...Deno.readDirSync(`${taken.base}/run`)].map(({ name }) => name), ["chored.sock"]);
});

Deno.test("a chore that was taken over gets no more rights from where it is started, nor from its environment", async () => {
  await using taken = await TakenOver.make("chore");
  const trap = `${taken.outside}/trap`;
  await Deno.mkdir(trap);
  const more = { permissions: { default: { all: true } }, preload: ["./x.ts"] };
  await Deno.writeTextFile(`${trap}/deno.json`, JSON.stringify(more));
  await Deno.writeTextFile(`${trap}/.npmrc`, "registry=http://127.0.0.1:1/\nnode-options=-A\n");
  await Deno.writeTextFile(`${trap}/.env`, "DENO_V8_FLAGS=--prof\n");
  await Deno.writeTextFile(`${trap}/x.ts`, `Deno.writeTextFileSync("${trap}/ran", "")`);
  await Deno.copyFile(`${trap}/.npmrc`, `${taken.home}/.npmrc`);
  const env = {
    ...{ DENO_PERMISSION_BROKER_PATH: `${trap}/broker`, DENO_AUDIT_PERMISSIONS: `${trap}/audit` },
    ...{ NODE_OPTIONS: `--require ${trap}/x.ts`, DENO_V8_FLAGS: `--prof --logfile=${trap}/prof` },
    ...{ DENO_COVERAGE_DIR: trap, NPM_CONFIG_REGISTRY: "http://127.0.0.1:1/", DENO_CERT: trap },
    ...{ ENV: `${trap}/x.sh`, BASH_ENV: `${trap}/x.sh`, CDPATH: trap, IFS: "/" },
  };
  meets(await taken.attempts({ env, cwd: trap }), EXPECTED);
  equal(taken.calls, 0);
  const names = [...Deno.readDirSync(trap)].map(({ name }) => name).sort();
  deepEqual(names, [".env", ".npmrc", "deno.json", "x.ts"]);
});
