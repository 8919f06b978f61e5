import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import type { SpecInput } from "../../job/spec.ts";
import {
  ADOPTER_POINTS,
  type CrashPoint,
  DAEMON_POINTS,
  UNDERTAKER_POINTS,
  WORKER_POINTS,
} from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { Client, Disconnected } from "../../wire/client.ts";
import type { JobView } from "../../wire/replies.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { Reviver } from "../support/reviver.ts";
import { complainOfLines, type LedgerJob, ledgerSpec, readLedger } from "../support/ledger.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";
import { HOOK_ROWS } from "./hook_rows.ts";
import { REACTION_ROWS } from "./reaction_rows.ts";
import { TAB_ROWS } from "./tab_rows.ts";

interface Row {
  readonly points: readonly CrashPoint[];
  /** chored dies as it starts again, its jobs running; else at the first chance */
  readonly again?: true;
  /** the command ran and nobody saw its end */
  readonly lost?: true;
  /** jobs without an end, stopped */
  readonly stopped?: true;
  /** `--orphan adopt`, and how its output reaches its files */
  readonly adopt?: "direct" | "fifo";
}

/** Where the undertaker is sent by the death of a worker whose job runs. */
const ran = "start-reported";

/** What costs a job nothing whose gate waits for another worker. */
const ADOPTED: readonly (readonly CrashPoint[])[] = [
  ["gate-open"],
  ["start-reported"],
  ["job-ended"],
  [ran, "adopt-committed"],
  [ran, "adopt-begun"],
  [ran, "adopt-done"],
  [ran, "adopt-begun", "adopt-done"],
  ["job-ended", "adopt-done", "end-reported"],
  ["worker-spawned", "gate-open", "adopt-begun"],
];

const ROWS: readonly Row[] = [
  { points: ["socket-bound"], again: true },
  { points: ["examining"], again: true },
  { points: ["accept-open"] },
  { points: ["accept-committed"] },
  { points: ["accept-told"] },
  { points: ["run-committed"] },
  { points: ["ticket-written"] },
  { points: ["worker-spawned"] },
  { points: ["started-committed"] },
  { points: ["stop-committed"], stopped: true },
  { points: ["end-committed"] },
  { points: [ran, "bury-committed"], lost: true },
  { points: ["ticket-read"] },
  { points: ["gate-spawned"] },
  { points: ["started-written"] },
  { points: ["gate-open"], lost: true },
  { points: ["start-reported"], lost: true },
  { points: ["job-ended"], lost: true },
  { points: ["final-written"] },
  { points: ["end-reported"] },
  { points: [ran, "bury-begun"], lost: true },
  { points: [ran, "bury-done"], lost: true },
  { points: [ran, "bury-written"], lost: true },
  { points: ["worker-spawned", "gate-spawned"] },
  { points: ["worker-spawned", "gate-open"], lost: true },
  { points: ["started-committed", "final-written"] },
  { points: ["end-committed", "job-ended"], lost: true },
  ...(["direct", "fifo"] as const).flatMap((adopt) => ADOPTED.map((points) => ({ points, adopt }))),
];

const JOBS: readonly LedgerJob[] = [
  { id: "empty", lines: 0, code: 0 },
  { id: "short", lines: 40, code: 3 },
  { id: "long", lines: 400, code: 7 },
];

/** Jobs that somebody has to stop. */
const ENDLESS = JOBS.map((job) => ({ ...job, lines: 1_000_000 }));

/** Rows at once: each spends most of its time waiting for programs to start. */
const lanes = 3;
/** From the last death to the end of all jobs. */
const settleMs = 20_000;

const isDaemonPoint = (point: string) => (DAEMON_POINTS as readonly string[]).includes(point);

Deno.test("crashPoint() is tested wherever it is", () => {
  const tested = new Set(
    [...ROWS, ...HOOK_ROWS, ...REACTION_ROWS, ...TAB_ROWS].flatMap(({ points }) => points),
  );
  const all = [...DAEMON_POINTS, ...WORKER_POINTS, ...UNDERTAKER_POINTS, ...ADOPTER_POINTS];
  deepEqual(all.filter((point) => !tested.has(point)), []);
});

Deno.test("crashPoint() loses nothing and starts nothing twice, wherever a program dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const complaints: string[] = [];
  const rows = [...ROWS];
  const work = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const texts = await crash(home, row).catch((error: Error) => [error.message]);
      for (const text of texts) {
        complaints.push(`${row.points.join("+")} ${row.adopt ?? ""}: ${text}`);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  deepEqual(complaints, []);
});

