import { deepStrictEqual as deepEqual } from "node:assert/strict";
import type { SpecInput } from "../../job/spec.ts";
import { DAEMON_POINTS } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import type { JobView } from "../../wire/replies.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { plainSpec } from "../support/ledger.ts";
import { Reviver } from "../support/reviver.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";
import { REACTION_ROWS, type ReactionRow } from "./reaction_rows.ts";

/** Rows at once: each spends most of its time waiting for programs to start. */
const lanes = 3;

const isDaemonPoint = (point: string) => (DAEMON_POINTS as readonly string[]).includes(point);

Deno.test("takeReaction() loses none and does none twice, wherever a program dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const complaints: string[] = [];
  const rows = [...REACTION_ROWS];
  const work = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const texts = await crash(home, row).catch((error: Error) => [error.message]);
      for (const text of texts) complaints.push(`${nameOf(row)}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  deepEqual(complaints, []);
});

function nameOf({ points, adopt, away }: ReactionRow): string {
  return [...points, ...adopt ? ["adopt"] : [], ...away ? ["away"] : []].join("+");
}

/** Lets the programs die at the points of `row`; what is wrong after that. */
async function crash(home: Home, row: ReactionRow): Promise<string[]> {
  const words = [row.adopt ? "adopt" : "lost", ...row.away ? ["away"] : []].join("_");
  const session = crashSession(row.points, words);
  const { socket, runs, base } = home.paths(session);
  const [ledger, mark] = [`${home.folder}/${session}`, `${home.folder}/${session}.mark`];
  const armed = row.points.filter(isDaemonPoint).map((point) =>
    `${base}/armed_${point}_${session}`
  );
  const chored = await home.start({ session });
  armed.forEach((path) => Deno.writeTextFileSync(path, ""));
  const reviver = row.away ? undefined : new Reviver(home, chored, { session });
  const body = { request: "r", name: "job", spec: specOf(row, { ledger, mark }) };
  await askUntilAnswered(socket, { verb: "run", body });
  await until("it runs", () => exists(`${ledger}.begun`));
  if (row.away) {
    await chored.kill();
    Deno.writeTextFileSync(mark, "");
    await until("its worker wants something", () => exists(runPaths(`${runs}/1`).reactions));
  } else Deno.writeTextFileSync(mark, "");
  await using _reviver = reviver ?? new Reviver(home, await home.start({ session }), { session });
  const job = await endOf(socket);
  return [
    ...armed.filter(exists).map((path) => `not reached: ${path}`),
    ...row.points.filter((point) =>
      !isDaemonPoint(point) && !exists(`${runs}/1/w/crashed_${point}`)
    )
      .map((point) => `not reached: ${point}`),
    ...judge(job, row, { ledger }),
  ];
}

/** It says three lines, one after the other, and ends with 3; each is noted by a job of its own. */
function specOf({ adopt, away }: ReactionRow, files: { ledger: string; mark: string }): SpecInput {
  const { ledger, mark } = files;
  const wait = `: >'${ledger}.begun'; while ! [ -e '${mark}' ]; do sleep 0.02; done`;
  // who takes it over must come while its gate is there
  const pause = adopt && away ? 2 : 0.4;
  const says = [1, 2, 3].map((n) => `echo "say ${n}"; sleep ${pause}`).join("; ");
  return {
    ...plainSpec(["/bin/sh", "-c", `${wait}; ${says}; exit 3`]),
    react: [{
      on: { kind: "match", pattern: "^say (\\d)" },
      action: { do: "run", command: `echo "$CHORE_1" >>'${ledger}'` },
    }],
    ...adopt ? { orphan: "adopt", output: "fifo" } : {},
  };
}

/** The job, once it and all that its rule ran have ended. */
async function endOf(socket: string): Promise<JobView> {
  const look = async () =>
    (await askUntilAnswered(socket, { verb: "list", body: { hooks: true } })).jobs;
  await until("all have ended", async () => {
    const jobs = await look();
    return jobs.length > 1 && jobs.every(({ exitCode }) => exitCode !== null);
  });
  const job = (await look()).find(({ hook }) => hook === null);
  if (job === undefined) throw new Error("there is no job");
  return job;
}

function judge(job: JobView, row: ReactionRow, { ledger }: { ledger: string }): string[] {
  const noted = Deno.readTextFileSync(ledger).split("\n").filter((line) => line !== "").toSorted();
  const isLost = row.points.includes("reaction-written") && !row.adopt;
  const wanted = isLost ? ["1"] : ["1", "2", "3"];
  const state = isLost ? "lost" : "failed";
  return [
    ...(noted.join() === wanted.join() ? [] : [`noted ${noted.join()}`]),
    ...(job.state === state ? [] : [`is ${job.state}: ${job.why}`]),
  ];
}
