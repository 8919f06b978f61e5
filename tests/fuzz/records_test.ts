// Fuzzing of the files that workers, gates and chored leave for each other: no reader throws, and none sees an outcome that is not there.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { Facts } from "../../cli/facts.ts";
import { readDump } from "../../cli/read_dump.ts";
import { readRunStats } from "../../daemon/read_run_stats.ts";
import { rebuildStore } from "../../daemon/rebuild.ts";
import {
  readFinal,
  readRefusal,
  readStarted,
  readTicket as readTicketOfChored,
} from "../../daemon/records.ts";
import { viewJob } from "../../daemon/view.ts";
import { isLeftover, loggedBytes, LOGS, segmentName, segmentsOf } from "../../job/segments.ts";
import type { Outcome } from "../../job/outcome.ts";
import { ReactionsFileShape } from "../../job/reaction_shape.ts";
import { LIMITS } from "../../limits.ts";
import { lastLineOf, readLastLine } from "../../system/last_line.ts";
import { runPaths, sessionPaths } from "../../system/paths.ts";
import { printable } from "../../system/text.ts";
import { readTicket } from "../../worker/claim.ts";
import { endInside, readTold } from "../../worker/confined.ts";
import { readExitRecord } from "../../worker/exit_record.ts";
import { readRecord } from "../../worker/read_record.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { TestSession } from "../support/test_session.ts";
import { mutatedBytes } from "./bytes.ts";
import { fact, fuzz } from "./fuzz.ts";
import { FINALS, ORIGINS, REACTIONS, STARTED, STATS, TICKET } from "./good_records.ts";
import { mutatedText } from "./texts.ts";
import { mutatedValue, strangeNumber } from "./values.ts";

const encoder = new TextEncoder();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A record as a file, nearly right in its text, its bytes or its fields. */
function fileOf(records: readonly unknown[]): fc.Arbitrary<Uint8Array> {
  const texts = records.map((record) => JSON.stringify(record));
  return fc.oneof(
    mutatedBytes(texts.map((text) => encoder.encode(text))),
    mutatedText(texts, ["1e400", "-0", "null", '"kind":"exited","code":0', "}", "{", "\\u0000"])
      .map((text) => encoder.encode(text)),
    mutatedValue(records).map((value) => encoder.encode(jsonOf(value))),
  );
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "{"; // what JSON has no words for
  }
}

/** Jobs and runs that are like others in all but one thing. */
const twins = fc.record({
  job: fc.integer({ min: 1, max: 3 }),
  ...{ request: fc.constantFrom("r", "s"), label: fc.constantFrom("a-1", "b-2") },
  name: fc.constantFrom("a", "b"),
});

const codes = ["0\n", "3\n", "255\n", "137\n"];
const statuses = ['{ "child-pid": 4242, "net": 1 }\n{ "exit-code": 3 }\n', '{"child-pid":7}'];
const complaints = ["error: Uncaught Error: no\n    at file:///x.ts:1\n", "bwrap: no\n", "a\nb\n"];
const names = [
  ...LOGS,
  ...LOGS.flatMap((log) => [0, 42, 10_485_760].map((offset) => segmentName(log, offset))),
  ...["stdout.0000000000000042.gz", "timeline.next", "stderr.0000000000000042.gz.part"],
  ...["stdout.9999999999999999", "stderr.9007199254740992", "stdout.4503599627370496"],
];

