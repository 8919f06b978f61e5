// Fuzzing of the small words that users write: names, times, sizes, dates, signals, cron fields, options, quotes.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { parseDate } from "../../cli/date.ts";
import { plainWords } from "../../cli/words.ts";
import { parsePledge, parseUnveil } from "../../job/confine_wish.ts";
import { readDate } from "../../job/date.ts";
import { exactDuration, formatDuration, parseDuration } from "../../job/duration.ts";
import { parseIoPriority, parseMask } from "../../job/limits_wish.ts";
import { parseLogSize } from "../../job/log_wish.ts";
import { isId, isJobName, nameFromCommand } from "../../job/name.ts";
import { readOption } from "../../job/option_words.ts";
import {
  checkJobName,
  parseCodes,
  parseGrace,
  parseGroup,
  parseNumber,
  parseTime,
} from "../../job/option_values.ts";
import { problemOfPatterns } from "../../job/pattern.ts";
import { quote } from "../../job/quote.ts";
import { parseAction, parseTrigger } from "../../job/reaction_wish.ts";
import { RuleShape } from "../../job/reaction_shape.ts";
import { limitWords, parseLimits } from "../../job/resource_limits.ts";
import { checkExpression, checkZone, nextTimes, settleExpression } from "../../job/schedule.ts";
import { readShellWord } from "../../job/shell_words.ts";
import { parseSignal, SIGNAL_NAMES } from "../../job/signal.ts";
import { exactSize, parseSize } from "../../job/size.ts";
import { parseSource } from "../../job/stdin_wish.ts";
import { TAB_LETTERS, TAB_OPTIONS } from "../../job/tab_options.ts";
import { LIMITS } from "../../limits.ts";
import { commandLine, printable, quoteWord } from "../../system/text.ts";
import { fact, fuzz } from "./fuzz.ts";
import { mutatedText } from "./texts.ts";
import { strangeNumber } from "./values.ts";

const units = ["ms", "s", "sec", "minutes", "h", "days", "w", " ", "K", "M", "G", "k", "T"];
const times = mutatedText(["90s", "1m 30s", "1.5", "2 hours 5 min", "250ms", "3d", "0"], units);
const sizes = mutatedText(["512K", "10M", "1.5G", "4096", "0"], units);
const dates = mutatedText(
  [
    ...["2026-11-24T17:00", "20261124T170000Z", "2026-11-24 17:00:59.123 +01:00", "17:00", "5pm"],
    ...["now + 5 minutes", "in 90s", "+1h", "tomorrow 9am", "next friday at noon", "midnight"],
    ...["2026-02-29T17:00Z", "2024-02-29T23:59Z", "2026-04-31T00:00Z", "2026-00-10T00:00Z"],
    ...["24 november 2026 17:00", "the day after tomorrow 8:15", "sat 12th dec 2026 7:30 am"],
  ],
  ["T", "Z", "UTC", "am", "pm", "noon", "tomorrow", "today", "next", "monday", "jan", "of", "the"]
    .concat("31", "29", "02", "24:00", "12am", "60", "now", "in", "+", "9999", "0000", "at"),
);
const expressions = mutatedText(
  [
    ...["* * * * *", "*/5 0-6 1,15 * mon-fri", "0 3 L * *", "~ ~ * * fri#2", "@daily", "@reboot"],
    ...[
      "30 5 31 2 *",
      "59 59 23 31 12 7",
      "1~9/2 ~/15 * jan-dec sun#L",
      "0 0 1-31/2 */3 *",
      "0 0 30 2 *",
      "59-1 * * * *",
      "0 0 31 4,6 *",
    ],
  ],
  [
    "*",
    "/",
    "~",
    ",",
    "-",
    "#",
    "L",
    "sun",
    "dec",
    "60",
    "0",
    "7",
    "@hourly",
    "@every_minute",
    "?",
  ],
);
const lines = mutatedText(
  [`make -s 'a b' "c \\"d" e\\ f`, "printf '%s\\n' \"$HOME\" *.c", "'it'\\''s'", "a | b ; c > d"],
  ["'", '"', "\\", "$", "`", "|", "&", ";", "<", ">", " ", "\t"],
);
const words = mutatedText(
  [
    "build",
    "make_2",
    "42",
    "007",
    "--name=build",
    "-j4",
    "-kx",
    "--if-absent",
    "-e A=B",
    "/usr/bin/make",
  ],
  ["-", "--", "=", "no-", "A", "_", "/"],
);
const options = mutatedText(
  [
    ...["cpu=10m,mem=1G", "files=64,procs=20,fsize=1G,core=0", "0,75,255", "022", "best-effort:7"],
    ...[
      "stdio rpath inet",
      "rwc:/srv/data",
      "idle",
      "SIGTERM",
      "15",
      "state:failed",
      "silence:30s",
    ],
    ...["match:(?<what>\\w+) failed", "stderr:^E[0-9]{2,4}$", "run:echo $CHORE_1", "signal:HUP"],
    ...["exit:3,4", "send:yes\n", "restart", "Europe/Berlin", "default"],
  ],
  [
    ":",
    ",",
    "=",
    "(",
    "(?i)",
    "{1000}",
    "{1,1000}",
    "[[:alpha:]]",
    "\\pL",
    "|",
    "*",
    "\\C",
    "(?<x",
  ],
);

