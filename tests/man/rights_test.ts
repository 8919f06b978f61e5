import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { ROOT } from "../support/place.ts";
import { codeWords, readDocument, rowsIn } from "./document.ts";

const BASE = "/tmp/of/chore";
const SOCKET = `${BASE}/run/chored.sock`;
const RUN = `${BASE}/cache/chored/runs/7`;

/** The words for a manifest. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  chore: ["--manifest"],
  chored: ["--manifest"],
  chored_worker: [
    ...["--manifest", "run", BASE, "chored", "7", "0123456789abcdef", "a-20261124T170000Z", "none"],
    ...[Deno.execPath(), "/tmp/of/deno"],
  ],
};

const KINDS = ["run", "read", "write", "net"];

for (const [program, words] of Object.entries(WORDS)) {
  Deno.test(`SECURITY.md has the rights of ${program} as its launcher states them`, async () => {
    const manifest = await manifestOf(program, words);
    const table = rowsIn(readDocument("SECURITY.md"));
    const column = table[0]?.findIndex((cell) => cell === `\`${program}\``) ?? 0;
    for (const kind of KINDS) {
      const shown = codeWords(rowOf(table, kind)[column] ?? "");
      deepEqual(shown.map(fillIn), manifest.get(kind)?.split(",") ?? [], kind);
    }
    const env = manifest.has("env") ? "all" : manifest.has("--ignore-env") ? "none" : "?";
    deepEqual(rowOf(table, "env")[column], env);
    deepEqual(
      [...manifest.keys()].filter((each) => ["sys", "ffi", "all", "import"].includes(each)),
      [],
    );
  });
}

/** The rights that are granted, by their kind, and the other words. */
async function manifestOf(program: string, words: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await new Deno.Command(`${ROOT}/bin/${program}`, {
    args: [...words],
    env: { CHORE_HOME: BASE, CHORE_SESSION: "chored" },
    stdin: "null",
  }).output();
  return new Map(
    new TextDecoder().decode(stdout).trim().split("\n").map((word) => {
      const [, kind = word, value = ""] = /^--allow-([a-z]+)(?:=(.*))?$/.exec(word) ?? [];
      return [kind, value];
    }),
  );
}

function rowOf(table: readonly string[][], kind: string): string[] {
  return table.find(([name]) => name === kind) ?? [];
}

/** The path that a name of the table stands for. */
function fillIn(word: string): string {
  return word.replace(/^KILL$/, toolAt("kill")).replace(/^PS$/, toolAt("ps"))
    .replace("SOCKET", SOCKET).replace("ROOT", ROOT).replace("BASE", BASE)
    .replace(/^RUN\b/, RUN);
}

function toolAt(name: string): string {
  try {
    Deno.statSync(`/usr/bin/${name}`);
    return `/usr/bin/${name}`;
  } catch {
    return `/bin/${name}`; // where the launcher looks next
  }
}
