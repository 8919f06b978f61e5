import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { SessionPaths } from "../../system/paths.ts";
import type { Client } from "../../wire/client.ts";
import type { JobView } from "../../wire/replies.ts";
import type { Chored } from "../support/chored.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** Ways in which a store can be damaged while no chored serves. */
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  "garbage in its middle"(path) {
    using file = Deno.openSync(path, { write: true });
    const { size } = file.statSync();
    // from the second page on, so that the file still begins as a database
    file.seekSync(4096, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(size - 4096).fill(0xa5));
  },
  "cut short"(path) {
    Deno.truncateSync(path, Math.floor(Deno.statSync(path).size / 2 / 4096) * 4096 - 100);
  },
  "not a database at all"(path) {
    Deno.writeTextFileSync(path, "once upon a time\n".repeat(1000));
  },
  "a few bytes"(path) {
    Deno.writeTextFileSync(path, "x");
  },
  "empty"(path) {
    Deno.truncateSync(path, 0);
  },
  "deleted"(path) {
    Deno.removeSync(path);
  },
};

/** A session with a job that has ended, one that runs until `mark` is there, and no chored. */
async function prepare(home: Home, mark: string): Promise<readonly JobView[]> {
  const chored = await home.start();
  using client = await home.connect();
  await submit(client, [fixture("exit_with"), "3"], { name: "ended" });
  await endOf(client, "ended");
  await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "running" });
  const jobs = [await look(client, "ended"), await look(client, "running")];
  await chored.kill();
  return jobs;
}

/** SQLite heals a store that lacks its log; what is damaged must be all there is. */
function removeLog({ store }: SessionPaths): void {
  for (const suffix of ["-wal", "-shm"]) {
    try {
      Deno.removeSync(store + suffix);
    } catch {
      // none was left
    }
  }
}

/** chored leaves in peace, so that all is in the store itself, not in its log. */
async function closeStore(home: Home): Promise<void> {
  const chored = await home.start();
  using client = await home.connect();
  await client.call("shutdown", { keepJobs: true });
  await chored.ended;
  removeLog(home.paths());
}

for (const [name, damage] of Object.entries(DAMAGES)) {
  Deno.test(`rebuildStore() replaces a store that is ${name}`, async () => {
    await using home = await Home.make();
    const mark = `${home.folder}/mark`;
    const before = await prepare(home, mark);
    await closeStore(home);
    damage(home.paths().store);
    const chored = await home.start();
    using client = await home.connect();
    await complainsOfDamage(home, chored);
    await hasAllAgain(client, before);
    await Deno.writeTextFile(mark, "");
    const job = await endOf(client, "running");
    deepEqual([outcomeOf(job), job.runs.length], ["exited 5", 1]);
    const { id } = await submit(client, [fixture("exit_with"), "0"], { name: "later" });
    equal(id > Math.max(...before.map((each) => each.id)), true);
    equal(outcomeOf(await endOf(client, "later")), "exited 0");
  });
}

async function complainsOfDamage(home: Home, chored: Chored): Promise<void> {
  const { cache, log } = home.paths();
  match(chored.said, /^chored: the store was damaged \(/m);
  await until(
    "the log tells of it",
    async () => (await Deno.readTextFile(log)).includes(" the store was damaged ("),
  );
  const names = [...Deno.readDirSync(cache)].map(({ name }) => name);
  equal(names.some((name) => name.startsWith("state.db.damaged-")), true, names.join());
}

async function hasAllAgain(client: Client, before: readonly JobView[]): Promise<void> {
  for (const job of before) {
    const now = await look(client, job.name);
    deepEqual([now.id, now.state, now.command], [job.id, job.state, job.command]);
    deepEqual(
      now.runs.map(({ run, pid, outcome }) => [run, pid, outcome]),
      job.runs.map(({ run, pid, outcome }) => [run, pid, outcome]),
    );
  }
}

Deno.test("openStore() takes up what a killed chored left in its log", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  const before = await prepare(home, mark);
  const chored = await home.start();
  equal(chored.said.includes("damaged"), false);
  using client = await home.connect();
  await hasAllAgain(client, before);
});
