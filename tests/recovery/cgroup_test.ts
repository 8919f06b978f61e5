import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { type CrashPoint, GROUP_POINTS } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { groupEvent, groupOf, groupPids, HAS_CGROUPS } from "../support/cgroups.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, reasonOf, startJob } from "../support/jobs.ts";
import { send } from "../support/processes.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";

interface Row {
  readonly point: CrashPoint;
  readonly orphan: "kill" | "leave" | "adopt";
}

const ROWS: readonly Row[] = [...GROUP_POINTS, "start-reported" as const].flatMap((point) =>
  (["kill", "leave", "adopt"] as const).map((orphan) => ({ point, orphan }))
);

const tick = "while [ ! -e done ]; do sleep 0.05; done; exit 7";
const isFrozen = (path: string) => groupEvent(path, "frozen") === "1";

Deno.test({
  name: "a worker that dies leaves no job frozen that nobody can thaw, and no group without a job",
  ignore: !HAS_CGROUPS,
  fn: async () => {
    await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
    await using home = await Home.make({ root: checkout.root });
    const complaints: string[] = [];
    for (const row of ROWS) {
      await crash(home, row).catch((error: Error) =>
        complaints.push(`${row.point} ${row.orphan}: ${error.message}`)
      );
    }
    deepEqual(complaints, []);
  },
});

async function crash(home: Home, { point, orphan }: Row): Promise<void> {
  const session = crashSession([point], orphan);
  const chored = await home.start({ session });
  using client = await home.connect(session);
  const cwd = `${home.folder}/${session}`;
  Deno.mkdirSync(cwd);
  const output = orphan === "adopt" ? "direct" : "pipe";
  const limits = { memoryBytes: 2 ** 30 };
  await startJob(client, ["/bin/sh", "-c", tick, home.folder], {
    name: "job",
    orphan,
    output,
    limits,
    cwd,
  });
  const run = (await look(client, "job")).runs.at(-1)?.run ?? 0;
  const path = groupOf(home.base, { session, run });
  if (path === undefined) {
    // its undertaker was faster
    deepEqual([orphan, outcomeOf(await endOf(client, "job"))], ["kill", "lost"]);
    return await chored.kill();
  }
  const [pid = 0] = groupPids(path);
  // the worker dies of this one, or has died before: who follows may be asked already
  await client.call("pause", { jobs: only("job") }).catch(() => "its worker is gone");
  const crashed = `${home.paths(session).runs}/${run}/w/crashed_${point}`;
  await until("the worker died", () => exists(crashed));
  if (orphan === "adopt") {
    await until("it is paused", async () => (await look(client, "job")).state === "paused");
    await until("it is frozen", () => isFrozen(path));
    await client.call("resume", { jobs: only("job") });
    Deno.writeTextFileSync(`${cwd}/done`, "");
  }
  const job = await endOf(client, "job");
  equal(outcomeOf(job).replace(/^lost.*/, "lost"), orphan === "adopt" ? "exited 7" : "lost");
  if (orphan === "leave") {
    match(reasonOf(job), /the rest of the job was left running$/);
    await until("it goes on", () => !isFrozen(path));
    deepEqual([groupPids(path).includes(pid), job.runs.at(-1)?.leftBehind], [true, true]);
    Deno.writeTextFileSync(`${cwd}/done`, "");
    await until("it ends", () => groupPids(path).length === 0);
    Deno.removeSync(path);
  }
  await until("the group is gone", () => !exists(path));
  await chored.kill();
}

Deno.test({
  name: "a gate that is killed once it has made a group leaves none",
  ignore: !HAS_CGROUPS,
  fn: async () => {
    const dies = (text: string) =>
      text.replace(
        '[ ! -d "$path" ]\n}',
        '[ ! -d "$path" ]\n}\ncase $1 in make) [ -e "$2/w/died" ] || trap \': >"$folder/w/died"; kill -KILL "$PPID"\' EXIT ;; esac',
      );
    await using checkout = await Checkout.copy({ "bin/cgroup.sh": dies });
    await using home = await Home.make({ root: checkout.root });
    Deno.chmodSync(`${checkout.root}/bin/cgroup.sh`, 0o755);
    const chored = await home.start();
    using client = await home.connect();
    const limits = { memoryBytes: 2 ** 30 };
    await client.call("run", {
      request: "a",
      name: "job",
      spec: { argv: ["/bin/sh", "-c", "exit 3"], cwd: "/", env: [], umask: 0o22, limits },
    });
    const job = await endOf(client, "job");
    const run = job.runs.at(-1)?.run ?? 0;
    ok(exists(`${home.paths().runs}/${run}/w/died`), "the gate did not die");
    equal(groupOf(home.base, { run }), undefined);
    match(reasonOf(job), /^its gate ended before the command began: SIGKILL$/);
    await chored.kill();
  },
});

Deno.test({
  name: "kill -9 of chored and worker leaves a frozen job to the next chored",
  ignore: !HAS_CGROUPS,
  fn: async () => {
    await using home = await Home.make();
    const first = await home.start();
    using client = await home.connect();
    const limits = { memoryBytes: 2 ** 30 };
    await startJob(client, ["/bin/sh", "-c", tick, home.folder], { name: "job", limits });
    const run = (await look(client, "job")).runs.at(-1)?.run ?? 0;
    const path = groupOf(home.base, { run }) ?? "";
    await client.call("pause", { jobs: only("job") });
    await until("it is frozen", () => isFrozen(path));
    await first.kill();
    for (const { pid, words } of await home.processes()) {
      if (words.includes("worker/main.ts")) send(pid, "SIGKILL");
    }
    await home.start();
    using again = await home.connect();
    equal(outcomeOf(await endOf(again, "job")), "lost");
    await until("the group is gone", () => !exists(path));
  },
});
