import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { tellNoDate } from "../../cli/run_time.ts";
import { Refusal } from "../../wire/client.ts";
import { complaintAbout, specOf } from "./run_flags.ts";

const seconds = 1000;

Deno.test("timeSpec() makes nothing of nothing", async () => {
  deepEqual(await specOf([]), {});
});

Deno.test("timeSpec() takes dates, and a zone for them", async () => {
  const at = Date.UTC(2096, 10, 24, 17);
  for (const text of ["2096-11-24T17:00Z", "20961124T170000Z", "2096-11-24T18:00:00+01:00"]) {
    for (const flag of ["-D", "--at"]) {
      deepEqual(await specOf([flag, text]), { when: { kind: "at", at } }, text);
    }
  }
  deepEqual(await specOf(["-D", "2096-11-24T18:00", "--zone", "Europe/Berlin"]), {
    when: { kind: "at", at },
  });
});

Deno.test("timeSpec() takes times from now on", async () => {
  const before = Date.now();
  for (const words of [["--in", "90"], ["--in=1m 30s"], ["-D", "now + 90 seconds"]]) {
    const { when } = await specOf(words);
    ok(when?.kind === "at" && when.at >= before + 90 * seconds, words.join(" "));
    ok(when.at <= Date.now() + 90 * seconds);
  }
  const { when } = await specOf(["-D", "tomorrow 9am"]);
  ok(when?.kind === "at" && new Date(when.at).getHours() === 9);
});

Deno.test("tellNoDate() says that what names no job is no date either, and leaves all else as it is", async () => {
  const refusal = new Refusal(
    "no_such_job",
    'Cannot wait for job "13pm": it is not in session "s"',
  );
  await rejects(tellNoDate({ at: "13pm" })(refusal), {
    name: "Failure",
    code: 103,
    message: /"13pm": it is not in session "s", and no date: expected 2026-11-24T17:00, 17:00, /,
  });
  await rejects(tellNoDate({})(refusal), refusal);
  await rejects(tellNoDate({ at: "13" })(refusal), refusal);
});

Deno.test("timeSpec() starts what is due in the past at once", async () => {
  deepEqual(await specOf(["-D", "2020-01-01"]), {});
});

Deno.test("timeSpec() takes cron expressions, in the zone of the caller where none is said", async () => {
  const when = { kind: "cron", expression: "0 3 * * *" };
  const words = ["--cron", "0 3 * * *"];
  deepEqual(await specOf(words), { when });
  deepEqual(await specOf(words, { TZ: "Asia/Tokyo" }), { when: { ...when, zone: "Asia/Tokyo" } });
  deepEqual(await specOf(words, { TZ: "nowhere" }), { when });
  deepEqual(
    await specOf([...words, "--zone=UTC", "--overlap=queue", "--catch-up", "all"], { TZ: "CET" }),
    { when: { ...when, zone: "UTC", overlap: "queue", catchUp: "all" } },
  );
  for (const expression of ["@daily", "@reboot", "*/10 * * * * *", "~ 4 * * mon"]) {
    deepEqual(await specOf(["--cron", expression]), { when: { kind: "cron", expression } });
  }
});

Deno.test("timeSpec() takes time limits", async () => {
  deepEqual(await specOf(["-T", "5"]), { timeoutMs: 5 * seconds });
  deepEqual(await specOf(["--timeout=2m", "--start-deadline", "1h"]), {
    timeoutMs: 120 * seconds,
    startDeadlineMs: 3600 * seconds,
  });
});

const wrong: readonly [words: string[], complaint: string][] = [
  [["-D", "25:00"], 'Cannot use "25:00" for --at: there is no such time: expected 00:00 to 23:59'],
  [["-D", "some day"], 'Cannot use "some day" for --at: expected 2026-11-24T17:00, 17:00'],
  [["-D", ""], 'Cannot use "" for --at: expected '],
  [["-D", "2096-02-30"], 'Cannot use "2096-02-30" for --at: there is no such day'],
  [["-D", "tomorrow"], 'Cannot use "tomorrow" for --at: it has no time of day'],
  [["--in", "soon"], 'Cannot use "soon" for --in: it is no time: write 30, 90s or 2m'],
  [["--in", "401d"], 'Cannot use "401d" for --in: it is at most 400 days'],
  [["--cron", ""], 'Cannot use "" for --cron: it has 0 fields'],
  [["--cron", "* *"], 'Cannot use "* *" for --cron: it has 2 fields: expected 5'],
  [["--cron", "60 * * * *"], 'Cannot use "60 * * * *" for --cron: minute "60": expected 0 to 59'],
  [["--cron", "@nightly"], 'Cannot use "@nightly" for --cron: "@nightly" is unknown'],
  [["--cron", "@daily", "--zone", "Mars"], 'Cannot use "Mars" for --zone: it is no time zone'],
  [["--cron", "@daily", "--overlap", "skp"], 'Cannot use "skp" for --overlap: it is none of'],
  [["--cron", "@daily", "--catch-up", "x"], 'Cannot use "x" for --catch-up: it is none of once'],
  [["--cron", "@daily", "--in", "5"], "Cannot use --in and --cron: choose one"],
  [["--at", "17:00", "--cron", "@daily"], "Cannot use --at and --cron: choose one"],
  [["--at", "2020-01-01", "--in", "5"], "Cannot use --at and --in: choose one"],
  [["--zone", "UTC"], "Cannot use --zone without --cron or --at"],
  [["--overlap", "skip"], "Cannot use --overlap without --cron"],
  [["--catch-up", "none", "--in", "5"], "Cannot use --catch-up without --cron"],
  [["-T", "x"], 'Cannot use "x" for --timeout: it is no time'],
  [["-T", "401d"], 'Cannot use "401d" for --timeout: it is at most 400 days'],
  [["--start-deadline", "-1"], 'Cannot use "-1" for --start-deadline: it is no time'],
  [["-D"], "Cannot use --at: a value must follow"],
  [["--in", "1", "--in", "2"], "Cannot use --in twice"],
];

for (const [words, complaint] of wrong) {
  Deno.test(`timeSpec() refuses ${words.join(" ")}`, async () => {
    const message = await complaintAbout(words);
    equal(message?.slice(0, complaint.length), complaint);
  });
}
