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

/** How each launcher is asked, and where it finds its places. */
const CASES: readonly (readonly [ProgramName, readonly string[], Places])[] = [
  ["chore", [], PLACES],
  ["chored", [], PLACES],
  ["chored", ["-p", "/etc/chore.toml"], { ...PLACES, CONFIG: "/etc/chore.toml" }],
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

Deno.test("RIGHTS have known kinds, each value once, and reasons that fit a sentence", () => {
  for (const program of PROGRAMS) {
    const rights = RIGHTS[program];
    equal(new Set(rights.map(({ kind, value }) => `${kind} ${value}`)).size, rights.length);
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

async function manifestOf(program: string, words: readonly string[]): Promise<string[]> {
  const { stdout, code } = await new Deno.Command(`${ROOT}/bin/${program}`, {
    args: ["--manifest", ...words],
    env: { CHORE_HOME: BASE, CHORE_SESSION: "chored" },
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
