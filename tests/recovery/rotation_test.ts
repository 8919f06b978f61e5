import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { isLeftover } from "../../job/segments.ts";
import { type CrashPoint, PACK_POINTS, ROTATION_POINTS } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import { isLocked } from "../../system/lock.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, outcomeOf, startJob } from "../support/jobs.ts";
import { namesIn, readLog, readTimeline } from "../worker/segments.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";

interface Row {
  readonly point: CrashPoint;
  readonly orphan: "adopt" | "kill";
}

const log = { bytes: 65536, files: 3, full: "rotate" } as const;
const lines = 60_000;

/** Quiet long enough for compression, and then as much again; the last line tells that all was read. */
const script = `seq ${lines}; sleep 2.5; seq ${lines}; echo last; exit 7`;

const ROWS: readonly Row[] = [
  ...[...ROTATION_POINTS, ...PACK_POINTS].map((point) => ({ point, orphan: "adopt" as const })),
  ...ROTATION_POINTS.map((point) => ({ point, orphan: "kill" as const })),
];

/** Rows at once. */
const lanes = 3;

Deno.test("rotate() and packOld() leave logs that fit together, wherever their worker dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  const rows = [...ROWS];
  const complaints: string[] = [];
  const work = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const { point, orphan } = row;
      await crash(home, row).catch((error: Error) =>
        complaints.push(`${point} ${orphan}: ${error.message}`)
      );
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  deepEqual(complaints, []);
});

async function crash(home: Home, { point, orphan }: Row): Promise<void> {
  const session = crashSession([point], orphan);
  const chored = await home.start({ session });
  using client = await home.connect(session);
  const output = orphan === "adopt" ? "fifo" : "pipe";
  await startJob(client, ["sh", "-c", script], { name: "job", orphan, output, log });
  const job = await endOf(client, "job");
  const { w, workerLock } = runPaths(`${home.paths(session).runs}/${job.runs.at(-1)?.run}`);
  await until("the worker has compressed the rest", () => !isLocked(workerLock));
  equal(exists(`${w}/crashed_${point}`), true, "not reached");
  equal(outcomeOf(job).replace(/^lost.*/, "lost"), orphan === "adopt" ? "exited 7" : "lost");
  await chored.kill();
  const stdout = readLog(w, "stdout");
  equal(stdout.oldest + stdout.bytes.length, job.runs[0]?.stdoutBytes);
  // the oldest may have been about to go
  equal(stdout.sizes.length <= log.files + (orphan === "kill" ? 1 : 0), true);
  if (orphan === "adopt") {
    equal(new TextDecoder().decode(stdout.bytes).endsWith(`\n${lines}\nlast\n`), true);
    readTimeline(w);
  }
  deepEqual(namesIn(w).filter(isLeftover), []);
}
