import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import {
  type Places,
  type ProgramName,
  PROGRAMS,
  RIGHT_KINDS,
  RIGHTS,
  rightsInWords,
  rightsOf,
  without,
} from "../../job/rights.ts";
import { NO_CONFINE } from "../../job/policy.ts";
import { policyLauncher } from "../../job/policy_programs.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { ROOT } from "../support/place.ts";

const BASE = "/tmp/of/chore";

const PLACES: Places = {
  ROOT,
  BASE,
  SOCKET: `${BASE}/run/chored.sock`,
  RUN: `${BASE}/cache/chored/runs/7`,
  KILL: toolAt("kill"),
  PS: toolAt("ps"),
};

const WORKER = [
  ...["run", BASE, "chored", "7", "0123456789abcdef", "a-20261124T170000Z", "none"],
  ...[Deno.execPath(), "/tmp/of/deno"],
];

/** Where the rules of a policy would lie: the launcher makes none for a manifest. */
const DATA = "/tmp/of/data";
const POLICY = `${DATA}/chore/policy/+tmp+of+chore/chored/0`;

/** How each launcher is asked, and where it finds its places. */
const CASES: readonly (readonly [ProgramName, readonly string[], Places])[] = [
  ["chore", [], PLACES],
  ["chored", [], PLACES],
  ["chored", ["-p", "/etc/chore.toml"], { ...PLACES, CONFIG: "/etc/chore.toml" }],
  ["chored", ["--policy", "/etc/policy.toml"], { ...PLACES, POLICY }],
  ["chored", ["--policy", "/etc/policy.toml", "-p", "/etc/chore.toml"], {
    ...{ ...PLACES, POLICY, CONFIG: "/etc/chore.toml" },
  }],
  ["chored_worker", WORKER, PLACES],
  ["chored_worker", ["bury", ...WORKER.slice(1)], PLACES],
  ["chored_worker", WORKER.with(6, "run-5"), {
    ...PLACES,
    SOURCE: `${BASE}/cache/chored/runs/5/w`,
  }],
];

for (const [program, words, places] of CASES) {
  Deno.test(`RIGHTS are what bin/${program} grants, both ways, with ${words.join(" ")}`, async () => {
    const granted = rightsInWords(await manifestOf(program, words));
    const table = rightsOf(program, places);
    deepEqual(without(granted, table), [], "granted without a reason");
    deepEqual(without(table, granted), [], "a reason without a grant");
    equal(granted.length, table.length);
  });
}

Deno.test("RIGHTS are what bin/chored_worker grants under a policy, both ways", async () => {
  using folder = temporaryFolder();
  const { path } = folder;
  const [, base = "", session = "", ...rest] = WORKER;
  const [deno = "", denoDir = ""] = rest.slice(-2);
  const rules = rulesScript({ file: "/p", confine: NO_CONFINE, limits: {} }, {
    ...{ base, session, deno, denoDir, folder: path },
  });
  Deno.writeTextFileSync(`${path}/rules.sh`, rules);
  const launcher = policyLauncher({ folder: path, launcher: `${ROOT}/bin/chored_worker`, lib: "" });
  Deno.writeTextFileSync(`${path}/chored_worker`, launcher, { mode: 0o700 });
  const granted = rightsInWords(await saidBy(`${path}/chored_worker`, WORKER));
  const table = rightsOf("chored_worker", { ...PLACES, POLICY: path });
  deepEqual([without(granted, table), without(table, granted)], [[], []]);
});

Deno.test("RIGHTS have known kinds, each value once, and reasons that fit a sentence", () => {
  for (const program of PROGRAMS) {
    const rights = RIGHTS[program];
    for (const session of ["policy", "no policy"]) {
      const some = rights.filter((right) => (right.in ?? session) === session);
      equal(new Set(some.map(({ kind, value }) => `${kind} ${value}`)).size, some.length);
    }
    for (const { kind, reason, until = "x" } of rights) {
      ok((RIGHT_KINDS as readonly string[]).includes(kind));
      ok(/^[a-z].*[^.]$/.test(reason) && until !== "", reason);
    }
  }
});

Deno.test("rightsInWords() sees every way to grant something", () => {
  deepEqual(
    rightsInWords(["run", "-A", "--allow-all", "--allow-env", "--allow-run=/a,/b c", "--allowed"]),
    [
      { kind: "all", value: "*" },
      { kind: "all", value: "*" },
      { kind: "env", value: "*" },
      { kind: "run", value: "/a" },
      { kind: "run", value: "/b c" },
    ],
  );
  deepEqual(rightsInWords(["--deny-import", "--ignore-env", "--quiet"]), []);
});

function manifestOf(program: string, words: readonly string[]): Promise<string[]> {
  return saidBy(`${ROOT}/bin/${program}`, words);
}

async function saidBy(launcher: string, words: readonly string[]): Promise<string[]> {
  const { stdout, code } = await new Deno.Command(launcher, {
    args: ["--manifest", ...words],
    env: { CHORE_HOME: BASE, CHORE_SESSION: "chored", XDG_DATA_HOME: DATA },
    stdin: "null",
  }).output();
  equal(code, 0);
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}

function toolAt(name: string): string {
  try {
    Deno.statSync(`/usr/bin/${name}`);
    return `/usr/bin/${name}`;
  } catch {
    return `/bin/${name}`; // where the launcher looks next
  }
}