fuzz("records", {
  "readFinal() sees no outcome but the one that is in the file": fact(
    fileOf(FINALS),
    (bytes) => {
      using folder = temporaryFolder();
      const paths = put(folder.path, "final", bytes);
      const final = readFinal(paths);
      if (final === undefined) return;
      equal(strangeNumber(final), undefined);
      const written = JSON.parse(new TextDecoder().decode(bytes));
      if (final.state.phase !== "ended") return equal(final.state.phase, written.state.phase);
      deepEqual(keysOf(final.state.outcome), keysOf(written.state.outcome));
      ok(isOutcome(final.state.outcome));
    },
    { runs: 300 },
  ),
  "readers of a run's records give a record or nothing": fact(
    fc.oneof(fileOf([TICKET]), fileOf([STARTED]), fileOf(STATS), fileOf([REACTIONS])),
    async (bytes) => {
      using folder = temporaryFolder();
      const paths = runPaths(folder.path);
      for (const name of ["started", "stats", "reactions", "refused", "confined", "debug"]) {
        put(folder.path, name, bytes);
      }
      Deno.writeFileSync(paths.ticket, bytes);
      const records = [
        readTicketOfChored(paths),
        readStarted(paths),
        readRecord(paths.reactions, ReactionsFileShape, { most: LIMITS.reactionsBytes }),
        await readRunStats(paths, { samples: 16 }),
      ];
      equal(strangeNumber(records), undefined);
      readTicket(new TextDecoder().decode(bytes));
      ok((readRefusal(paths) ?? "").length <= LIMITS.reasonChars);
      readTold(paths);
    },
    { runs: 150 },
  ),
  "readExitRecord() gives a code of one byte that a gate wrote whole, and no other": fact(
    fc.oneof(mutatedText(codes), mutatedBytes(codes.map((code) => encoder.encode(code))).map(text)),
    (written) => {
      using folder = temporaryFolder();
      const paths = put(folder.path, "rc", encoder.encode(written));
      const code = readExitRecord(paths);
      if (code !== undefined) ok(/^\d{1,3}\n$/.test(written) && code === parseInt(written, 10));
      ok(code === undefined || code <= 255, `${code}`);
    },
    { runs: 200 },
  ),
  "endInside() leaves an end as it is, or says that it was none of the command's": fact(
    fc.tuple(mutatedText(statuses), mutatedText(complaints)),
    ([status, said]) => {
      using folder = temporaryFolder();
      const paths = put(folder.path, "confined", encoder.encode(status));
      put(folder.path, "stderr", encoder.encode(said));
      const outcome = endInside({ kind: "exited", code: 0 }, paths);
      ok(isOutcome(outcome));
      equal(outcome.kind, readTold(paths)?.hasEnded === false ? "refused" : "exited");
      const line = readLastLine(paths.stderr) ?? lastLineOf(said) ?? "";
      ok(line.length <= 200 && printable(line) === line);
    },
    { runs: 150 },
  ),
  "segmentsOf() and loggedBytes() count with what the store can hold, whatever the names": fact(
    fc.array(fc.oneof(fc.constantFrom(...names), mutatedText(names)), { maxLength: 12 }),
    (given) => {
      for (const log of LOGS) {
        const segments = segmentsOf(log, given);
        segments.reduce((before, { offset, name }) => {
          ok(offset > before && Number.isSafeInteger(offset) && given.includes(name));
          return offset;
        }, -1);
        const bytes = loggedBytes(log, given, { sizeOf: () => LIMITS.outputTotalMostBytes });
        ok(Number.isSafeInteger(bytes), `${bytes}`);
      }
      for (const name of given) if (isLeftover(name)) ok(!segmentsOf("stdout", [name]).length);
    },
    { runs: 300 },
  ),
  "readDump() and Facts take any text": fact(
    mutatedText(['{"a": [1]}', "os linux\nuid 0"]),
    (given) => {
      using folder = temporaryFolder();
      const session = sessionPaths(folder.path, "test");
      const paths = runPaths(`${session.runs}/7`);
      Deno.mkdirSync(paths.w, { recursive: true });
      Deno.writeTextFileSync(paths.debug, given);
      readDump(session, { id: 1, name: "a", run: 7, note: null });
      new Facts(given).get("os");
    },
    { runs: 60 },
  ),
  "rebuildStore() makes a store that tells of each job, whatever the folders hold": fact(
    fc.array(
      fc.record({
        spec: fc.oneof(fileOf(ORIGINS), twins),
        final: fileOf(FINALS),
        started: fileOf([STARTED]),
      }),
      { maxLength: 5 },
    ),
    (folders) => {
      using folder = temporaryFolder();
      const paths = sessionPaths(folder.path, "test");
      for (const each of paths.folders.slice(1)) Deno.mkdirSync(each, { recursive: true });
      folders.forEach(({ spec, final, started }, index) => {
        put(`${paths.runs}/${index + 1}`, "started", started);
        const files = put(`${paths.runs}/${index + 1}`, "final", final);
        const twin = { ...ORIGINS[0], ...spec, run: index + 1 };
        const bytes = spec instanceof Uint8Array ? spec : encoder.encode(JSON.stringify(twin));
        Deno.writeFileSync(`${files.folder}/spec`, bytes);
      });
      const { store } = rebuildStore(paths, "a test");
      try {
        for (const job of store.jobsBefore(Number.MAX_SAFE_INTEGER, 100)) {
          const view = viewJob(job, store.runsOf(job.id));
          equal(strangeNumber(view), undefined);
        }
      } finally {
        store.close();
      }
    },
    { runs: 20 },
  ),
  "Examiner ends no run well but by a record that says so": fact(
    fc.record({
      final: fc.option(fileOf(FINALS), { nil: undefined }),
      started: fc.option(fileOf([STARTED]), { nil: undefined }),
      refused: fc.option(fc.constant(encoder.encode("it is not there\n")), { nil: undefined }),
      go: fc.boolean(),
    }),
    async ({ go, ...files }) => {
      await using test = new TestSession();
      const { run, job, paths } = test.addRun({ name: "build" });
      for (const [name, bytes] of Object.entries(files)) {
        if (bytes !== undefined) put(paths.folder, name, bytes);
      }
      if (go) put(paths.folder, "go", new Uint8Array());
      test.session.examiner.examine(run);
      const row = test.session.store.run(run);
      const state = test.session.store.job(job)?.state;
      if (row?.outcome?.kind !== "exited") return ok(state !== "succeeded", state);
      const written = JSON.parse(new TextDecoder().decode(files.final));
      equal(row.outcome.code, written.state.outcome.code);
      equal(state === "succeeded", row.outcome.code === 0);
    },
    { runs: 8 },
  ),
});

/** Puts a file into the worker's part of a run folder. */
function put(folder: string, name: string, bytes: Uint8Array) {
  const paths = runPaths(folder);
  Deno.mkdirSync(paths.w, { recursive: true });
  Deno.writeFileSync(`${paths.w}/${name}`, bytes);
  return paths;
}

function keysOf({ kind, ...rest }: Record<string, unknown>): unknown {
  return [kind, rest["code"], rest["signal"], rest["reason"]];
}

function isOutcome(outcome: Outcome): boolean {
  if (outcome.kind === "exited") return outcome.code >= 0 && outcome.code <= 255;
  if (outcome.kind === "signaled") return /^SIG/.test(outcome.signal);
  return outcome.reason.length <= LIMITS.reasonChars;
}
