import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { INPUT_POINTS } from "../../system/crash_point.ts";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import { Disconnected, Refusal } from "../../wire/client.ts";
import { spoolData } from "../../wire/input_client.ts";
import { Checkout } from "../support/checkout.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, only, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { makeHome } from "../support/user_home.ts";
import { CRASH_HERE, crashSession } from "./crash_here.ts";

const text = "a line\n".repeat(100_000);

for (const point of [...INPUT_POINTS, "accept-open", "accept-committed"] as const) {
  Deno.test(`an input that was sent is there for its job where chored dies at ${point}`, async () => {
    await using checkout = await Checkout.copy({ "system/crash_point.ts": () => CRASH_HERE });
    await using home = await Home.make({ root: checkout.root });
    const session = crashSession([point]);
    const { base, socket, inputs, runs } = home.paths(session);
    const chored = await home.start({ session });
    using client = await home.connect(session);
    const isStored = point === "input-stored";
    const arm = () => Deno.writeTextFileSync(`${base}/armed_${point}_${session}`, "");
    if (isStored) arm();
    const spooled = spoolData(client, text);
    if (isStored) await rejects(spooled, Disconnected);
    else await spooled;
    const [{ name: id } = { name: "" }] = [...Deno.readDirSync(inputs)];
    const spec = { argv: ["cat"], cwd: "/", env: ["PATH=/usr/bin:/bin"], umask: 0o077 };
    const request = "the same";
    const body = { request, name: "job", spec: { ...spec, stdin: { kind: "spool" as const, id } } };
    if (!isStored) {
      arm();
      await rejects(client.call("run", body), Disconnected);
    }
    await chored.ended;
    await home.start({ session });
    const { id: job } = await askUntilAnswered(socket, { verb: "run", body });
    equal(job, 1);
    using second = await home.connect(session);
    const ended = await endOf(second, "job");
    equal(outcomeOf(ended), "exited 0");
    equal(Deno.readTextFileSync(`${runPaths(`${runs}/${ended.runs[0]?.run}`).stdout}`), text);
    await second.call("remove", { jobs: only("job") });
    deepEqual([...Deno.readDirSync(inputs)], []);
  });
}

Deno.test("chored removes at its start what it had of an input that did not come whole", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const { inputs } = home.paths();
  using client = await home.connect();
  const id = crypto.randomUUID();
  await client.call("spool", { id, offset: 0, bytes: new Uint8Array(1000), done: false });
  await chored.kill();
  equal(exists(`${inputs}/${id}.part`), true);
  await home.start();
  equal(exists(`${inputs}/${id}.part`), false);
  using second = await home.connect();
  await rejects(
    second.call("spool", { id, offset: 1000, bytes: new Uint8Array(), done: true }),
    /it did not begin here/,
  );
  await rejects(submit(second, ["cat"], { stdin: { kind: "spool", id } }), Refusal);
});

Deno.test("chore send is told how much was taken where chored is killed, and the job's input stays open", async () => {
  await using home = await makeHome();
  Deno.writeFileSync(home.path("file"), new Uint8Array(1_000_000));
  await home.run(
    "-j",
    "job",
    "--stdin-open",
    "--",
    "sh",
    "-c",
    "until [ -e go ]; do sleep 0.01; done; wc -c",
  );
  const sender = home.start(["chore", "send", "-i", "file", "job"]);
  // it is held back: a ping would be answered, the piece is not
  await until(
    "the sender waits",
    async () => (await home.json<{ clients: number }>(["session"])).clients >= 2,
  );
  Deno.kill(home.pid(), "SIGKILL");
  const { code, stderr } = await sender.ended;
  equal(code, 102);
  const [, taken = ""] = /: (\d+) bytes were taken, and perhaps \d+ more$/m.exec(stderr) ?? [];
  equal(Number(taken) % LIMITS.inputChunkBytes, 0, stderr);
  const last = home.start(["chore", "send", "--eof", "job", "end"]);
  Deno.writeTextFileSync(home.path("go"), "");
  equal((await last.ended).code, 0);
  await home.chore(["wait", "job"]);
  const bytes = Number(await home.ask(["log", "job"])) - "end\n".length;
  equal(
    bytes >= Number(taken) && bytes <= Number(taken) + LIMITS.inputChunkBytes,
    true,
    `${bytes} ${taken}`,
  );
});

Deno.test("chore send is told that nobody knows of the last piece where the job's worker is killed", async () => {
  await using home = await makeHome();
  Deno.writeFileSync(home.path("file"), new Uint8Array(1_000_000));
  await home.run("-j", "job", "--stdin-open", "--", "sleep", "1000");
  const sender = home.start(["chore", "send", "-i", "file", "job"]);
  await until(
    "the sender waits",
    async () => (await home.json<{ clients: number }>(["session"])).clients >= 2,
  );
  const [worker] = await home.workers();
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  const { code, stderr } = await sender.ended;
  // its job is ended with it: that may be what the next piece hears of
  equal([103, 111].includes(code), true, stderr);
  match(
    stderr,
    /its worker is gone, and nobody knows whether the job has the last piece|it has ended|its standard input/,
  );
  equal((await home.chore(["wait", "job"])).code, 111);
});

Deno.test("the FIFO of a job whose worker is killed lets nobody wait", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await startJob(client, ["cat"], { name: "job", stdin: { kind: "fifo" } });
  const worker = (await home.processes()).find(({ words }) => words.includes("/worker/main.ts"));
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  equal((await endOf(client, "job")).state, "lost");
  const { stdin } = runPaths(`${home.paths().runs}/1`);
  const write = new Deno.Command("sh", {
    args: ["-c", 'echo x >"$1"', "sh", stdin],
    stderr: "null",
  });
  equal((await write.output()).success, false);
  equal(Deno.lstatSync(stdin).isDirectory, true);
});
