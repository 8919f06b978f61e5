import { notStrictEqual, strictEqual as equal, throws } from "node:assert/strict";
import { isLocked, tryLock } from "../../system/lock.ts";
import { until } from "../support/deadline.ts";
import { LockHolder } from "../support/lock_holder.ts";
import { hasTool } from "../support/place.ts";
import { HAS_PROC, openFiles } from "../support/proc.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const ignore = !hasTool("flock");

/** A test with the path of a file that can be locked. */
function withPath(name: string, test: (path: string) => void | Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      using folder = temporaryFolder();
      await test(`${folder.path}/lock`);
    },
  });
}

withPath(
  "tryLock() makes the file, for its owner alone, and holds its lock until it is closed",
  async (path) => {
    const lock = tryLock(path);
    notStrictEqual(lock, null);
    equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    equal(isLocked(path), true);
    lock?.close();
    // a child that this process is just forking, for another test, has the lock until it execs
    await until("the lock is free", () => !isLocked(path));
  },
);

withPath(
  "tryLock() gives null while another process has the lock, and gets it after its kill -9",
  async (path) => {
    await using holder = await LockHolder.hold(path);
    equal(tryLock(path), null);
    equal(isLocked(path), true);
    await holder.kill();
    equal(isLocked(path), false);
    using lock = tryLock(path);
    notStrictEqual(lock, null);
  },
);

withPath("tryLock() is refused by the lock of the same process too", (path) => {
  using _lock = tryLock(path);
  equal(tryLock(path), null);
});

withPath("tryLock() leaves what is in the file", (path) => {
  Deno.writeTextFileSync(path, "42\n");
  using _lock = tryLock(path);
  equal(Deno.readTextFileSync(path), "42\n");
});

withPath("tryLock() holds no file open that it could not lock", async (path) => {
  if (!HAS_PROC) return;
  await using _holder = await LockHolder.hold(path);
  const before = openFiles(Deno.pid).size;
  for (let n = 0; n < 10; n++) equal(tryLock(path), null);
  equal(openFiles(Deno.pid).size, before);
});

withPath("tryLock() throws where no file can be made", (path) => {
  throws(() => tryLock(`${path}/below`));
});

withPath("isLocked() is false of a file that is not there, and makes none", (path) => {
  equal(isLocked(path), false);
  throws(() => Deno.statSync(path), Deno.errors.NotFound);
});

withPath("isLocked() does not take another who asks for a holder", async (path) => {
  Deno.writeTextFileSync(path, "");
  await using _asker = await LockHolder.hold(path, "shared");
  equal(isLocked(path), false);
});

withPath("isLocked() takes no lock with it", (path) => {
  using _lock = tryLock(path);
  for (let n = 0; n < 10; n++) equal(isLocked(path), true);
  _lock?.close();
  equal(isLocked(path), false);
  using again = tryLock(path);
  notStrictEqual(again, null);
});

withPath(
  "isLocked() does not wait where somebody has put a FIFO in the place of the file",
  (path) => {
    equal(new Deno.Command("mkfifo", { args: [path] }).outputSync().code, 0);
    equal(isLocked(path), false);
  },
);
