import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { exists } from "../../system/durable.ts";
import type { JobView } from "../../wire/replies.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { type Entry, readLedger } from "../support/ledger.ts";
import { fixture } from "../support/place.ts";
import { Reviver } from "../support/reviver.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";
import { TAB_ROWS, type TabRow } from "./tab_rows.ts";

Deno.test("crashPoint() leaves one choretab or the other, whole, wherever chored dies", async () => {
  await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
  await using home = await Home.make({ root: checkout.root });
  for (const row of TAB_ROWS) deepEqual(await crash(home, row), [], JSON.stringify(row));
});

const names = { names: ["runs"], all: false };

/** Lets chored die at the points of `row`; what is wrong after that. */
async function crash(home: Home, row: TabRow): Promise<string[]> {
  const session = crashSession(row.points, row.again ? "again" : undefined);
  const { socket, base, choretab } = home.paths(session);
  const ledger = `${home.folder}/${session}`;
  const command = `-- ${fixture("keep_ledger")} ${ledger} runs`;
  const before = [
    `@daily -j runs ${command} 60 0`,
    ...["@daily -j stays true", "@daily -j other true", "@daily -j goes true", "@daily true"],
  ];
  const after = [
    ...["@daily true", "@daily true", "@hourly -j other false", "@daily -j stays true"],
    ...[`@daily -j runs -p 3 ${command} 1 7`, "@daily -j new true"],
  ].join("\n");
  const armed = row.points.map((point) => `${base}/armed_${point}_${session}`);
  const chored = await home.start({ session });
  await using _ = new Reviver(home, chored, { session });
  const put = (text: string) =>
    askUntilAnswered(socket, { verb: "tab", body: { do: "put", text } });
  await put(before.join("\n"));
  await askUntilAnswered(socket, { verb: "now", body: { jobs: names } });
  await until("it runs", () => readLedger(ledger).get("runs")?.starts === 1);
  armed.forEach((path) => Deno.writeTextFileSync(path, ""));
  if (row.again) {
    Deno.writeTextFileSync(choretab, after);
    await chored.kill();
    await until("it has died as it started", () => !armed.some(exists));
  }
  const { problems } = row.again
    ? await askUntilAnswered(socket, { verb: "tab", body: { do: "show" } })
    : await put(after);
  await until("it has ended", async () => {
    const runs = (await jobsOf(socket)).get("runs");
    return runs?.state === "scheduled" && runs.runs[0]?.outcome?.kind === "exited";
  });
  return [
    ...armed.filter(exists).map((path) => `not reached: ${path}`),
    ...problems.map(({ message }) => message),
    ...Deno.readTextFileSync(choretab) === after ? [] : ["it is another file"],
    ...judge(await jobsOf(socket), readLedger(ledger).get("runs")),
  ];
}

/** What is wrong with the jobs of the second table. */
function judge(jobs: ReadonlyMap<string, JobView>, ledger: Entry | undefined): string[] {
  const shown = [...jobs.values()].map(({ name, tab, command, priority }) =>
    `${name} ${tab?.line} ${command.at(-1)} ${priority}`
  );
  const wanted = [
    ...["new 6 true 0", "other 3 false 0", "runs 5 7 3", "stays 4 true 0", "true 1 true 0"],
    "true_N 2 true 0",
  ];
  const { starts = 0, ends = 0 } = ledger ?? {};
  return [
    ...starts === 1 && ends === 1 ? [] : [`started ${starts} times, ended ${ends} times`],
    ...jobs.get("runs")?.runs[0]?.outcome?.code === 0 ? [] : ["its run had another command"],
    ...differences(shown.sort(), wanted),
  ];
}

async function jobsOf(socket: string): Promise<Map<string, JobView>> {
  const { jobs } = await askUntilAnswered(socket, { verb: "list", body: {} });
  return new Map(jobs.map((job) => [job.name, job]));
}

/** The number in a name that was made is that of the job, and no matter here. */
function differences(shown: readonly string[], wanted: readonly string[]): string[] {
  const plain = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/^(true)_\d+/, "$1_N")).join("\n");
  return plain(shown) === plain(wanted) ? [] : [`the jobs are\n${plain(shown)}`];
}