/** Lets the programs die at the points of `row`; what is wrong after that. */
async function crash(home: Home, row: Row): Promise<string[]> {
  const session = crashSession(row.points, row.adopt);
  const { socket, runs, base } = home.paths(session);
  const ledger = `${home.folder}/${session}`;
  const armed = row.points.filter(isDaemonPoint).map((point) =>
    `${base}/armed_${point}_${session}`
  );
  const arm = () => armed.forEach((path) => Deno.writeTextFileSync(path, ""));
  const chored = await home.start({ session });
  if (row.again === undefined) arm();
  const accepted = Promise.all(
    (row.stopped ? ENDLESS : JOBS).map((job) =>
      askUntilAnswered(socket, {
        verb: "run",
        body: {
          request: job.id,
          name: job.id,
          spec: { ...ledgerSpec(ledger, job), ...modeOf(row) },
        },
      })
    ),
  );
  if (row.again !== undefined) {
    await accepted;
    arm();
    await chored.kill();
  }
  await using reviver = new Reviver(home, chored, { session });
  await accepted;
  if (row.stopped) await stopAll(socket);
  const jobs = await ends(socket);
  const tookMs = performance.now() - reviver.diedAt;
  return [
    ...armed.filter(exists).map((path) => `not reached: ${path}`),
    ...row.points.filter((point) => !isDaemonPoint(point) && !hasCrashed(runs, point))
      .map((point) => `not reached: ${point}`),
    ...(tookMs > settleMs ? [`settled only after ${Math.round(tookMs)} ms`] : []),
    ...jobs.flatMap((job) => judge(job, { row, runs, ledger })),
  ];
}

function modeOf({ adopt }: Row): Partial<SpecInput> {
  return adopt === undefined ? {} : { orphan: "adopt", output: adopt };
}

const body = { jobs: { names: JOBS.map(({ id }) => id), all: false } };

async function stopAll(socket: string): Promise<void> {
  await askUntilAnswered(socket, { verb: "wait", body: { ...body, until: "start" } });
  const [first = "", ...others] = body.jobs.names;
  // chored dies of this one, and nobody asks again: it is on record
  using client = await Client.connect(socket, "a test");
  await rejects(client.call("stop", { jobs: { names: [first], all: false } }), Disconnected);
  await askUntilAnswered(socket, { verb: "stop", body: { jobs: { names: others, all: false } } });
}

/** All jobs, once they have ended. */
async function ends(socket: string): Promise<readonly JobView[]> {
  await until("all jobs have ended", async () => {
    const jobs = await askUntilAnswered(socket, { verb: "show", body });
    return jobs.every(({ exitCode }) => exitCode !== null);
  });
  return await askUntilAnswered(socket, { verb: "show", body });
}

function judge(
  view: JobView,
  { row, runs, ledger }: { row: Row; runs: string; ledger: string },
): string[] {
  const job = JOBS.find(({ id }) => id === view.name);
  const run = view.runs.at(-1);
  if (job === undefined || run === undefined) return [`${view.name}: unknown, or has no run`];
  const { starts, ends } = readLedger(ledger).get(job.id) ?? { starts: 0, ends: 0 };
  const { kind, code, reason } = run.outcome ?? {};
  const told = `${job.id}: ${kind} ${code ?? reason}, started ${starts} times, ended ${ends} times`;
  if (view.runs.length !== 1) return [`${told}, in ${view.runs.length} runs`];
  if (row.stopped) return view.state === "stopped" && starts === 1 && ends === 0 ? [] : [told];
  if (kind === "lost" && row.lost) return starts <= 1 && reason ? [] : [told];
  if (kind !== "exited" || row.lost) return [told];
  if (starts !== 1 || ends !== 1 || code !== job.code) return [told];
  // what a worker has read from a fifo and not written dies with it
  if (row.adopt === "fifo") return [];
  return (["out", "err"] as const).map((stream) =>
    complainOfLines(`${runs}/${run.run}/w/std${stream}`, { id: job.id, lines: job.lines, stream })
  ).filter((text) => text !== undefined);
}

function hasCrashed(runs: string, point: string): boolean {
  return [...Deno.readDirSync(runs)].some(({ name }) =>
    exists(`${runs}/${name}/w/crashed_${point}`)
  );
}
