import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect, type JobStats, type SessionStats } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chore stats tells what a job that burns uses, and what one that sleeps does not", async () => {
  await using home = await makeHome();
  await home.run("-j", "burn", "--", fixture("burn"));
  await home.run("-j", "nap", "--", "sleep", "60");
  const burn = await measured(home, "burn", { when: ({ samples }) => samples.length >= 3 });
  const nap = await measured(home, "nap", { when: ({ samples }) => samples.length >= 3 });
  // a machine that is busy gives it less than a processor
  ok(burn.peaks.cpuPercent > 50 || isBusy(), `${burn.peaks.cpuPercent} %`);
  ok(burn.averages.cpuPercent > 5, `${burn.averages.cpuPercent} %`);
  const known = await statsOf(home, "burn");
  const usedMs = cpuMsOf((await home.job("burn")).runs[0]?.pid ?? 0);
  const toldMs = known.stats?.usage.cpuMs ?? 0;
  // it went on to burn between the two
  ok(
    toldMs > 100 && toldMs < usedMs + 100 && (toldMs > usedMs - 3000 || usedMs === Infinity),
    `${toldMs} of ${usedMs}`,
  );
  equal(burn.samples.some(({ state }) => state === "R"), true);
  ok(nap.peaks.cpuPercent < 5, `${nap.peaks.cpuPercent} %`);
  deepEqual([nap.peaks.processes, nap.usage.processes, nap.samples[0]?.state], [1, 1, "S"]);
  const text = await home.ask(["stats", "burn"], { env: { COLUMNS: "60" } });
  match(text, /^burn: running, run 1, /);
  match(text, /^cpu time: at least \d+\.\d\d s$/m);
  match(text, /^cpu, % of one processor$/m);
  match(text, /[\u2800-\u28ff]/);
  for (const line of text.split("\n").slice(9)) ok([...line].length <= 60, line);
});

Deno.test("chore stats tells the memory of a job, and what it was at most when it has ended", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("allocate"), "40");
  await home.untilSaid("job", "ready");
  const { peaks } = await measured(home, "job", { when: (stats) => stats.samples.some(isLarge) });
  ok(peaks.rssBytes > 40e6);
  const { stats: path } = await home.filesOf("job");
  await until("the series is written", () => {
    return (JSON.parse(Deno.readTextFileSync(path)).series?.peaks.rssBytes ?? 0) > 40e6;
  });
  const before = await statsOf(home, "job");
  await home.ask(["kill", "job"]);
  const ended = await statsOf(home, "job");
  equal(ended.state, "stopped");
  ok(ended.endedAt !== null && ended.worker === null);
  ok((ended.stats?.peaks.rssBytes ?? 0) > 40e6);
  deepEqual([ended.stats?.usage.processes, ended.stats?.usage.rssBytes], [0, 0]);
  ok((ended.stats?.usage.cpuMs ?? 0) >= (before.stats?.usage.cpuMs ?? Infinity));
  ok((ended.stats?.samples.length ?? 0) >= 2);
  match(await home.ask(["show", "-S", "job"]), /^rss_peak_bytes: [4-9]\d{7}$/m);
  match(await home.ask(["stats", "job"]), /^memory {2,}\S+ MiB {2,}[4-9]\d\.\d MiB$/m);
});

Deno.test("chore stats goes on while a job is paused: it stands still, and keeps its memory", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("burn"));
  await home.untilSaid("job", "ready");
  await home.ask(["pause", "job"]);
  const { samples, usage } = await measured(
    home,
    "job",
    { when: ({ samples }) => samples.filter(({ state }) => state === "T").length >= 2 },
  );
  const last = samples.at(-1);
  deepEqual([last?.state, last?.processes], ["T", 1]);
  ok((last?.cpuPercent ?? 100) < 5, `${last?.cpuPercent}`);
  ok(usage.rssBytes > 0);
});

Deno.test("chore stats prints samples as CSV, JSON and SVG, and plain characters with --ascii", async () => {
  await using home = await makeHome();
  await home.run("-j", "one", "--", fixture("hold"));
  await home.run("-j", "two", "--", fixture("hold"));
  for (const name of ["one", "two"]) {
    await measured(home, name, { when: ({ samples }) => samples.length >= 2 });
  }
  const [head = "", ...lines] = (await home.ask(["stats", "--csv", "one", "two"])).trimEnd()
    .split("\n");
  match(head, /^job,run,time,span_seconds,cpu_percent,/);
  ok(lines.length >= 4);
  for (const line of lines) {
    equal(line.split(",").length, head.split(",").length);
    match(line, /^(one,1|two,2),\d{4}-\d\d-\d\dT[\d:.]+Z,/);
  }
  const names = (await home.json<JobStats[]>(["stats", "-a"])).map(({ name }) => name);
  deepEqual(names, ["one", "two"]);
  const svg = await home.ask(["stats", "--svg", "one"]);
  match(svg, /^<svg [^>]+>\n<title>job one, run 1, running, from [^<]+<\/title>/);
  match(svg, /<\/svg>\n$/);
  equal((svg.match(/<path/g) ?? []).length > 10, true);
  const plain = await home.ask(["stats", "--ascii", "one"]);
  // deno-lint-ignore no-control-regex
  match(plain, /^[\x00-\x7f]*$/);
  match(plain, /^ *0 B \+-+$/m);
});

