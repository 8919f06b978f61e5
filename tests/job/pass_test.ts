import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { NOT_CONFINED } from "../../job/confinement.ts";
import { PASS_WALLS, passText } from "../../job/pass.ts";
import { WALL_SWITCHES } from "../../job/policy.ts";
import { LIMITS } from "../../limits.ts";
import { specOf } from "../support/specs.ts";

const run = { run: 12, job: "build", session: "chored" };

Deno.test("passText() says all of a plain job, a line each", () => {
  const spec = specOf({ argv: ["make", "-s", ""], env: ["A=1", "LC_ALL=C", "PWD=/x", "rule_x=1"] });
  deepEqual(passText(spec, run).split("\n"), [
    ...["pass short", "run 12", "job build", "session chored", "cwd /", "umask 0077"],
    ...["output pipe", "orphan kill", "stdin none"],
    ...["env A=1", "odd LC_ALL=C", "odd rule_x=1"],
    ...["env CHORE_JOB=build", "env CHORE_RUN=12", "env CHORE_SESSION=chored"],
    ...["word make", "word -s", "word ", ""],
  ]);
});

Deno.test("passText() tells a hook of nobody but whom it is for", () => {
  const spec = specOf({ env: ["CHORE_JOB=other"] });
  deepEqual(passText(spec, { ...run, isHook: true }).match(/^env .*/mg), ["env CHORE_JOB=other"]);
});

Deno.test("passText() has limits in the units of a shell", () => {
  const limits = {
    ...{
      cpuMs: 600_000,
      memoryBytes: 2 ** 30,
      files: 99,
      procs: 5,
      fileBytes: 2 ** 20,
      coreBytes: 0,
    },
    ...{ nice: -5, io: { class: "best-effort", level: 7 } as const },
  };
  deepEqual(passText(specOf({ limits }), run).match(/(?<=^limit ).*/mg), [
    ...["cpu 600", "mem 1048576", "files 99", "procs 5", "fsize 2048", "core 0", "nice -5"],
    "ionice best-effort:7",
  ]);
});

Deno.test("passText() tells of a file, and of a worker, that the command reads from", () => {
  const linesOf = (stdin: "pipe" | "none", input?: string) =>
    passText(specOf({ stdin: { kind: stdin } }), { ...run, input }).match(/^(?:stdin|input) .*/mg);
  deepEqual(linesOf("none"), ["stdin none"]);
  deepEqual(linesOf("pipe"), ["stdin fed"]);
  deepEqual(linesOf("none", "/a b"), ["stdin file", "input /a b"]);
});

Deno.test("passText() has the walls and grants of a confined job before its variables", () => {
  const unveil = [{ permissions: "r", path: "/etc" } as const];
  const spec = specOf({ cwd: "/srv", confine: { ...NOT_CONFINED, sandbox: "strict", unveil } });
  const lines = passText(spec, run).match(/^(?:wall|grant|env) .*/mg) ?? [];
  deepEqual(lines.slice(0, 11), [
    ...["wall sees granted", "wall writes granted", "wall network no", "wall unix no"],
    ...["wall processes yes", "wall ids no", "wall owners no", "wall nodes no", "wall tmp yes"],
    ...["grant read /etc", "grant write /srv"],
  ]);
});

Deno.test("PASS_WALLS begin with those of a filter, in its order", () => {
  deepEqual(Object.values(PASS_WALLS).slice(0, 6), WALL_SWITCHES);
});

Deno.test("passText() says how long it is", () => {
  const of = (bytes: number) => passText(specOf({ argv: ["x".repeat(bytes)], env: [] }), run);
  match(of(10), /^pass short\n/);
  match(of(LIMITS.passShortBytes), /^pass long\n/);
});

Deno.test("passText() has no empty line and none that a value begins", () => {
  const value = fc.string({ unit: fc.constantFrom(..."\n+ \tword env=") });
  fc.assert(fc.property(fc.array(value, { minLength: 1 }), (words) => {
    const text = passText(specOf({ argv: ["x", ...words], env: [`A=${words.join("\n")}`] }), run);
    const keys = new Set(text.split("\n").slice(0, -1).map((line) => line.split(" ")[0]));
    const known = "pass run job session cwd umask output orphan stdin env word".split(" ");
    for (const key of keys) equal(known.includes(key ?? "") || key?.startsWith("+"), true, key);
    // read back as a gate does
    const read = text.slice(0, -1).replaceAll("\n+", "\0").split("\n")
      .filter((line) => line.startsWith("word "))
      .map((line) => line.slice(5).replaceAll("\0", "\n"));
    deepEqual(read, ["x", ...words]);
  }));
});
