// Fuzzing of choretab(5) and of what crontab(5) is made into.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { importCrontab } from "../../job/crontab_import.ts";
import { checkExpression } from "../../job/schedule.ts";
import { SpecWishShape } from "../../job/spec.ts";
import { parseTab } from "../../job/tab.ts";
import type { TabProblem } from "../../job/tab_entry.ts";
import { TAB_OPTIONS } from "../../job/tab_options.ts";
import { LIMITS } from "../../limits.ts";
import { longOption } from "../../job/option_words.ts";
import { fact, fuzz } from "./fuzz.ts";
import { mutatedText } from "./texts.ts";
import { strangeNumber } from "./values.ts";

const user = { home: "/home/ann", name: "ann" };

const TABS = [
  "# a comment\nSHELL=/bin/bash\nPATH = '/usr/bin:/bin'\n0 3 * * 1-5 -j backup -T 2h -- tar c /srv\n",
  "CRON_TZ=Europe/Berlin\n@daily -x --attempts 3 --delay 5s make -C /src\n*/5 * * * * date % in\n",
  "30 0 3 * * 1 -r 'match:fail(ed)?' -R signal:HUP --react-cooldown 5s -- run 'a b' \"c d\" e\\ f\n",
  "@hourly --env A=1 -e 'B=2 C=3' --stdin /etc/motd --log-size 1M --log-full block -- cat\n",
  "~ ~ * * * --sandbox strict --unveil rwc:/srv --limit cpu=10m,mem=1G --nice 5 true\n",
  "@reboot -k --orphan adopt --output fifo -g default -p 7 --pre 'echo a' --on-fail 'echo b' x\n",
];
const CRONTABS = [
  "MAILTO=ann\nSHELL=/bin/bash\n*/5 * * * * root -n cmd%one%two\\%three\n-0 3 * * sun date\n",
  "@every_minute -q echo hello\n@weekly\tprintf '%s' \\%\n",
];
const WORDS = [
  ...["* * * * *", "@daily", "@reboot", "A=", "SHELL=", "CRON_TZ=", "TZ=", "--", "-j", "-x", "%"],
  ...Object.keys(TAB_OPTIONS).map((name) => ` ${longOption(name)} `),
];
/** Twice the same line, and one without a name twice, which is two jobs. */
const TWINS = "0 3 * * * -j twin true\n@daily date\n@daily  date\n@hourly -j other true\n";
const text = mutatedText([...TABS, ...CRONTABS, TABS.join(""), TWINS], WORDS);

fuzz("tab", {
  "parseTab() gives jobs that a spec can be, or problems that lie in the text": fact(
    text,
    (given) => {
      const read = parseTab(given, user);
      const hasOdd = /^[ \t]*[^# \t\n][^\n]*[\0\r]/m.test(given);
      if (hasOdd) equal(read.kind, "problems");
      const lines = given.split("\n");
      if (read.kind === "problems") return checkProblems(read.problems, lines);
      const names = read.entries.flatMap(({ name }) => name === undefined ? [] : [name]);
      const keys = read.entries.map(({ key }) => key);
      deepEqual([new Set(names).size, new Set(keys).size], [names.length, keys.length]);
      for (const { line, wish } of read.entries) {
        ok(line >= 1 && line <= lines.length);
        ok(v.is(SpecWishShape, wish));
        equal(strangeNumber(wish), undefined);
        ok(wish.when?.kind === "cron");
        equal(checkExpression(wish.when.expression), undefined);
      }
    },
    { runs: 400 },
  ),
  "importCrontab() makes a line of each line, and the same again of what it made": fact(
    fc.oneof(text, mutatedText(CRONTABS, ["%", "\\%", "-n ", "MAILTO=", "@every_second "])),
    (given) => {
      const { text: made, warnings } = importCrontab(given);
      equal(made.split("\n").length, given.split("\n").length);
      for (const { line, message } of warnings) {
        ok(line >= 1 && line <= given.split("\n").length && message.length < 400, message);
      }
      parseTab(made, user);
    },
    { runs: 300 },
  ),
});

function checkProblems(problems: readonly TabProblem[], lines: readonly string[]): void {
  ok(problems.length > 0 && problems.length <= LIMITS.tabProblems);
  for (const { line, column, message } of problems) {
    ok(line >= 1 && line <= Math.max(lines.length, LIMITS.tabLines + 1));
    ok(column >= 1 && column <= [...lines[line - 1] ?? ""].length + 1);
    ok(message !== "");
  }
}

Deno.test("parseTab() takes the tables that are mutated, and what is made of the crontabs", () => {
  for (const text of [...TABS, ...CRONTABS.map((crontab) => importCrontab(crontab).text)]) {
    deepEqual(parseTab(text, user).kind, "table", JSON.stringify(parseTab(text, user)));
  }
});
