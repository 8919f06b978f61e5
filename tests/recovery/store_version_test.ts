import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS, STORE_VERSION } from "../../daemon/schema.ts";
import { EXIT } from "../../job/exit_code.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture, hasTool } from "../support/place.ts";

/** Starts chored once, so that everything is there, and lets it leave. */
async function leaveStore(home: Home): Promise<string> {
  const chored = await home.start();
  using client = await home.connect();
  await submit(client, [fixture("exit_with"), "3"], { name: "job" });
  await endOf(client, "job");
  await client.call("shutdown", {});
  await chored.ended;
  return home.paths().store;
}

/** Makes the store what the first version would have made of the same jobs: what came later is left out. */
function takeBackToFirst(path: string): void {
  change(path, "PRAGMA journal_mode = DELETE");
  Deno.renameSync(path, `${path}.new`);
  const database = new DatabaseSync(path);
  database.exec(`${MIGRATIONS[0]}; ATTACH '${path}.new' AS newer; PRAGMA user_version = 1`);
  for (const table of ["environment", "job", "run"]) {
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
      .map(({ name }) => name).join(", ");
    database.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newer.${table}`);
  }
  database.close();
  Deno.removeSync(`${path}.new`);
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function versionOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare("PRAGMA user_version").get()?.["user_version"];
  } finally {
    database.close();
  }
}

Deno.test("migrate() brings a store of the first version to this one", async () => {
  await using home = await Home.make();
  const store = await leaveStore(home);
  takeBackToFirst(store);
  const chored = await home.start();
  equal(versionOf(store), STORE_VERSION);
  equal(chored.said.includes("damaged"), false);
  using client = await home.connect();
  deepEqual(outcomeOf(await look(client, "job")), "exited 3");
  await submit(client, [fixture("exit_with"), "4"], { name: "later" });
  equal(outcomeOf(await endOf(client, "later")), "exited 4");
});

Deno.test("migrate() makes an empty database a store", async () => {
  await using home = await Home.make();
  const { store, cache } = home.paths();
  await Deno.mkdir(cache, { recursive: true, mode: 0o700 });
  for (const folder of [home.base, `${home.base}/cache`]) await Deno.chmod(folder, 0o700);
  await Deno.writeTextFile(store, "");
  await home.start();
  equal(versionOf(store), STORE_VERSION);
});

Deno.test("migrate() refuses the store of a newer chore, and leaves it as it is", async () => {
  await using home = await Home.make();
  const store = await leaveStore(home);
  change(store, `PRAGMA user_version = ${STORE_VERSION + 1}`);
  const before = await Deno.readFile(store);
  const chored = home.launch();
  equal((await chored.ended).code, EXIT.system);
  match(
    chored.said,
    new RegExp(
      `^chored: Cannot start: cannot open the store "${store}": version ${STORE_VERSION + 1}, ` +
        `this chored knows up to ${STORE_VERSION}: use the chored that made it, or a newer one\n$`,
    ),
  );
  deepEqual(await Deno.readFile(store), before);
});

const isRoot = Deno.uid() === 0;

Deno.test({
  name: "openStore() refuses a store that it cannot write",
  ignore: !isRoot || !hasTool("mount"),
  fn: async () => {
    await using home = await Home.make();
    await leaveStore(home);
    const { cache } = home.paths();
    await mount(["--bind", cache, cache], ["-o", "remount,bind,ro", cache]);
    try {
      const chored = home.launch();
      equal((await chored.ended).code, EXIT.system);
      match(
        chored.said,
        /^chored: Cannot start: cannot use folder ".*": it cannot be written: Read-only file system/,
      );
      equal(chored.said.includes(cache), true);
    } finally {
      await new Deno.Command("umount", { args: [cache] }).output();
    }
    await home.start();
    using client = await home.connect();
    equal(outcomeOf(await look(client, "job")), "exited 3");
  },
});

async function mount(...steps: readonly string[][]): Promise<void> {
  for (const args of steps) {
    const { success, stderr } = await new Deno.Command("mount", { args }).output();
    if (!success) throw new Error(`Cannot mount: ${new TextDecoder().decode(stderr)}`);
  }
}

Deno.test("examine() finds a job again whose store was migrated while it ran", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  const chored = await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "job" });
  }
  await chored.kill();
  takeBackToFirst(home.paths().store);
  await home.start();
  using client = await home.connect();
  await Deno.writeTextFile(mark, "");
  equal(outcomeOf(await endOf(client, "job")), "exited 5");
});
