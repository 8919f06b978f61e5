import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  allowsPath,
  allowsProgram,
  allowsVariable,
  NO_CONFINE,
  type Policy,
} from "../../job/policy.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { quote } from "../../job/quote.ts";
import { SHELLS } from "../support/shells.ts";

const open: Policy = { file: "/etc/p.toml", confine: NO_CONFINE, limits: {} };
const place = {
  ...{ base: "/home/it's/.config", session: "s", deno: "/usr/bin/deno", denoDir: "/cache" },
  folder: "/policy",
};

/** What a shell says after it has read the rules. */
async function ask(policy: Policy, script: string, { shell }: { shell: readonly string[] }) {
  const [program, ...before] = shell;
  const { stdout, stderr, code } = await new Deno.Command(program ?? "", {
    args: [...before, "-c", `set -euf; ${rulesScript(policy, place)}\n${script}`],
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin" },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  equal(code, 0, said);
  return said;
}

const questions = ["program", "folder", "variable", "write", "see"] as const;

function asking(questions: readonly (readonly [rule: string, value: string])[]): string {
  return questions.map(([rule, value]) =>
    `if rule_${rule} ${quote(value)}; then echo yes; else echo no; fi`
  ).join("\n");
}

for (const shell of SHELLS) {
  Deno.test(`rulesScript() says in ${shell[0]} what the policy says`, async () => {
    const names = ["/a", "/a/", "/a/b", "/it's", "/it's/", "/a b", "/*", "/[x]", "/$HOME", "/`x`"];
    const path = fc.constantFrom(...names, "/", "/x", "/a/b/c", "/it's/c", "/ab", "/\\", "/a\nb");
    const list = fc.option(fc.array(path, { maxLength: 4 }), { nil: undefined });
    const variable = fc.constantFrom("A", "A*", "LC_*", "a.b", "it's", "*", "LD_PRELOAD");
    const policies = fc.record({
      ...{ file: fc.constant("/p"), programs: list, folders: list, limits: fc.constant({}) },
      variables: fc.option(fc.array(variable, { maxLength: 3 }), { nil: undefined }),
      confine: fc.record({
        ...{ least: fc.constant("none" as const), network: fc.constant(true) },
        ...{ unix: fc.constant(true), write: list },
      }),
    });
    const value = fc.oneof(path, fc.constantFrom("A", "AB", "LC_ALL", "a.b", "it's", "ENV"));
    await fc.assert(
      fc.asyncProperty(policies, fc.array(value, { minLength: 5, maxLength: 20 }), async (
        policy,
        values,
      ) => {
        const folders = policy.folders?.map((each) => each.replace(/(?<=.)\/$/, ""));
        const write = policy.confine.write?.map((each) => each.replace(/(?<=.)\/$/, ""));
        const plain: Policy = { ...policy, folders, confine: { ...policy.confine, write } };
        const answers: Readonly<Record<string, (value: string) => boolean>> = {
          program: (each) => allowsProgram(plain, each),
          folder: (each) => allowsPath(plain.folders, each),
          variable: (each) => allowsVariable(plain, each),
          write: (each) => allowsPath(plain.confine.write, each),
        };
        const asked = values.map((each, index) =>
          [questions[index % 4] ?? "program", each.replace(/(?<=.)\/$/, "")] as const
        );
        const wanted = asked.map(([rule, each]) => answers[rule]?.(each) ? "yes" : "no");
        const said = await ask(plain, asking(asked), { shell });
        deepEqual(said.trimEnd().split("\n"), wanted, JSON.stringify(asked));
      }),
      { numRuns: 40 },
    );
  });

  Deno.test(`rulesScript() sets in ${shell[0]} what a gate goes by`, async () => {
    const policy: Policy = {
      ...open,
      file: "/etc/a\u007f.toml",
      programs: ["/bin/sh"],
      confine: { ...NO_CONFINE, least: "strict", see: ["/srv"], write: ["/w"] },
      limits: { cpuMs: 2000, memoryBytes: 2048, files: 9, procs: 8, fileBytes: 1024, nice: -1 },
    };
    const said = await ask(policy, "set", { shell });
    const values = Object.fromEntries(
      said.split("\n").flatMap((line) => {
        const [, name, value = ""] = /^rule_([a-z_]+)=(.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, value.replace(/^'(.*)'$/, "$1")]];
      }),
    );
    const { base: _, source: _file, ...rest } = values;
    deepEqual(rest, {
      ...{ session: "s", deno: "/usr/bin/deno", deno_dir: "/cache", policy_folder: "/policy" },
      ...{ programs: "listed", least: "strict", confined: "yes", sees: "granted" },
      ...{ writes: "granted", network: "no", unix: "no", processes: "yes", ids: "no" },
      ...{ owners: "no", nodes: "no", cpu_seconds: "2", mem_kib: "2", files: "9", procs: "8" },
      ...{ fsize_blocks: "2", core_blocks: "", nice: "-1" },
    });
    const asked = [["see", "/srv/x"], ["see", "/w"], ["see", "/usr/lib"], ["see", "/etc"]] as const;
    equal(await ask(policy, asking(asked), { shell }), "yes\nyes\nyes\nno\n");
  });
}