Deno.test("chore stats says what it has of a job that was too short, waits, or is none", async () => {
  await using home = await makeHome();
  await home.run("-j", "short", "--", "echo", "hello");
  await home.run("-j", "later", "--in", "1h", "--", "true");
  await home.ask(["wait", "short"]);
  match(
    await home.ask(["stats", "short"]),
    /^logged: 6 B from stdout, 0 B from stderr\nno samples/m,
  );
  match(await home.ask(["stats", "later"]), /^later: scheduled\nnone: it has not begun\n$/);
  match(await home.ask(["show", "-S", "later"]), /^stats: none: it has not begun$/m);
  const { stats } = await home.filesOf("short");
  Deno.writeTextFileSync(stats, "{");
  match(await home.ask(["stats", "short"]), /^none: its file cannot be read$/m);
  for (
    const [words, code, text] of [
      [["nobody"], 103, /no_such|Cannot find job "nobody"/],
      [["--svg", "short"], 103, /Cannot draw job "short": nobody has looked at it/],
      [["--svg", "short", "later"], 100, /Cannot draw 2 jobs/],
      [["--csv", "--json", "short"], 100, /Cannot use --csv and --json: choose one/],
      [["--ascii"], 100, /Cannot use --ascii: name a job, or say --all/],
      [["-a", "short"], 100, /Cannot measure "short" and --all: choose one/],
    ] as const
  ) {
    const ran = await home.chore(["stats", ...words]);
    deepEqual([ran.code, ran.stdout], [code, ""], words.join(" "));
    match(ran.stderr, text);
  }
});

Deno.test("chore stats without a job tells how the session does", async () => {
  await using home = await makeHome();
  await home.run("-j", "good", "--", "echo", "hello");
  await home.run("-j", "bad", "--", fixture("exit_with"), "1");
  await home.run("-j", "job", "--", fixture("hold"));
  await home.run("-j", "behind", "--after", "job", "--", "true");
  await home.chore(["wait", "good", "bad"]);
  await measured(home, "job", { when: ({ samples }) => samples.length >= 1 });
  const stats = await home.json<SessionStats>(["stats"]);
  deepEqual(stats.jobs, { running: 1, waiting: 1, succeeded: 1, failed: 1 });
  equal(stats.oldestWaiting?.name, "behind");
  deepEqual(stats.hour, { started: 3, ended: 2, failed: 1, loggedBytes: 6 });
  deepEqual(stats.day, stats.hour);
  deepEqual([stats.running.jobs, stats.running.processes, stats.running.loggedBytes], [1, 2, 6]);
  equal(stats.chored.pid, home.pid());
  ok(stats.chored.rssBytes > 10e6 && stats.chored.heapBytes > 1e6);
  equal(stats.workers.count, 1);
  ok(stats.workers.rssBytes > 10e6);
  const text = await home.ask(["stats"]);
  match(
    text,
    /^jobs: 1 waiting, 1 running, 1 succeeded, 1 failed\nwaiting: 1, the oldest is behind, /,
  );
  match(text, /^last_hour: 3 runs began, 2 ended, 1 of them failed, logged 6 B$/m);
});

Deno.test("stats() and sessionStats() of mod.ts give the same to a program", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  await using session = await connect({ base: home.base });
  const [job] = await session.stats("job");
  deepEqual([job?.name, job?.run, job?.stats?.usage.processes], ["job", 1, 2]);
  ok((job?.stats?.samples.length ?? 0) >= 1);
  equal((await session.sessionStats()).running.jobs, 1);
});

type Stats = NonNullable<JobStats["stats"]>;

async function statsOf(home: UserHome, name: string): Promise<JobStats> {
  return await home.json<JobStats>(["stats", name]);
}

/** The statistics of a job, once they are as is wanted. */
async function measured(
  home: UserHome,
  name: string,
  { when }: { readonly when: (stats: Stats) => boolean },
): Promise<Stats> {
  let found: Stats | undefined;
  await until(`job ${name} is measured`, async () => {
    const { stats } = await statsOf(home, name);
    if (stats !== null && when(stats)) found = stats;
    return found !== undefined;
  });
  return found as Stats;
}

function isLarge({ rssBytes }: { readonly rssBytes: number }): boolean {
  return rssBytes > 40e6;
}

/** What /proc tells, or Infinity where there is none. */
function cpuMsOf(pid: number): number {
  try {
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Infinity;
  }
}

/** Whether others want the processors too. */
function isBusy(): boolean {
  return (Deno.loadavg()[0] ?? 0) > navigator.hardwareConcurrency;
}
