import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { LIMITS } from "../../limits.ts";
import { until } from "../support/deadline.ts";
import { makeHome } from "../support/user_home.ts";

interface Dump {
  readonly name: string;
  readonly run: number;
  readonly note: string | null;
  readonly data: { readonly at: number; readonly state: { readonly phase: string } } | null;
}

Deno.test("chore debug JOB has the worker write its data, and gives what one that has ended has left", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "sleep", "1000");
  const before = Date.now();
  const running = await home.json<Dump>(["debug", "job"]);
  deepEqual([running.name, running.note, running.data?.state.phase], ["job", null, "running"]);
  ok((running.data?.at ?? 0) >= before);
  match(await home.ask(["debug", "job"]), /^data\.worker\.mode: run$/m);
  await home.ask(["stop", "job"]);
  await until("it has left its last", async () => {
    const { note, data } = await home.json<Dump>(["debug", "job"]);
    return note === "its run has ended" && data?.state.phase === "ended";
  });
});

Deno.test("chore debug says where there is nothing to show, with 103", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--", "true");
  const { code, stderr } = await home.chore(["debug", "job"]);
  deepEqual([code, stderr], [103, 'chore: Cannot show the data of job "job": it has not begun\n']);
});

Deno.test("chore debug alone tells what chored knows of itself, against its bounds", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "sleep", "1000");
  const text = await home.ask(["debug"]);
  match(text, /^counts\.jobs\.now: 1$/m);
  match(text, new RegExp(`^counts\\.jobs\\.most: ${LIMITS.jobs}$`, "m"));
  match(text, /^workers\.0\.phase: running$/m);
  match(text, /^groups\.0\.name: default$/m);
  match(text, /^store\.rows\.job: 1$/m);
  await using session = await connect({ base: home.base });
  const { pid, debug, clients } = await session.debug();
  deepEqual([pid, debug, clients.length], [home.pid(), false, 1]);
});

Deno.test("debug mode tells each request, order and report, and nothing that is secret", async () => {
  await using home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  await Deno.writeTextFile(`${home.base}/chore.toml`, '[alert]\ncommand = "cat"\n');
  equal((await home.chored(["-d"])).code, 0);
  const words = ["run", "-d", "-j", "job", "--env", "PASSWORD=xyzzy_env", "-i", "-"];
  const ran = await home.chore([...words, "-c", "cat >/dev/null; exit 1"], {
    input: "xyzzy_input",
  });
  equal(ran.code, 0, ran.stderr);
  match(ran.stderr, /^chore: run: [\d.]+ ms$/m);
  await home.chore(["wait", "job"]);
  await home.run("-j", "fed", "--stdin-open", "--env", "PASSWORD=xyzzy_env", "--", "cat");
  await home.ask(["send", "fed", "xyzzy_text"]);
  await home.ask(["env", "fed"]);
  await home.untilSaid("fed", "xyzzy_text");
  await home.ask(["debug", "fed"]);
  await home.ask(["debug", "--json"]);
  const files = [await home.filesOf("job"), await home.filesOf("fed")];
  await until(
    "the worker has said its last",
    () => Deno.readTextFileSync(files[0]?.trace ?? "").includes("hears taken"),
  );
  const log = Deno.readTextFileSync(home.paths().log);
  match(log, /client ".*" says request run id \d+: \d+ bytes/);
  match(log, /client ".*" is told reply id \d+: \d+ bytes/);
  match(log, /run 1: worker says report state ended: \d+ bytes/);
  match(log, /run \d+: chored says order debug id \d+: \d+ bytes/);
  const trace = Deno.readTextFileSync(files[0]?.trace ?? "");
  match(trace, /owns run 1, to run\n.*started the gate as process \d+\n.*said go\n/);
  match(trace, /says hello worker run/);
  match(trace, /final record: done: exited/);
  const paths = files.flatMap(({ trace, debug, w }) => [trace, debug, `${w}/worker.err`]);
  const told = [log, ...paths.map(readOr)];
  ok(
    told.every((text) => !text.includes("xyzzy")),
    "no environment, no input, no text that was sent",
  );
  ok(!(await home.ask(["debug"])).includes("xyzzy"));
});

Deno.test("without debug mode a worker leaves no trace", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "true");
  await home.chore(["wait", "job"]);
  equal(readOr((await home.filesOf("job")).trace), "");
});

function readOr(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
