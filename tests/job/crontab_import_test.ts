import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { importCrontab } from "../../job/crontab_import.ts";
import { parseTab } from "../../job/tab.ts";

const imported = (text: string) => importCrontab(text).text;

Deno.test("importCrontab() leaves as it is what means the same", () => {
  const same = [
    "# m h dom mon dow command",
    "",
    "PATH=/usr/local/bin:/usr/bin:/bin",
    "0 3 * * *  /usr/bin/backup --all | logger",
    "\t@reboot sleep 60; start",
    "*/5 9-17 * * mon-fri\tpoll",
  ].join("\n");
  deepEqual(importCrontab(same), { text: same, warnings: [] });
});

Deno.test("importCrontab() gives the command what stands behind a percent sign", () => {
  const table: [command: string, translated: string][] = [
    ["mail ann%hello%world", `printf '%s\\n' 'hello' 'world' | "$SHELL" -c 'mail ann'`],
    ["cat%it's%", `printf '%s\\n' 'it'\\''s' | "$SHELL" -c 'cat'`],
    ["cat %", "cat "],
    [String.raw`date +\%F`, "date +%F"],
    [String.raw`date +\%F%a\%b`, `printf '%s\\n' 'a%b' | "$SHELL" -c 'date +%F'`],
    [String.raw`echo a\\b \n`, String.raw`echo a\\b \n`],
    ["cat%%a", `printf '%s\\n' '' 'a' | "$SHELL" -c 'cat'`],
  ];
  for (const [command, translated] of table) {
    equal(imported(`1 2 * * * ${command}`), `1 2 * * * ${translated}`, command);
  }
});

Deno.test("importCrontab() makes a comment of what is about mail, and says so", () => {
  const { text, warnings } = importCrontab('A=1\nMAILTO = "ann"\nRANDOM_DELAY=5\n');
  equal(text, 'A=1\n# MAILTO = "ann"\n# RANDOM_DELAY=5\n');
  deepEqual(warnings.map(({ line }) => line), [2, 3]);
  match(warnings[0]?.message ?? "", /^MAILTO is made a comment: chore sends no mail$/);
});

Deno.test("importCrontab() knows the words of other crons", () => {
  const { text, warnings } = importCrontab([
    "-*/5 * * * * quiet",
    "@every_minute x",
    "@every_second y",
    "@daily -ns -q z",
  ].join("\n"));
  equal(text, "*/5 * * * * quiet\n* * * * * x\n* * * * * * y\n@daily z");
  deepEqual(warnings.map(({ line }) => line), [4]);
  match(warnings[0]?.message ?? "", /^-n -s -q is left out: /);
  const [warning] = importCrontab(`@daily ${"-q ".repeat(900)}z`).warnings;
  match(warning?.message ?? "", /^-q is left out: /);
});

Deno.test("importCrontab() quotes a command that would be read as a field or an option", () => {
  equal(imported("1 2 * * * 7 x"), "1 2 * * * -- '/bin/sh' -c '7 x'");
  equal(imported("@daily 7 x"), "@daily 7 x");
  equal(
    imported("SHELL=/bin/bash\n1 2 * * * --weird x"),
    "SHELL=/bin/bash\n1 2 * * * -- '/bin/bash' -c '--weird x'",
  );
  const read = parseTab(imported("1 2 * * * mon 'it'"), { home: "/", name: "ann" });
  ok(read.kind === "table");
  deepEqual(read.entries[0]?.wish.argv, ["/bin/sh", "-c", "mon 'it'"]);
});

Deno.test("importCrontab() leaves to the check what it cannot read", () => {
  const text = "1 2 3\n@daily\nfoo\nA='b";
  deepEqual(importCrontab(text), { text, warnings: [] });
});
