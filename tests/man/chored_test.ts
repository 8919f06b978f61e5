import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import { OPTIONS } from "../../daemon/help.ts";
import { LIMITS } from "../../limits.ts";
import { runPaths, sessionPaths } from "../../system/paths.ts";
import { RECORD_BYTES } from "../../job/timeline.ts";
import { WORKER_MODES } from "../../job/run.ts";
import { ROOT } from "../support/place.ts";
import { type Flag, Page } from "./page.ts";

const page = Page.read("chored.8");
const worker = Page.read("chored_worker.8");

Deno.test("chored.8 explains each option of the table, and no other", () => {
  const table = OPTIONS.map(({ short, long, value }): Flag => ({
    letters: short === "" ? [] : [short],
    long,
    takesValue: value !== "",
  }));
  deepEqual(sorted(page.flags), sorted(table));
});

Deno.test("chored.8 and the table have each option that the launcher reads, and no other", () => {
  const table = OPTIONS.flatMap(({ short, long }) => [`-${short}`, `--${long}`]);
  deepEqual(launcherOptions("chored").sort(), table.filter((name) => /\w/.test(name)).sort());
});

Deno.test("chored_worker.8 explains each option that the launcher reads, and no other", () => {
  deepEqual(
    worker.flags.flatMap((
      { letters, long },
    ) => [...letters.map((letter) => `-${letter}`), ...long === "" ? [] : [`--${long}`]]).sort(),
    launcherOptions("chored_worker").sort(),
  );
});

Deno.test("chored_worker.8 explains the words, in the order of the launcher", () => {
  const launcher = Deno.readTextFileSync(`${ROOT}/bin/chored_worker`);
  const [, words = ""] = /^# +chored_worker (MODE .*)$/m.exec(launcher) ?? [];
  const names = worker.part("DESCRIPTION").items.filter(({ words: [macro] }) => macro === "Ar");
  deepEqual(names.map((item) => item.words[1]), words.toLowerCase().split(" "));
  deepEqual(
    worker.part("SYNOPSIS").lines.filter((line) => line === `.Ar ${words.toLowerCase()}`).length,
    2,
  );
  const modes = names[0]?.text.match(/\b(run|bury|adopt)\b/g) ?? [];
  deepEqual(modes, [...WORKER_MODES]);
});

Deno.test("chored.8 names the files of a session", () => {
  const text = page.part("FILES").text.replaceAll(" ", "");
  const { pid, socket, log, store, runs, jobs } = sessionPaths("", "session");
  for (const path of [pid, socket, log, store, runs, jobs]) {
    ok(text.includes(path.slice(1)), path);
  }
});

Deno.test("chored_worker.8 names each file of a run, and none that is not", () => {
  const paths = Object.values(runPaths("")).map((path) => path.slice(path.lastIndexOf("/") + 1));
  const known = paths.filter((name) => name !== "" && name !== "w");
  const shown = worker.part("FILES").items.map(({ words }) => words[1] ?? "");
  // chored's copy of the job, the gate's fifos, and what the launcher makes of standard error
  const others = ["spec", "stdout.fifo", "stderr.fifo", "worker.err"];
  deepEqual(shown.toSorted(), [...new Set([...known, ...others])].sort());
});

const seconds = 1000;

for (
  const [of, sentence] of [
    [page, `1 to ${LIMITS.nameChars} letters`],
    [page, `it is started again, up to ${LIMITS.startAttempts} times`],
    [page, `looks at itself every ${LIMITS.tickMs / seconds} seconds`],
    [page, `has said nothing for ${LIMITS.pingMs / seconds} seconds is asked`],
    [page, `has said nothing for ${LIMITS.pingDeadMs / seconds} seconds is examined`],
    [page, `does not say who it is within ${LIMITS.helloMs / seconds} seconds`],
    [page, `the grace of the job or ${LIMITS.terminateMs / seconds} seconds`],
    [page, `At ${LIMITS.logBytes / 1024 / 1024} MiB it is renamed`],
    [page, `up to .log.${LIMITS.logFiles}`],
    [worker, `it gives up after ${LIMITS.drainMs / seconds} seconds`],
    [worker, `at most ${LIMITS.finalAckMs / seconds} seconds for the answer`],
    [worker, `at first after ${LIMITS.reconnectFirstMs} milliseconds`],
    [worker, `A record of ${RECORD_BYTES} bytes`],
  ] as const
) {
  Deno.test(`${of.name} has the numbers of the code: ${sentence}`, () => {
    ok(of.text.includes(sentence));
  });
}

/** The options in the patterns of the launcher's case statements. */
function launcherOptions(name: string): string[] {
  const launcher = Deno.readTextFileSync(`${ROOT}/bin/${name}`);
  const patterns = [...launcher.matchAll(/^ +(-[^()\n]*)\)/gm)].flatMap(([, list = ""]) =>
    list.split("|").map((pattern) => pattern.trim().replace(/=?\*$/, ""))
  );
  return [...new Set(patterns.filter((pattern) => /^--?[a-zA-Z][a-z]*$/.test(pattern)))];
}

function sorted(flags: readonly Flag[]): Flag[] {
  return flags.toSorted((a, b) => `${a.long}${a.letters}` < `${b.long}${b.letters}` ? -1 : 1);
}
