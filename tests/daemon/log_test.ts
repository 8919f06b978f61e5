import { deepStrictEqual as deepEqual, match, ok } from "node:assert/strict";
import { reset } from "@logtape/logtape";
import { type Log, openLog } from "../../daemon/log.ts";
import { LIMITS } from "../../limits.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** The lines that `say` leaves in the log, their dates cut off. */
async function linesOf(say: (log: Log) => void, { debug = false } = {}): Promise<string[]> {
  using folder = temporaryFolder();
  const path = `${folder.path}/night.log`;
  const log = await openLog(path, { debug, stderr: false });
  try {
    say(log);
    log.flush();
    return Deno.readTextFileSync(path).split("\n").slice(0, -1).map((line) => {
      match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /);
      return line.slice(25);
    });
  } finally {
    await reset();
  }
}

function sayAll(log: Log): void {
  log.debug("one");
  log.info("two");
  log.warn("three");
  log.error("four");
}

Deno.test("openLog() gives a log of a line for each fact, without debugging", async () => {
  deepEqual(await linesOf(sayAll), ["info    two", "warning three", "error   four"]);
});

Deno.test("openLog() tells all where that is wished", async () => {
  deepEqual((await linesOf(sayAll, { debug: true }))[0], "debug   one");
});

Deno.test("openLog() keeps a fact on its line, whatever its text holds", async () => {
  const texts = ["a\nb", "\x1b[31mred", "{text} {0} %s", "日本", ""];
  deepEqual(await linesOf((log) => texts.forEach((text) => log.info(text))), [
    "info    a\\x0ab",
    "info    \\x1b[31mred",
    "info    {text} {0} %s",
    "info    日本",
    "info    ",
  ]);
});

Deno.test("openLog() turns to a new file where one is full, and keeps a few", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/night.log`;
  const log = await openLog(path, { debug: false, stderr: false });
  try {
    const text = "x".repeat(500);
    const lines = Math.ceil((LIMITS.logFiles + 2) * LIMITS.logBytes / text.length);
    for (let n = 0; n < lines; n++) log.info(text);
    log.flush();
  } finally {
    await reset();
  }
  const files = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  deepEqual(files[0], "night.log");
  ok(files.length > 1 && files.length <= LIMITS.logFiles + 1, files.join());
  for (const name of files) {
    ok(Deno.statSync(`${folder.path}/${name}`).size <= 1.5 * LIMITS.logBytes, name);
  }
});

Deno.test("openLog() takes another size while it serves, and loses no line for it", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/night.log`;
  const size = { bytes: LIMITS.logMostBytes, files: 1 };
  const log = await openLog(path, { debug: false, stderr: false, size });
  const count = Math.ceil(LIMITS.logBytes / 1000);
  try {
    for (let n = 0; n < 2 * count; n++) log.info(`${n}:${"x".repeat(1000)}`);
    log.flush();
    deepEqual(filesIn(folder.path), ["night.log"]);
    log.info("waits");
    log.resize({ bytes: LIMITS.logLeastBytes, files: 2 });
    for (let n = 0; n < 20; n++) {
      log.info("y".repeat(1000));
      log.flush();
    }
  } finally {
    await reset();
  }
  deepEqual(filesIn(folder.path), ["night.log", "night.log.1", "night.log.2"]);
  for (const name of filesIn(folder.path)) {
    ok(Deno.statSync(`${folder.path}/${name}`).size <= LIMITS.logLeastBytes, name);
  }
});

Deno.test("openLog() writes what waits before it takes another size", async () => {
  const lines = await linesOf((log) => {
    log.info("before");
    log.resize({ bytes: LIMITS.logMostBytes, files: 1 });
    log.info("after");
  });
  deepEqual(lines, ["info    before", "info    after"]);
});

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test({
  name: "openLog() outlives a full disk, and says later how much is missing",
  ignore: !CAN_MOUNT,
  fn: async () => {
    using folder = temporaryFolder();
    await using disk = await SmallDisk.mount(`${folder.path}/small`, 64);
    const path = `${disk.folder}/night.log`;
    const log = await openLog(path, { debug: false, stderr: false });
    try {
      await disk.fill();
      log.info("x".repeat(8192));
      log.flush();
      await disk.empty();
      log.info("here again");
      log.flush();
      match(Deno.readTextFileSync(path), /\(1 lines could not be written\)\n.* here again\n$/);
    } finally {
      await reset();
    }
  },
});