/** What is read as it is written. */
const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;
const here = { now: Date.UTC(2026, 10, 24, 12), zone: "Europe/Berlin" };
const everyFlags = { flags: TAB_OPTIONS, letters: TAB_LETTERS };

/** Parsers that give a value or throw what was expected. */
const PARSERS: readonly ((text: string) => unknown)[] = [
  ...[parseTime, parseGrace, parseCodes, parseGroup, checkJobName, parseMask, parseIoPriority],
  ...[parseLogSize, parseLimits, parseUnveil, parseTrigger, parseAction, parseSource],
  ...[(text: string) => parsePledge(text), ...Object.values(TAB_OPTIONS).map(({ parse }) => parse)],
  (text) => parseNumber(text, { least: -1000, most: 1000 }),
];

fuzz("words", {
  "parseDuration() gives milliseconds or nothing, and exactDuration() is read back": fact(
    times,
    (text) => {
      const ms = parseDuration(text);
      if (ms === undefined) return;
      ok(Number.isFinite(ms) && ms >= 0 && Number.isInteger(ms), `${ms}`);
      if (ms > LIMITS.timeMaxMs) return;
      equal(parseDuration(exactDuration(ms)), ms);
      ok(/^[\d.]+[smhd]( \d+[smh])?$/.test(formatDuration(ms)), formatDuration(ms));
    },
    { runs: 400 },
  ),
  "parseSize() gives bytes or nothing, and exactSize() is read back": fact(sizes, (text) => {
    const bytes = parseSize(text);
    if (bytes === undefined) return;
    ok(Number.isSafeInteger(bytes), `${bytes}`);
    equal(parseSize(exactSize(bytes)), bytes);
  }, { runs: 400 }),
  "readDate() and parseDate() give an instant that can be shown, or say what was expected": fact(
    dates,
    async (text) => {
      for (const read of [readDate(text, here), await parseDate(text, here)]) {
        if (read === undefined) continue;
        if ("expected" in read) ok(read.expected.length > 0 && read.expected.length < 300);
        else if (isUtc.test(text)) {
          equal(new Date(read.at).toISOString(), `${text.slice(0, -1)}:00.000Z`);
        } else ok(Number.isInteger(read.at) && !isNaN(new Date(read.at).getTime()), `${read.at}`);
      }
    },
    { runs: 400 },
  ),
  "checkExpression() takes what nextTimes() can use, and says in short what is wrong": fact(
    expressions,
    (text) => {
      const problem = checkExpression(text);
      if (problem !== undefined) {
        return ok(problem.length > 0 && problem.length < 7 * LIMITS.cronChars, problem);
      }
      const settled = settleExpression(text, "seed");
      equal(checkExpression(settled), undefined, settled);
      const found = nextTimes(settled, here.now, { zone: here.zone, count: 3 });
      ok(found.length > 0 || settled.trim() === "@reboot", settled);
      found.reduce((before, time) => (ok(time > before), time), here.now);
    },
    { runs: 300 },
  ),
  "checkZone() knows each name or says that it does not": fact(options, (text) => {
    const problem = checkZone(text);
    ok(problem === undefined || problem.includes("is no time zone"));
  }),
  "isJobName() and isId() take nothing that a path or a line could be": fact(words, (text) => {
    if (isJobName(text)) ok(/^\w{1,63}$/.test(text) && /[^0-9]/.test(text) && !isId(text), text);
    if (isId(text)) ok(Number.isSafeInteger(Number(text)));
    ok(isJobName(nameFromCommand([text, ...text.split(" ")])));
    ok(isJobName(nameFromCommand(["sh", "-c", text])));
  }, { runs: 300 }),
  "parsers of options give what a spec can have, or say what was expected": fact(
    options,
    (text) => {
      for (const parse of PARSERS) {
        const value = valueOf(() => parse(text));
        equal(strangeNumber(value), undefined, text.slice(0, 100));
      }
    },
    { runs: 300 },
  ),
  "parseLimits() is read back from limitWords()": fact(options, (text) => {
    const limits = valueOf(() => parseLimits(text));
    if (limits !== undefined) deepEqual(parseLimits(limitWords(limits).join()), limits);
  }, { runs: 200 }),
  "parseSignal() gives a name of the table or nothing": fact(options, (text) => {
    const signal = parseSignal(text);
    ok(signal === undefined || SIGNAL_NAMES.includes(signal));
  }, { runs: 200 }),
  "problemOfPatterns() says what is wrong with a pattern, or it fits the shape": fact(
    options,
    (text) => {
      const on = valueOf(() => parseTrigger(text));
      if (on === undefined) return;
      const problem = problemOfPatterns([{ on }]);
      if (problem !== undefined) return ok(problem.length < 600, problem);
      ok(v.is(RuleShape, { on, action: { do: "none" } }) || text.includes("\0"), text);
    },
    { runs: 150 },
  ),
  "readOption() moves on, and gives options that are a dash and something": fact(
    fc.tuple(words, fc.option(words, { nil: undefined })),
    ([word, following]) => {
      const { options } = readOption(`-${word}`, following, { grammar: everyFlags });
      for (const { option } of options) ok(option.startsWith("-"), option);
    },
    { runs: 300 },
  ),
  "plainWords() sets each word apart, or says why it cannot": fact(
    fc.array(words, { maxLength: 5 }),
    (given) => {
      const plain = valueOf(() => plainWords(given, everyFlags));
      if (plain?.kind === "words") ok(plain.words.includes("--"));
    },
    { runs: 200 },
  ),
  "readShellWord() gives words that end behind where they begin": fact(lines, (line) => {
    for (let at = 0;;) {
      const word = readShellWord(line, at);
      if (word === undefined) return;
      if ("problem" in word) return ok(word.at >= at && word.at <= line.length);
      ok(word.start >= at && word.end > word.start && word.end <= line.length);
      at = word.end;
    }
  }, { runs: 300 }),
  "quote(), quoteWord() and commandLine() are read back by /bin/sh, as far as they can be printed":
    fact(fc.array(fc.oneof(lines, words), { minLength: 1, maxLength: 20 }), (given) => {
      const short = given.map((word) => word.replaceAll("\0", "").slice(0, 2000))
        .map((word) => word.toWellFormed());
      deepEqual(readBack(short.map(quote).join(" ")), short);
      const plain = short.filter((word) => printable(word) === word && word !== "");
      if (plain.length === 0) return;
      deepEqual(readBack(plain.map(quoteWord).join(" ")), plain);
      deepEqual(readBack(commandLine(["x", ...plain])), ["x", ...plain]);
    }, { runs: 25 }),
});

/** What `parse` gives; undefined where it throws, in words that are fit to be shown. */
function valueOf<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    ok(error instanceof Error && ["Error", "Failure"].includes(error.name), String(error));
    ok(error.message !== "");
    return undefined;
  }
}

function readBack(text: string): string[] {
  const script = `printf '%s\\0' ${text}`;
  const { stdout } = new Deno.Command("/bin/sh", { args: ["-c", script] }).outputSync();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0").slice(0, -1);
}
