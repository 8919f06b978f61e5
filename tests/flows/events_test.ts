import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect, type JobEvent } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** The events that `chore events` has printed as JSON. */
function parse(stdout: string): (JobEvent & { missed?: number })[] {
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

const linesOf = (events: readonly JobEvent[]) =>
  events.map(({ name, kind, was, state }) => `${name} ${kind} ${was} ${state}`);

const LIFE = [
  ...["job state null queued", "job state queued starting"],
  ...["job state starting running", "job state running failed"],
];

/** Resolves once somebody listens. */
async function untilWatched(home: UserHome, count = 1): Promise<void> {
  await until("somebody watches", async () => {
    const { counts } = await home.json<{ counts: { subscribers: { now: number } } }>(["debug"]);
    return counts.subscribers.now >= count;
  });
}

Deno.test("chore events shows what happens as it happens, and ends upon an interrupt with 0", async () => {
  await using home = await makeHome();
  const watching = home.start(["chore", "events"]);
  await untilWatched(home);
  await home.run("-j", "job", "-c", "exit 3");
  await home.chore(["wait", "job"]);
  await watching.untilStdout("running -> failed");
  watching.signal("SIGINT");
  const { code, stdout } = await watching.ended;
  equal(code, 0);
  const lines = stdout.split("\n").slice(0, -1);
  deepEqual(lines.map((line) => line.split("  ").slice(1)), [
    ["job", "new -> queued", "waits for its turn"],
    ["job", "queued -> starting", "its worker starts"],
    ["job", "starting -> running", "its command runs"],
    ["job", "running -> failed", "exit code 3"],
  ]);
  match(lines[0] ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}/);
});

Deno.test("chore events --since tells what was, of jobs that are gone too, then goes on", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-c", "exit 3");
  await home.chore(["wait", "job"]);
  await home.ask(["rm", "job"]);
  const watching = home.start(["chore", "events", "--json", "--since", "1h"]);
  await untilWatched(home);
  await home.run("-j", "next", "--", "true");
  await watching.untilStdout('"succeeded"');
  watching.signal("SIGINT");
  const events = parse((await watching.ended).stdout);
  deepEqual(linesOf(events).slice(0, 4), LIFE);
  deepEqual(linesOf(events).slice(4).map((line) => line.split(" ").at(-1)), [
    ...["queued", "starting", "running", "succeeded"],
  ]);
  deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("chore events --until-ended ends with the jobs, and has told all of them", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-g", "default", "--hold", "-c", "exit 3");
  const watching = home.start([
    "chore",
    "events",
    "job",
    "--until-ended",
    "--json",
    "--since",
    "1h",
  ]);
  await untilWatched(home);
  await home.run("-j", "other", "--", "true");
  await home.ask(["release", "job"]);
  const { code, stdout } = await watching.ended;
  equal(code, 0);
  const events = parse(stdout);
  ok(events.every(({ name }) => name === "job"));
  equal(events.at(-1)?.state, "failed");
  // what has ended is told, and that is all
  deepEqual(
    parse(await home.ask(["events", "job", "--until-ended", "--json", "--since", "1h"])),
    events,
  );
  equal(await home.ask(["events", "job", "--until-ended"]), "");
  const states = await home.ask([
    "events",
    "--json",
    "--until-ended",
    "-g",
    "default",
    "--since",
    "1h",
  ]);
  ok(linesOf(parse(states)).includes("other state running succeeded"));
});

Deno.test("chore events --kind and --group leave out all else", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "builds", "--slots", "1"]);
  await home.run("-j", "one", "-g", "builds", "--", "sleep", "1000");
  await home.run("-j", "two", "--", "sleep", "1000");
  await home.ask(["ready", "one", "two"]);
  const told = async (...words: string[]) => {
    const watching = home.start(["chore", "events", "--json", "--since", "1h", ...words]);
    await watching.untilStdout('"ready"');
    watching.signal("SIGINT");
    return linesOf(parse((await watching.ended).stdout));
  };
  deepEqual(await told("--kind", "ready"), ["one ready null running", "two ready null running"]);
  deepEqual(await told("--kind", "ready,alert", "-g", "builds"), ["one ready null running"]);
  const wrong = await home.chore(["events", "--kind", "reday"]);
  equal(wrong.code, 100);
  match(wrong.stderr, /did you mean "ready"/);
  equal((await home.chore(["events", "nobody"])).code, 103);
});

Deno.test("chore events ends with 102 when chored does; --reconnect goes on with the next, without a gap", async () => {
  await using home = await makeHome();
  const [plain, patient] = [
    home.start(["chore", "events", "--json"]),
    home.start(["chore", "events", "--json", "--reconnect"]),
  ];
  await untilWatched(home, 2);
  await home.run(
    "-j",
    "job",
    "-c",
    `until [ -e '${home.path("go")}' ]; do sleep 0.05; done; exit 3`,
  );
  await patient.untilStdout('"running"');
  Deno.kill(home.pid(), "SIGKILL");
  const { code, stderr } = await plain.ended;
  deepEqual([code, /has ended: --reconnect/.test(stderr)], [102, true]);
  Deno.writeTextFileSync(home.path("go"), "");
  await home.chore(["wait", "job"]);
  await patient.untilStdout('"failed"');
  patient.signal("SIGINT");
  deepEqual(linesOf(parse((await patient.ended).stdout)), LIFE);
});

Deno.test("chore events ends with 141 when its reader has left", async () => {
  await using home = await makeHome();
  const watching = home.start(["chore", "events"]);
  await untilWatched(home);
  await home.run("--", "true");
  await watching.untilStdout("new -> queued");
  await watching.closeStdout();
  let isOver = false;
  watching.ended.then(() => isOver = true);
  await until("it has noticed", async () => {
    await home.run("--", "true");
    return isOver;
  });
  equal((await watching.ended).code, 141);
});

Deno.test("events() of mod.ts gives what was kept, then is live", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-c", "exit 3");
  await home.chore(["wait", "job"]);
  await using session = await connect({ base: home.base });
  const events = await session.events("job", { since: new Date(0) });
  await events.live;
  events.close();
  const after = await session.events("job", { after: 2, kinds: ["state"] });
  const seen: JobEvent[] = [];
  for await (const event of after) if (seen.push(event) === 2) break;
  deepEqual(linesOf(seen), LIFE.slice(2));
});
