import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import type { JobRow } from "../../daemon/rows.ts";
import { loadTab } from "../../daemon/tab.ts";
import type { TabReply } from "../../wire/tab_views.ts";
import { HOUR, MINUTE, NOON, Simulation } from "../support/simulation.ts";
import { specOf } from "../support/specs.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

async function put(simulation: Simulation, ...lines: string[]): Promise<TabReply> {
  const text = lines.map((line) => `${line}\n`).join("");
  const reply = await simulation.ask("tab", { do: "put", text });
  await simulation.settle();
  return reply;
}

function named(simulation: Simulation, name: string): JobRow {
  const job = simulation.session.store.jobByName(name);
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job;
}

const counts = ({ jobs, added, changed, removed }: TabReply) => [jobs, added, changed, removed];
const problems = (reply: TabReply) =>
  reply.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
const all = (simulation: Simulation) => simulation.session.store.jobsBefore(1e9, 100);

test("putTab() makes a job of each line, and writes the file", async (simulation) => {
  const reply = await put(
    simulation,
    "# two",
    "0 * * * * -j hourly -p 7 make",
    "@daily -- echo hi",
  );
  deepEqual(counts(reply), [2, 2, 0, 0]);
  const { choretab } = simulation.session.paths;
  equal(
    Deno.readTextFileSync(choretab),
    "# two\n0 * * * * -j hourly -p 7 make\n@daily -- echo hi\n",
  );
  equal((Deno.statSync(choretab).mode ?? 0) & 0o777, 0o600);
  const { state, tabLine, priority, createdBy, wakeAt } = named(simulation, "hourly");
  deepEqual([state, tabLine, priority, createdBy], ["scheduled", 2, 7, "choretab"]);
  equal(wakeAt, NOON + HOUR);
  equal(named(simulation, "echo_hi").tabLine, 3);
  const env = simulation.session.store.envOf(named(simulation, "hourly").id);
  deepEqual(env.slice(0, 2), ["HOME=/home/ann", "LOGNAME=ann"]);
});

test("putTab() leaves alone a line that says the same, wherever it stands", async (simulation) => {
  await put(simulation, "0 * * * * -j a x", "0 * * * * y");
  const before = all(simulation);
  const reply = await put(simulation, "# more", "", "0   * * * *  y", "0 * * * * -j a x");
  deepEqual(counts(reply), [2, 0, 0, 0]);
  deepEqual(all(simulation).map(({ tabLine }) => tabLine), [3, 4]);
  const withoutLine = (jobs: JobRow[]) => jobs.map((job) => ({ ...job, tabLine: 0 }));
  deepEqual(withoutLine(all(simulation)), withoutLine(before));
});

test("putTab() keeps the minute of a ~ for a name", async (simulation) => {
  await put(simulation, "~ * * * * -j a x");
  const { wakeAt } = named(simulation, "a");
  deepEqual(counts(await put(simulation, "", "~ * * * * -j a x")), [1, 0, 0, 0]);
  equal(named(simulation, "a").wakeAt, wakeAt);
});

test("putTab() replaces the spec of a named line that has changed", async (simulation) => {
  await put(simulation, "0 * * * * -j a x");
  const { id } = named(simulation, "a");
  deepEqual(counts(await put(simulation, "30 * * * * -j a -g default -p 9 --env A=1 y")), [
    1,
    0,
    1,
    0,
  ]);
  const { spec, priority, wakeAt, id: same } = named(simulation, "a");
  deepEqual([same, spec.argv.at(-1), priority, wakeAt], [id, "y", 9, NOON + HOUR / 2]);
  equal(simulation.session.store.envOf(id)[0], "A=1");
});

test("putTab() lets a run go on with what it had, and finds its next times anew", async (simulation) => {
  await put(simulation, "0 * * * * -j a x");
  await simulation.pass(HOUR);
  const { id } = named(simulation, "a");
  simulation.begin(id);
  await put(simulation, "*/10 * * * * -j a y");
  const { state, wakeAt, spec } = simulation.job(id);
  deepEqual([state, wakeAt, spec.argv.at(-1)], ["running", NOON + HOUR + 10 * MINUTE, "y"]);
  await simulation.end(id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", wakeAt]);
  equal(simulation.runs(id), 1);
});

test("putTab() loses no time that has come", async (simulation) => {
  await simulation.setGroup("default", 0);
  await put(simulation, "0 * * * * -j a x");
  await simulation.pass(HOUR);
  const { id } = named(simulation, "a");
  equal(simulation.state(id), "queued");
  await put(simulation, "30 * * * * -j a y");
  deepEqual([simulation.state(id), simulation.job(id).cronAt], ["queued", NOON + 1.5 * HOUR]);
  await simulation.setGroup("default", 1);
  await simulation.run(id);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + 1.5 * HOUR]);
});

