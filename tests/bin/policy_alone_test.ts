// The gate of a policy, started by whom it may be: in what environment, for which folder; and what it repeats
// of the programs' own lists.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { passText } from "../../job/pass.ts";
import type { Spec } from "../../job/spec.ts";
import { CLEAN_SHELL } from "../../job/policy_programs.ts";
import { isPlainName } from "../../job/shell_names.ts";
import { LIMITS } from "../../limits.ts";
import { exists } from "../../system/durable.ts";
import { until } from "../support/deadline.ts";
import { ROOT } from "../support/place.ts";
import { PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

const text = (name: string) => Deno.readTextFileSync(`${ROOT}/bin/policy/${name}.sh`);

/** What makes a shell run something else before or in a script, where it comes as far. */
const TRAPS = {
  ...{
    ENV: "TRAP",
    BASH_ENV: "TRAP",
    FPATH: "FOLDER",
    CDPATH: "FOLDER",
    IFS: "e/",
    PATH: "FOLDER",
  },
  ...{ "BASH_FUNC_printf%%": "() { touch RAN; }", "BASH_FUNC_cd%%": "() { touch RAN; }" },
  ...{ "BASH_FUNC_.%%": "() { touch RAN; }", "BASH_FUNC_rule_program%%": "() { return 0; }" },
  ...{ SHELLOPTS: "xtrace:braceexpand", PS4: "$(touch RAN)", PROMPT_COMMAND: "touch RAN" },
  ...{ rule_source: "x", chore_policy: "FOLDER", chore_lib: "FOLDER", launcher: "TRAP" },
  ...{ policy: "FOLDER", lib: "FOLDER", POSIXLY_CORRECT: "1", LANG: "de_DE", LOCPATH: "FOLDER" },
  ...{ GCONV_PATH: "FOLDER", LANGUAGE: "de", NLSPATH: "FOLDER", LC_ALL: "xx_XX.EVIL" },
};

/** A folder with a trap for each program and file that a shell could be led to. */
function setTraps(gate: PolicyGate): Record<string, string> {
  const folder = `${gate.folder}/traps`;
  Deno.mkdirSync(`${folder}/policy`, { recursive: true });
  const script = `#!/bin/sh\ntouch '${gate.folder}/ran'\n`;
  const names =
    "cat mkfifo printf rm sh env true flock trap policy/gate.sh policy/pass.sh rules.sh";
  for (const name of names.split(" ")) {
    Deno.writeTextFileSync(`${folder}/${name}`, script, { mode: 0o755 });
  }
  const set = (value: string) =>
    value.replace("TRAP", `${folder}/trap`).replace("FOLDER", folder)
      .replace("RAN", `${gate.folder}/ran`);
  return Object.fromEntries(Object.entries(TRAPS).map(([name, value]) => [name, set(value)]));
}

Deno.test("policy_gate lets nothing of the environment of whoever starts it through", async () => {
  using gate = new PolicyGate({ programs: ["/usr/bin/env"] });
  const spec = gate.spec(["env", "-0"], { env: ["PATH=/usr/bin:/bin", "A=1"] });
  const end = await gate.pass([], spec, { env: setTraps(gate) });
  deepEqual([end.code, end.stderr], [0, ""], end.refused);
  const own = ["CHORE_JOB=build", "CHORE_RUN=7", "CHORE_SESSION=chored", `PWD=${gate.cwd}`];
  deepEqual(
    end.stdout.split("\0").slice(0, -1).sort(),
    ["A=1", ...own, "PATH=/usr/bin:/bin"].sort(),
  );
  deepEqual([...Deno.readDirSync(gate.folder)].filter(({ name }) => name === "ran"), []);
});

Deno.test("policy_gate keeps its rules in each of these environments", async () => {
  using gate = new PolicyGate({ programs: ["/usr/bin/make"] });
  const traps = Object.entries(setTraps(gate)).map(([name, value]) => ({ [name]: value }));
  for (const env of [...traps, Object.assign({}, ...traps)]) {
    gate.clear();
    const end = await gate.pass([], gate.spec(["true"]), { env });
    match(end.refused ?? "", /does not allow the program "\/usr\/bin\/true"/, JSON.stringify(env));
  }
  deepEqual([...Deno.readDirSync(gate.folder)].filter(({ name }) => name === "ran"), []);
});

/** Folders in the place of that of the run: each is put where it is, with a sound pass in it. */
const FOLDERS: Readonly<Record<string, (gate: PolicyGate) => string>> = {
  "no word": () => "",
  "the base folder": ({ base }) => base,
  "the worker's own part": ({ paths }) => paths.w,
  "one with a slash at its end": ({ paths }) => `${paths.folder}/`,
  "one by a way around": ({ base }) => `${base}/cache/../cache/chored/runs/7`,
  "a run of another session": ({ base }) => `${base}/cache/other/runs/7`,
  "a run of another base folder": ({ folder }) => `${folder}/cache/chored/runs/7`,
  "a folder that is no run": ({ base }) => `${base}/cache/chored/runs/x7`,
  "a link to the run": ({ base, paths }) => {
    Deno.symlinkSync(paths.folder, `${base}/cache/chored/runs/8`);
    return `${base}/cache/chored/runs/8`;
  },
  "a run whose w is a link": ({ base, folder }) => {
    Deno.mkdirSync(`${folder}/elsewhere`);
    Deno.mkdirSync(`${base}/cache/chored/runs/8`);
    Deno.symlinkSync(`${folder}/elsewhere`, `${base}/cache/chored/runs/8/w`);
    return `${base}/cache/chored/runs/8`;
  },
  "a run without w": ({ base }) => {
    Deno.mkdirSync(`${base}/cache/chored/runs/8`);
    return `${base}/cache/chored/runs/8`;
  },
};

for (const [what, place] of Object.entries(FOLDERS)) {
  Deno.test(`policy_gate starts and writes nothing for ${what}`, async () => {
    for (const shell of SHELLS) {
      using gate = new PolicyGate();
      const folder = place(gate);
      const run = Number(/\d+$/.exec(folder)?.[0] ?? 7);
      const spec = gate.spec(["touch", `${gate.cwd}/ran`]);
      const text = passText(spec, { ...gate.run, run });
      if (!/\/w$|8$/.test(folder) && folder !== "") {
        Deno.mkdirSync(`${folder}/w`, { recursive: true });
      }
      if (folder !== "") Deno.writeTextFileSync(`${folder}/pass`, text);
      const end = await gate.pass(shell, spec, { folder, text });
      deepEqual([end.code, end.stdout, end.went], [125, "", false], `${shell[0]}: ${end.stderr}`);
      deepEqual([...Deno.readDirSync(gate.cwd)], []);
      for (const w of [`${folder}/w`, gate.paths.w, `${gate.folder}/elsewhere`]) {
        deepEqual(namesIn(w).filter((name) => name !== "pass"), [], `${shell[0]} ${w}`);
      }
    }
  });
}

Deno.test("policy_gate refuses a run without a pass", async () => {
  using gate = new PolicyGate();
  const spec = gate.spec(["true"]);
  const withoutPass = 'rm -f "$1/pass"; exec "$0" "$1"';
  const end = await gate.pass([], spec, { through: ["/bin/sh", "-c", withoutPass] });
  deepEqual([end.code, end.refused, end.went], [126, "it has no pass\n", false]);
});

Deno.test("policy_gate reads a pass once: what is put in its place later is not heard of", async () => {
  for (const kind of ["short", "long"]) {
    using gate = new PolicyGate({ programs: ["/usr/bin/echo"] });
    const output = "fifo";
    const spec = gate.spec(["echo", "first"], { output });
    const other = gate.spec(["/usr/bin/touch", `${gate.cwd}/ran`], { output });
    const textOf = (spec: Spec) => passText(spec, gate.run).replace(/^pass \w+/, `pass ${kind}`);
    const fifo = `${gate.paths.w}/stdout.fifo`;
    let reader: Deno.FsFile | undefined;
    const end = await gate.pass([], spec, {
      text: textOf(spec),
      before: async () => {
        // it makes the fifos once it has read its pass
        await until("the gate has read its pass", () => exists(`${gate.paths.w}/stderr.fifo`));
        reader = await Deno.open(fifo, { read: true, write: true });
        Deno.writeTextFileSync(`${gate.paths.folder}/pass`, textOf(other));
      },
    });
    equal(end.code, 0, end.refused);
    const bytes = new Uint8Array(64);
    equal(new TextDecoder().decode(bytes.subarray(0, reader?.readSync(bytes) ?? 0)), "first\n");
    reader?.close();
    deepEqual(namesIn(gate.cwd), []);
  }
});

Deno.test("policy_gate starts a command by its true path", async () => {
  for (const shell of SHELLS) {
    using gate = new PolicyGate();
    const spec = gate.spec(["sh", "-c", 'echo "$0"'], { env: ["PATH=/bin"] });
    const { stdout } = await gate.pass(shell, spec);
    match(stdout, /^\/(usr\/)?bin\/sh\n$/);
  }
});

Deno.test("policy/pass.sh knows the names that no shell can export", () => {
  const [, list = ""] = /case \$chore_name in[^\n]*\n([^]*?)\)\n/.exec(text("pass")) ?? [];
  const patterns = list.split("|").map((each) => each.replaceAll(/[\\\s]/g, "")).filter(Boolean);
  const stars = patterns.filter((each) => /^\w+\*$/.test(each)).map((each) => each.slice(0, -1));
  const names = patterns.filter((each) => /^\w+$/.test(each));
  equal(stars.length > 5 && names.length > 20, true);
  for (const name of names.filter((each) => each !== "PWD")) equal(isPlainName(name), false, name);
  for (const star of stars.filter((each) => each !== "rule_")) {
    equal(isPlainName(`${star}X`), false);
  }
  const source = Deno.readTextFileSync(`${ROOT}/job/shell_names.ts`);
  const [, words = ""] = /new Set\(\s*\(([^)]*)\)/.exec(source) ?? [];
  for (const name of words.match(/\w+/g) ?? []) equal(names.includes(name), true, name);
  const [, prefixes = ""] = /\^\(\?:([^)]*)\)/.exec(source) ?? [];
  for (const prefix of prefixes.split("|")) equal(stars.includes(prefix), true, prefix);
});

Deno.test("policy/*.sh have the bounds of limits.ts", () => {
  match(text("start"), new RegExp(`chore_limit_cpu \\+ ${LIMITS.cpuKillSeconds}\\)`));
  match(text("walls"), new RegExp(`--size ${LIMITS.privateTmpBytes} --tmpfs /tmp`));
});

Deno.test("CLEAN_SHELL fits the first line of a script on every system", () => {
  equal(CLEAN_SHELL.length <= 64, true);
});

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return []; // it is not there
  }
}
