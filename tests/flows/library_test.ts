import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { connect, Disconnected, type HistoryOptions, type JobEvent, Refusal } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("connect() gives a session whose methods are the verbs", async () => {
  await using home = await makeHome();
  await using session = await open(home);
  const accepted = await session.run({
    argv: ["sh", "-c", "pwd; umask; env; exit $CODE"],
    name: "job",
    cwd: home.folder,
    env: { CODE: "3", ODD: "a\nb" },
    umask: 0o027,
  });
  deepEqual([accepted.id, accepted.name, accepted.created], [1, "job", true]);
  const [ended] = await session.wait("job");
  deepEqual([ended?.state, ended?.exitCode, ended?.cwd], ["failed", 3, home.folder]);
  match(await home.ask(["log", "job"]), new RegExp(`^${home.folder}\n0027\n`));
  match(await home.ask(["log", "job"]), /^ODD=a\nb$/m);
  deepEqual((await session.list()).map(({ name }) => name), ["job"]);
  deepEqual(await session.list(["running"]), []);
  deepEqual(await session.why(1), [{ id: 1, name: "job", why: "failed: exit code 3" }]);
  deepEqual((await session.restart(["job"])).map(({ name }) => name), ["job"]);
  await session.wait(1);
  equal((await session.show("job"))[0]?.runs.length, 2);
  const { pid, session: name, jobs, clients } = await session.session();
  deepEqual([pid, name, jobs, clients], [home.pid(), "chored", 1, 1]);
  deepEqual((await session.clean()).map(({ id }) => id), [1]);
  deepEqual(await session.list(), []);
});

Deno.test("connect() gives the choretab, and what comes next", async () => {
  await using home = await makeHome();
  await using session = await open(home);
  const { tab } = session;
  const put = await tab.put("@daily -j a -- true\n");
  deepEqual([put.jobs, put.added, put.written, put.problems], [1, 1, true, []]);
  const [problem] = (await tab.put("@never x\n")).problems;
  deepEqual([problem?.line, problem?.column], [1, 1]);
  deepEqual((await tab.show()).text, "@daily -j a -- true\n");
  deepEqual((await tab.load()).jobs, 1);
  deepEqual((await session.list())[0]?.tab, { line: 1 });
  deepEqual((await tab.next(2)).map(({ name }) => name), ["a", "a"]);
  await rejects(tab.next(0), Refusal);
  deepEqual((await tab.remove()).removed, 1);
});

Deno.test("connect() gives methods that end jobs: stop, kill, signal, remove, shutdown", async () => {
  await using home = await makeHome();
  await using session = await open(home);
  const run = (name: string, program: string) =>
    session.run({ argv: [fixture(program)], name, graceMs: 100, cwd: "/", env: {} });
  for (const name of ["one", "two"]) await run(name, "tell_signals");
  await run("three", "ignore_term");
  for (const name of ["one", "two", "three"]) await home.untilSaid(name, "ready");
  await session.signal(["one", "two"], "SIGHUP");
  await home.untilSaid("two", "HUP");
  equal((await session.show("one"))[0]?.usage?.processes, 2);
  await session.stop("one");
  equal((await session.wait("one"))[0]?.exitCode, 7);
  await session.kill(2);
  await session.stop("three", { graceMs: 50 });
  await run("six", "hold");
  const first = await session.wait(["two", "six"], { any: true });
  deepEqual(first.map(({ name, state }) => `${name} ${state}`), ["two stopped"]);
  deepEqual((await session.wait(["two", "three"])).map(({ exitCode }) => exitCode), [137, 137]);
  await run("four", "hold");
  await rejects(session.remove("four"), { name: "Refusal", code: "wrong_state" });
  deepEqual((await session.remove("four", { force: true }))[0]?.state, "stopped");
  await run("five", "hold");
  const pid = home.pid();
  deepEqual(await session.shutdown(), { stopped: 2, killed: 0, left: 0 });
  await until("chored closes the connection", async () => {
    const error = await session.list().then(() => undefined, (error) => error);
    return error instanceof Disconnected;
  });
  await until("it is gone", () => !isAlive(pid));
  await rejects(connect({ base: home.base }), isAbsent);
});

