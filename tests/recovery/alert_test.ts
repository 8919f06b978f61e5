import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { CrashPoint } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { plainSpec } from "../support/ledger.ts";
import { Reviver } from "../support/reviver.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";

/** Where chored dies around the end of a job, and of its alert. */
const POINTS: readonly (readonly CrashPoint[])[] = [
  ["end-committed"],
  ["run-committed"],
  ["ticket-written"],
  ["worker-spawned"],
  ["started-committed"],
  ["end-committed", "worker-spawned"],
];

/** Rows at once: each spends most of its time waiting for programs to start. */
const lanes = 3;

Deno.test("raiseAlert() loses no alert and raises none twice, wherever chored dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  Deno.mkdirSync(home.base, { mode: 0o700, recursive: true });
  const command = `cat >>'${home.folder}/told_'"$CHORE_SESSION"`;
  Deno.writeTextFileSync(`${home.base}/chore.toml`, `[alert]\ncommand = '''${command}'''\n`);
  const rows = [...POINTS];
  const work = async () => {
    for (let points = rows.shift(); points !== undefined; points = rows.shift()) {
      await crash(home, points);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
});

async function crash(home: Home, points: readonly CrashPoint[]): Promise<void> {
  const session = crashSession(points, "alert");
  const { socket, base } = home.paths(session);
  const chored = await home.start({ session });
  const armed = points.map((point) => `${base}/armed_${point}_${session}`);
  for (const path of armed) Deno.writeTextFileSync(path, "");
  await using _reviver = new Reviver(home, chored, { session });
  const spec = plainSpec(["/bin/sh", "-c", "exit 3"]);
  await askUntilAnswered(socket, { verb: "run", body: { request: "r", name: "job", spec } });
  const look = async () =>
    (await askUntilAnswered(socket, { verb: "list", body: { hooks: true } })).jobs;
  await until("the job and its alert have ended", async () => {
    const jobs = await look();
    return jobs.length > 1 && jobs.every(({ exitCode }) => exitCode !== null);
  });
  const name = points.join("+");
  deepEqual((await look()).map(({ name, state }) => `${name} ${state}`), [
    ...["job_alert succeeded", "job failed"],
  ], name);
  const told = Deno.readTextFileSync(`${home.folder}/told_${session}`).split("\n").slice(0, -1);
  equal(told.length, 1, name);
  deepEqual(armed.filter(exists), [], `${name}: not reached`);
}
