import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import type { HookKind } from "../../job/hook_kinds.ts";
import { DAEMON_POINTS } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { Client, Disconnected } from "../../wire/client.ts";
import type { JobView } from "../../wire/replies.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { complainOfHooks, notingHooks, readHooks } from "../support/hook_ledger.ts";
import { only } from "../support/jobs.ts";
import { plainSpec } from "../support/ledger.ts";
import { Reviver } from "../support/reviver.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";
import { HOOK_ROWS, type HookRow } from "./hook_rows.ts";

/** Rows at once: each spends most of its time waiting for programs to start. */
const lanes = 3;

const isDaemonPoint = (point: string) => (DAEMON_POINTS as readonly string[]).includes(point);

Deno.test("placeHooks() loses no hook and repeats none, wherever a program dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const complaints: string[] = [];
  const rows = [...HOOK_ROWS];
  const work = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const texts = await crash(home, row).catch((error: Error) => [error.message]);
      for (const text of texts) {
        complaints.push(`${row.points.join("+")} ${row.stopped ?? ""}: ${text}`);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  deepEqual(complaints, []);
});

/** The files of one row. */
interface Place {
  readonly socket: string;
  readonly runs: string;
  /** what hooks note */
  readonly ledger: string;
  /** what the command notes */
  readonly command: string;
  /** what a `pre` waits for, once it has begun */
  readonly mark: string;
}

/** Lets the programs die at the points of `row`; what is wrong after that. */
async function crash(home: Home, row: HookRow): Promise<string[]> {
  const session = crashSession(row.points, row.stopped ?? "hook");
  const { socket, runs, base } = home.paths(session);
  const file = `${home.folder}/${session}`;
  const place = { socket, runs, ledger: file, command: `${file}.ran`, mark: `${file}.mark` };
  const armed = row.points.filter(isDaemonPoint).map((point) =>
    `${base}/armed_${point}_${session}`
  );
  const arm = () => armed.forEach((path) => Deno.writeTextFileSync(path, ""));
  const chored = await home.start({ session });
  if (row.again === undefined) arm();
  await using _reviver = new Reviver(home, chored, { session });
  await askUntilAnswered(socket, { verb: "run", body: bodyOf(row, place) });
  if (row.again !== undefined) {
    await until("its pre runs", () => readHooks(place.ledger, "job").size > 0);
    arm();
    await chored.kill();
    Deno.writeTextFileSync(place.mark, "");
  }
  if (row.stopped !== undefined) await stop(place, row);
  const job = await endOf(socket);
  return [
    ...armed.filter(exists).map((path) => `not reached: ${path}`),
    ...row.points.filter((point) => !isDaemonPoint(point) && !hasCrashed(runs, point))
      .map((point) => `not reached: ${point}`),
    ...judge(job, { row, place }),
  ];
}

function bodyOf({ stopped, again }: HookRow, { ledger, command, mark }: Place) {
  const hooks = notingHooks(ledger);
  const waits = stopped === "pre" || again !== undefined;
  const wait = `while ! [ -e '${mark}' ]; do sleep 0.02; done`;
  const last = stopped === "command" ? "exec sleep 1000" : "exit 3";
  return {
    ...{ request: "r", name: "job" },
    spec: {
      ...plainSpec(["/bin/sh", "-c", `echo ran >>'${command}'; ${last}`]),
      hooks: waits ? { ...hooks, pre: `${hooks.pre}; ${wait}` } : hooks,
    },
  };
}

/** Once that runs which is to be stopped; chored may die of it, and then nobody asks again. */
async function stop({ socket, ledger, command }: Place, row: HookRow): Promise<void> {
  await until("it can be stopped", () => {
    if (row.stopped === "pre") return readHooks(ledger, "job").size > 0;
    return exists(command) && readHooks(ledger, "job").size > 1;
  });
  if (!row.points.includes("stop-committed")) {
    await askUntilAnswered(socket, { verb: "stop", body: { jobs: only("job") } });
    return;
  }
  using client = await Client.connect(socket, "a test");
  await rejects(client.call("stop", { jobs: only("job") }), Disconnected);
}

/** The job, once it and all hooks have ended. */
async function endOf(socket: string): Promise<JobView> {
  const look = async () =>
    (await askUntilAnswered(socket, { verb: "list", body: { hooks: true } })).jobs;
  await until(
    "the job and its hooks have ended",
    async () => (await look()).every(({ exitCode }) => exitCode !== null),
  );
  const job = (await look()).find(({ hook }) => hook === null);
  if (job === undefined) throw new Error("there is no job");
  return job;
}

interface Judged {
  readonly row: HookRow;
  readonly place: Place;
}

function judge(job: JobView, { row, place }: Judged): string[] {
  const path = place.command;
  const ran = exists(path) ? Deno.readTextFileSync(path).split("\n").length - 1 : 0;
  if (row.lost) return complainOfLost(job, { place, ran });
  const { kinds, state, times } = WANTED[row.stopped ?? "nobody"];
  const run = job.runs.at(-1)?.run ?? 0;
  const hooks = complainOfHooks(place.ledger, { job: "job", run, kinds });
  return [
    ...(job.state === state ? [] : [`is ${job.state}: ${job.why}`]),
    ...(ran === times ? [] : [`its command ran ${ran} times`]),
    ...(hooks === undefined ? [] : [hooks]),
  ];
}

interface Wanted {
  readonly kinds: readonly HookKind[];
  readonly state: string;
  /** of its command */
  readonly times: number;
}

/** What becomes of the job, by what of it somebody stopped. */
const WANTED: Readonly<Record<"command" | "pre" | "nobody", Wanted>> = {
  pre: { kinds: ["pre", "on-stop"], state: "stopped", times: 0 },
  command: { kinds: ["pre", "on-start", "post", "on-stop"], state: "stopped", times: 1 },
  nobody: { kinds: ["pre", "on-start", "post", "on-fail"], state: "failed", times: 1 },
};

/** A `pre` whose end nobody saw bars its command; each hook runs once at most. */
function complainOfLost(
  job: JobView,
  { place, ran }: { place: Place; ran: number },
): string[] {
  const counts = [...readHooks(place.ledger, "job")];
  return [
    ...counts.filter(([, count]) => count > 1).map(([key]) => `twice: ${key}`),
    ...(ran === 0 ? [] : [`its command ran ${ran} times`]),
    ...(job.state === "failed" && /its --pre, job "job_pre", was lost/.test(job.why)
      ? []
      : [`is ${job.state}: ${job.why}`]),
  ];
}

function hasCrashed(runs: string, point: string): boolean {
  return [...Deno.readDirSync(runs)].some(({ name }) =>
    exists(`${runs}/${name}/w/crashed_${point}`)
  );
}