Deno.test("connect() gives methods for jobs that wait: now, pin, unpin, edit, env, and for groups", async () => {
  await using home = await makeHome();
  await using session = await open(home);
  const { groups } = session;
  await groups.add("work", 0);
  const find = async () => (await groups.list()).find(({ name }) => name === "work");
  const job = { argv: ["true"], group: "work", cwd: "/", env: { A: "1" } };
  await session.run({ ...job, name: "job" });
  equal((await session.run({ ...job, name: "at_once", now: true })).state, "starting");
  deepEqual(await find(), { name: "work", slots: 0, used: 1, queued: 1, state: "open" });
  await session.wait("at_once");
  deepEqual(
    await session.edit("job", { argv: ["sh", "-c", "echo $A; exit 4"], env: { A: "2" } }),
    [{ id: 1, name: "job", state: "scheduled" }],
  );
  deepEqual(await session.env(["job"]), [{ id: 1, name: "job", env: ["A=2"] }]);
  await session.pin("job");
  equal((await session.show("job"))[0]?.pinned, true);
  await session.unpin(1);
  equal((await session.show("job"))[0]?.pinned, false);
  for (const word of ["pause", "drain", "resume"] as const) {
    await groups[word]("work");
    equal((await find())?.state, { pause: "paused", drain: "draining", resume: "open" }[word]);
  }
  equal((await session.now("job"))[0]?.state, "starting");
  equal((await session.wait("job"))[0]?.exitCode, 4);
  await groups.set("work", 2);
  equal((await find())?.slots, 2);
  await session.clean();
  await groups.remove("work");
  equal(await find(), undefined);
});

Deno.test("history() gives the runs that have ended, page by page, of forgotten jobs too", async () => {
  await using home = await makeHome();
  await using session = await open(home);
  for (const code of ["0", "3"]) {
    await session.run({
      argv: [fixture("exit_with"), code],
      name: `job_${code}`,
      cwd: "/",
      env: {},
    });
    await session.wait(`job_${code}`);
  }
  await session.clean();
  const names = async (options: HistoryOptions) =>
    (await Array.fromAsync(session.history(options))).map(({ name }) => name);
  deepEqual(await names({}), ["job_3", "job_0"]);
  deepEqual(await names({ states: ["failed"] }), ["job_3"]);
  deepEqual(await names({ name: "job_0" }), ["job_0"]);
  deepEqual(await names({ since: Date.now() + 60_000 }), []);
  deepEqual(await names({ until: Date.now() + 60_000 }), ["job_3", "job_0"]);
});

Deno.test("events() gives every change of the jobs asked for, in order, until the loop is left", async () => {
  await using home = await makeHome();
  using session = await open(home);
  const events = await session.events();
  await session.run({ argv: ["true"], name: "other", cwd: "/", env: {} });
  const seen: JobEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (event.state === "succeeded") break;
  }
  const states = ["queued", "starting", "running", "succeeded"];
  deepEqual(seen.map(({ state }) => state), states);
  deepEqual(seen.map(({ was }) => was), [null, ...states.slice(0, -1)]);
  deepEqual(seen.map(({ at }) => at).toSorted(), seen.map(({ at }) => at));
  deepEqual([seen[3]?.id, seen[3]?.name, seen[3]?.run, seen[3]?.why], [
    1,
    "other",
    1,
    "exit code 0",
  ]);
  equal(events.missed, 0);

  await session.run({ argv: [fixture("hold")], name: "job", cwd: "/", env: {} });
  await home.untilSaid("job", "ready");
  const own = await session.events(["job"]);
  await session.restart("other");
  await session.restart("job");
  const after: string[] = [];
  for await (const { name, state } of own) {
    equal(name, "job");
    after.push(state);
    if (state === "running") break;
  }
  deepEqual(after, [
    "stopping",
    "stopped",
    "scheduled",
    "waiting",
    "queued",
    "starting",
    "running",
  ]);
  const rest = await session.events();
  session.close();
  for await (const _ of rest) equal(true, false, "a closed session gives no events");
});

Deno.test("a refusal tells which no it is; a retry of the same request is the same job", async () => {
  await using home = await makeHome();
  using session = await open(home);
  const job = { argv: ["true"], name: "job", cwd: "/", env: {}, request: "mine" };
  const first = await session.run(job);
  await session.wait(1);
  deepEqual(await session.run(job), { ...first, created: false, state: "succeeded" });
  deepEqual((await session.run({ ...job, request: "other", ifAbsent: true })).created, false);
  const codeOf = async (promise: Promise<unknown>) => {
    const error = await promise.then(() => undefined, (error) => error);
    return error instanceof Refusal ? error.code : error;
  };
  equal(await codeOf(session.run({ ...job, request: "third" })), "name_taken");
  equal(await codeOf(session.show("nobody")), "no_such_job");
  equal(await codeOf(session.show([])), "bad_request");
  equal(await codeOf(session.signal("job", "SIGHUP")), "wrong_state");
  equal(await codeOf(session.run({ argv: [] })), "bad_request");
  equal(await codeOf(session.run({ argv: ["true"], name: "a-b" })), "bad_request");
});

function open(home: UserHome) {
  return connect({ session: "chored", base: home.base, who: "a test" });
}

function isAbsent(error: unknown): boolean {
  const { NotFound, ConnectionRefused } = Deno.errors;
  return error instanceof NotFound || error instanceof ConnectionRefused;
}