test("putTab() keeps a pause before another attempt", async (simulation) => {
  await put(simulation, "0 * * * * -j a -x --delay 5m x");
  await simulation.pass(HOUR);
  const { id } = named(simulation, "a");
  await simulation.run(id, 1);
  const { wakeAt } = simulation.job(id);
  await put(simulation, "0 * * * * -j a -x --delay 5m y");
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["backoff", wakeAt]);
});

test("putTab() leaves a held job held, and a stopped one stopped until its line changes", async (simulation) => {
  await put(simulation, "0 * * * * -j a x", "0 * * * * -j b x");
  const [a, b] = [named(simulation, "a").id, named(simulation, "b").id];
  await simulation.order("hold", a);
  await simulation.order("stop", b);
  await put(simulation, "0 * * * * -j b x", "0 * * * * -j a x");
  deepEqual([simulation.state(a), simulation.state(b)], ["held", "stopped"]);
  await put(simulation, "0 * * * * -j b y", "0 * * * * -j a y");
  deepEqual([simulation.state(a), simulation.state(b)], ["held", "scheduled"]);
  deepEqual([simulation.job(b).wakeAt, simulation.job(b).endedAt], [NOON + HOUR, null]);
});

test("putTab() removes what never ran, keeps what has, and leaves alone what runs", async (simulation) => {
  await put(simulation, "0 * * * * -j never x", "30 * * * * -j ran x", "59 * * * * -j runs -x x");
  await simulation.pass(HOUR / 2);
  await simulation.run(named(simulation, "ran").id);
  await simulation.pass(29 * MINUTE);
  const runs = named(simulation, "runs").id;
  simulation.begin(runs);
  deepEqual(counts(await put(simulation, "# nothing")), [0, 0, 0, 3]);
  equal(simulation.session.store.jobByName("never"), undefined);
  const { state, why, tabLine } = named(simulation, "ran");
  deepEqual([state, why, tabLine], ["stopped", "line 2 of the choretab is gone", null]);
  equal(simulation.state(runs), "running");
  await simulation.pass(3 * HOUR);
  await simulation.end(runs, 1);
  deepEqual([simulation.state(runs), simulation.runs(runs)], ["failed", 1]);
  await simulation.restart({ downMs: HOUR });
  deepEqual(all(simulation).map(({ state }) => state), ["failed", "stopped"]);
});

test("putTab() takes back a line that was gone, while it runs and after", async (simulation) => {
  await put(simulation, "0 * * * * -j a x", "0 * * * * y");
  await simulation.pass(HOUR);
  const [a, y] = [named(simulation, "a").id, named(simulation, "y").id];
  simulation.begin(a);
  await simulation.run(y);
  await put(simulation, "#");
  equal(simulation.state(y), "stopped");
  deepEqual(counts(await put(simulation, "0 * * * * -j a x", "0 * * * * y")), [2, 2, 0, 0]);
  deepEqual([simulation.state(a), simulation.job(a).wakeAt], ["running", NOON + 2 * HOUR]);
  deepEqual([simulation.state(y), simulation.job(y).wakeAt], ["scheduled", NOON + 2 * HOUR]);
  equal(all(simulation).length, 2);
});

test("putTab() gives a job the name that its line is given", async (simulation) => {
  await put(simulation, "@daily make");
  const { id } = named(simulation, "make");
  deepEqual(counts(await put(simulation, "@daily -j make make")), [1, 0, 0, 0]);
  deepEqual([named(simulation, "make").id, simulation.job(id).tab], [id, "=make"]);
});

test("putTab() takes nothing of a table in which anything is wrong", async (simulation) => {
  await put(simulation, "@daily -j a x");
  await simulation.ask("run", { request: "r", name: "b", spec: specOf() });
  const before = all(simulation);
  const reply = await put(simulation, "@hourly -j a y", "@daily -j b x", "@daily -g nosuch x");
  match(problems(reply).join("\n"), /^2:1: job \d+ has the name "b" and is \w+: remove it/);
  match(problems(reply)[1] ?? "", /^3:1: there is no group "nosuch"/);
  deepEqual(counts(reply), [1, 0, 0, 0]);
  deepEqual(all(simulation), before);
  equal(Deno.readTextFileSync(simulation.session.paths.choretab), "@daily -j a x\n");
  equal((await put(simulation, "@foo x")).problems.length, 1);
  deepEqual(all(simulation), before);
});

