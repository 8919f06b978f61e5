import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { makeHome } from "../support/user_home.ts";

interface Finding {
  readonly name: string;
  readonly mark: string;
  readonly text: string;
  readonly remedy: string | null;
}

Deno.test("chore doctor looks at the machine, starts nothing and leaves nothing", async () => {
  await using home = await makeHome({ isIdle: true });
  const { code, stdout } = await home.chore(["doctor"]);
  equal(code, 0, stdout);
  const lines = stdout.trimEnd().split("\n").filter((line) => !line.startsWith(" "));
  for (const line of lines) match(line, /^(ok|warn) +[a-z ]+ {2}\S/);
  match(stdout, /^ok {4}versions +chore \S+; no chored serves session "chored"$/m);
  match(stdout, /^ok {4}folder +takes links, FIFOs, locks and modes$/m);
  equal([...Deno.readDirSync(home.folder)].length, 0);
});

Deno.test("chore doctor --json has a name, a mark, a text and a remedy of each", async () => {
  await using home = await makeHome();
  const findings = await home.json<Finding[]>(["doctor"]);
  for (const { name, mark, text, remedy } of findings) {
    equal(typeof name === "string" && typeof text === "string", true);
    equal(mark === "ok" ? remedy === null : typeof remedy === "string", true, name);
  }
  equal(new Set(findings.map(({ name }) => name)).size, findings.length);
  const versions = findings.find(({ name }) => name === "versions");
  match(versions?.text ?? "", /^chore (\S+), chored \1$/);
  equal(findings.find(({ name }) => name === "choretab")?.mark, "ok");
});

Deno.test("chore doctor ends with 1 where something fails, and says what to do", async () => {
  await using home = await makeHome();
  await Deno.writeTextFile(home.paths().config, "keeep = 1\n", { mode: 0o600 });
  const { code, stdout } = await home.chore(["doctor"]);
  equal(code, 1);
  match(
    stdout,
    /^fail {2}configuration +\S+chore\.toml:1: .*keeep.*\n +-> mend it, then chore reload/m,
  );
});

Deno.test("chore doctor fails a base folder in which nothing can be made", async () => {
  await using home = await makeHome({ isIdle: true });
  // a file in its place is above all that would be made
  await Deno.writeTextFile(home.path("file"), "");
  const told = await home.chore(["doctor", "--json"], { env: { CHORE_HOME: "/proc/chore" } });
  deepEqual([told.code, told.stdout], [111, ""]);
  match(told.stderr, /nothing can be kept below \/dev, \/proc or \/sys/);
});
