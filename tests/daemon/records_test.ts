import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import {
  readFinal,
  readRefusal,
  readStarted,
  readTicket,
  writeGate,
  writeOrigin,
  writeTicket,
} from "../../daemon/records.ts";
import type { Final, Started, Ticket } from "../../job/run.ts";
import { LIMITS } from "../../limits.ts";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import { specOf } from "../support/specs.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const nonce = "0123456789abcdef";
const boot = "this-boot";
const ticket: Ticket = {
  ...{ run: 7, job: 3, name: "build", nonce, mode: "run", graceMs: 0, orphan: "kill" },
  ...{ output: "pipe", debug: false, timeoutMs: 0 },
};
const started: Started = { nonce, boot, pid: 42, at: 1500 };
const final: Final = {
  ...{ nonce, boot },
  state: {
    ...{ phase: "ended", outcome: { kind: "exited", code: 0 }, endedAt: 2, stdoutBytes: 0 },
    ...{ stderrBytes: 0, droppedBytes: 0, leftBehind: false, timedOut: false },
  },
};

/** A test with the folder of a run. */
function withRun(name: string, test: (paths: RunPaths) => void) {
  Deno.test(name, () => {
    using folder = temporaryFolder();
    const paths = runPaths(`${folder.path}/7`);
    Deno.mkdirSync(paths.w, { recursive: true });
    test(paths);
  });
}

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

withRun("writeTicket() puts down what readTicket() gives back, for reading alone", (paths) => {
  writeTicket(paths, ticket);
  deepEqual(readTicket(paths), ticket);
  equal(modeOf(paths.ticket), 0o400);
  writeTicket(paths, { ...ticket, mode: "bury" });
  equal(readTicket(paths)?.mode, "bury");
});

withRun("writeGate() makes a script that can be run and not be written", (paths) => {
  writeGate(paths, "#!/bin/sh\nexit 3\n");
  equal(modeOf(paths.gate), 0o500);
  equal(new Deno.Command(paths.gate).outputSync().code, 3);
});

withRun("writeOrigin() keeps the environment to the owner", (paths) => {
  const origin = { job: 3, run: 7, name: "build", request: "r", label: "build-1", spec: specOf() };
  writeOrigin(paths, { ...origin, createdAt: 0, createdBy: "ann", hook: null });
  equal(modeOf(`${paths.folder}/spec`), 0o400);
});

const READERS = [
  ["readTicket", readTicket, "ticket", ticket],
  ["readStarted", readStarted, "started", started],
  ["readFinal", readFinal, "final", final],
] as const;

for (const [name, read, file, record] of READERS) {
  const whole = JSON.stringify(record);

  withRun(`${name}() gives the record, and nothing where there is none`, (paths) => {
    equal(read(paths), undefined);
    Deno.writeTextFileSync(paths[file], whole);
    deepEqual(read(paths), record);
  });

  withRun(`${name}() takes a record that is cut short, wherever, for none`, (paths) => {
    for (let length = 0; length < whole.length; length++) {
      Deno.writeTextFileSync(paths[file], whole.slice(0, length));
      equal(read(paths), undefined);
    }
  });

  withRun(`${name}() takes what is no record for none`, (paths) => {
    const bad = ["null", "7", "[]", "{}", '{"nonce":7}', "\0".repeat(100), `${whole}x`, "\xff"];
    for (const text of bad) {
      Deno.writeTextFileSync(paths[file], text);
      equal(read(paths), undefined, text);
    }
  });

  withRun(`${name}() reads as many bytes as a record may have, and not one more`, (paths) => {
    const padding = LIMITS.recordBytes - whole.length;
    Deno.writeTextFileSync(paths[file], whole + " ".repeat(padding));
    deepEqual(read(paths), record);
    Deno.writeTextFileSync(paths[file], whole + " ".repeat(padding + 1));
    equal(read(paths), undefined);
  });
}

withRun("readTicket() throws where it is not for it to say that there is none", (paths) => {
  Deno.mkdirSync(paths.ticket);
  throws(() => readTicket(paths));
});

for (const [name, read, file] of READERS.slice(1)) {
  withRun(
    `${name}() takes what a worker can put there in the place of a file for none`,
    (paths) => {
      Deno.mkdirSync(paths[file]);
      equal(read(paths), undefined);
      Deno.removeSync(paths[file]);
      Deno.symlinkSync(file, paths[file]);
      equal(read(paths), undefined);
      Deno.removeSync(paths[file]);
      equal(new Deno.Command("mkfifo", { args: [paths[file]] }).outputSync().code, 0);
      equal(read(paths), undefined);
      Deno.removeSync(paths.w, { recursive: true });
      Deno.writeTextFileSync(paths.w, "");
      equal(read(paths), undefined);
    },
  );
}

withRun("readRefusal() takes what is too long, or no file, for none", (paths) => {
  Deno.writeTextFileSync(paths.refused, "x".repeat(LIMITS.recordBytes + 1));
  equal(readRefusal(paths), undefined);
  Deno.removeSync(paths.refused);
  Deno.mkdirSync(paths.refused);
  equal(readRefusal(paths), undefined);
});

withRun("readRefusal() gives the first line, as long as a reason may be", (paths) => {
  equal(readRefusal(paths), undefined);
  for (
    const [text, reason] of [["", ""], ["no such command\n", "no such command"], ["a\nb", "a"]]
  ) {
    Deno.writeTextFileSync(paths.refused, text ?? "");
    equal(readRefusal(paths), reason);
  }
  Deno.writeTextFileSync(paths.refused, "x".repeat(LIMITS.reasonChars + 1));
  equal(readRefusal(paths), "x".repeat(LIMITS.reasonChars));
});