test("loadTab() keeps the old table where the file is bad, and says so", async (simulation) => {
  await put(simulation, "@daily -j a x");
  const { choretab } = simulation.session.paths;
  const table: [make: () => void, problem: RegExp][] = [
    [() => Deno.writeTextFileSync(choretab, "@daily x\n@foo y\n"), /^2:1: "@foo" is unknown/],
    [() => Deno.writeFileSync(choretab, new Uint8Array([0xff])), /^1:1: it is not UTF-8$/],
    [() => Deno.truncateSync(choretab, 300_000), /^1:1: it has more than 262144 bytes$/],
    [() => {
      Deno.removeSync(choretab);
      Deno.mkdirSync(choretab);
    }, /^1:1: it is a folder$/],
    [() => {
      Deno.removeSync(choretab);
      Deno.symlinkSync("/nowhere", choretab);
    }, /^1:1: it cannot be read: /],
  ];
  for (const [make, problem] of table) {
    make();
    match(problems(loadTab(simulation.session, "a test")).join("\n"), problem);
    const view = await simulation.ask("session", {});
    equal(view.tab.jobs, 1);
    match(problems(await simulation.ask("tab", { do: "show" }))[0] ?? "", problem);
    match(simulation.logged.at(-1) ?? "", /the choretab was not loaded for a test/);
  }
  Deno.removeSync(choretab);
  deepEqual(counts(await simulation.ask("tab", { do: "load" })), [0, 0, 0, 1]);
  deepEqual((await simulation.ask("session", {})).tab.problems, []);
});

test("removeTab() removes the file, and its jobs", async (simulation) => {
  await put(simulation, "@daily x", "@daily y");
  deepEqual(counts(await simulation.ask("tab", { do: "remove" })), [0, 0, 0, 2]);
  deepEqual(all(simulation), []);
  equal((await simulation.ask("tab", { do: "show" })).text, null);
  deepEqual(counts(await simulation.ask("tab", { do: "remove" })), [0, 0, 0, 0]);
});

test("putTab() says where the file cannot be written, and nothing has changed", async (simulation) => {
  await put(simulation, "@daily -j a x");
  const { choretab } = simulation.session.paths;
  Deno.removeSync(choretab);
  Deno.mkdirSync(`${choretab}/in`, { recursive: true });
  await rejects(put(simulation, "@daily -j b x"), /^Refused: Cannot write ".*choretab.test": /);
  deepEqual(all(simulation).map(({ name }) => name), ["a"]);
});

test("a job of the choretab is not edited, removed or cleaned without its line", async (simulation) => {
  await put(simulation, "0 * * * * -j a x");
  const { id } = named(simulation, "a");
  const jobs = { names: ["a"], all: false };
  const line = /it is line 1 of the choretab: chore tab -e$/;
  await rejects(simulation.ask("edit", { jobs, change: { priority: 1 } }), line);
  await simulation.order("stop", id);
  await rejects(simulation.ask("remove", { jobs }), line);
  deepEqual(await simulation.ask("remove", { jobs: { names: [], all: true } }), []);
  deepEqual(await simulation.ask("clean", {}), []);
  await simulation.ask("show", { jobs });
  await simulation.pass(5 * HOUR);
  await simulation.ask("list", {});
  equal(simulation.state(id), "stopped");
  await simulation.ask("remove", { jobs, force: true });
  deepEqual(counts(await simulation.ask("tab", { do: "load" })), [1, 1, 0, 0]);
});

test("next tells the times of all jobs that have any, in order", async (simulation) => {
  await put(simulation, "*/20 * * * * -j a x", "@reboot -j never x");
  await simulation.submit({ when: { kind: "at", at: NOON + 30 * MINUTE } }, "once");
  await simulation.submit({ when: { kind: "cron", expression: "50 12 * * *", zone: "UTC" } }, "b");
  await simulation.submit({ held: true }, "held");
  const next = async (count: number) =>
    (await simulation.ask("next", { count })).map(({ at, name }) => `${at.slice(11, 16)} ${name}`);
  deepEqual(await next(5), ["12:20 a", "12:30 once", "12:40 a", "12:50 b", "13:00 a"]);
  deepEqual(await next(1), ["12:20 a"]);
  await simulation.pass(20 * MINUTE);
  deepEqual(await next(2), ["12:30 once", "12:40 a"]);
});
