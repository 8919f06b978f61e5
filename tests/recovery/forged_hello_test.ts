import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Ticket } from "../../job/run.ts";
import { runPaths } from "../../system/paths.ts";
import { Channel } from "../../wire/channel.ts";
import type { Client } from "../../wire/client.ts";
import { PROTOCOL_VERSION } from "../../wire/version.ts";
import { connectSocket } from "../../wire/socket.ts";
import { until, within } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, startJob } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** Somebody on the socket who says what a worker would say. */
class Forger implements Disposable {
  readonly heard: Record<string, unknown>[] = [];
  readonly #down = Promise.withResolvers<string>();
  readonly #channel: Channel;

  private constructor(duplex: Awaited<ReturnType<typeof connectSocket>>) {
    this.#channel = new Channel(duplex, {
      message: (message) => this.heard.push(message as Record<string, unknown>),
      down: (_channel, reason) => this.#down.resolve(reason),
    });
  }

  static async connect(home: Home): Promise<Forger> {
    return new Forger(await connectSocket(home.paths().socket));
  }

  /** Somebody whom chored has let in: the true worker, which calls again and again, may be first. */
  static async admitted(home: Home, words: object): Promise<Forger> {
    for (;;) {
      const forger = await Forger.connect(home);
      forger.say(words);
      let isDown = false;
      forger.down.then(() => isDown = true, () => isDown = true);
      const isHeard = () => forger.heard.some(({ kind }) => kind === "welcome");
      await until("chored says welcome, or no", () => isHeard() || isDown);
      if (isHeard()) return forger;
    }
  }

  say(...messages: readonly object[]): void {
    for (const message of messages) this.#channel.send(message);
  }

  /** Resolves once chored has ended the connection. */
  get down(): Promise<string> {
    return within("chored ends the connection", this.#down.promise);
  }

  async hears(kind: string): Promise<void> {
    await until(`chored says ${kind}`, () => this.heard.some((each) => each["kind"] === kind));
  }

  [Symbol.dispose](): void {
    this.#channel.end("the test is over");
  }
}

const running = { phase: "running", pid: 4242, startedAt: 1 };
const ended = {
  ...{ phase: "ended", outcome: { kind: "exited", code: 0 }, endedAt: 2 },
  ...{ stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0, leftBehind: false },
};

function hello(fields: object): object {
  return {
    ...{ kind: "hello", role: "worker", version: PROTOCOL_VERSION, pid: 4242, mode: "run" },
    ...{ run: 1, nonce: "0123456789abcdef", state: running },
    ...fields,
  };
}

const report = (state: unknown) => ({ kind: "report", report: "state", state });

async function startHold(
  home: Home,
  client: Client,
): Promise<{ nonce: string; pid: number | null }> {
  const job = await startJob(client, [fixture("hold"), home.folder], { name: "job" });
  const text = await Deno.readTextFile(runPaths(`${home.paths().runs}/1`).ticket);
  return { nonce: (JSON.parse(text) as Ticket).nonce, pid: job.runs[0]?.pid ?? null };
}

/** The job runs on, and obeys. */
async function isUnharmed(client: Client, pid: number | null): Promise<void> {
  const job = await look(client, "job");
  deepEqual([job.state, job.runs.length, job.runs[0]?.pid], ["running", 1, pid]);
  await until("its true worker answers", async () => {
    const { usage } = await look(client, "job", { usage: true });
    return (usage?.processes ?? 0) > 0;
  });
  await client.call("kill", { jobs: only("job") });
  equal(outcomeOf(await endOf(client, "job")), "signaled SIGKILL");
}

const WRONG: Readonly<Record<string, object>> = {
  "a wrong nonce": {},
  "a nonce that is none": { nonce: "../../x" },
  "a run that is not there": { run: 77 },
  "a run that is no number": { run: -1 },
  "another version": { version: 99 },
  "an end": { state: ended },
  "a state that is none": { state: { phase: "dancing" } },
  "no state": { state: undefined },
  "a mode that is none": { mode: "rule" },
};

Deno.test("admit() turns away whoever says hello with something wrong", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  const { pid } = await startHold(home, client);
  for (const [name, fields] of Object.entries(WRONG)) {
    using forger = await Forger.connect(home);
    forger.say(hello(fields), report(ended));
    await forger.down;
    deepEqual(forger.heard.map(({ kind }) => kind).filter((kind) => kind === "welcome"), [], name);
  }
  await isUnharmed(client, pid);
});

/** Each ends the connection, and changes nothing. */
const LIES: Readonly<Record<string, readonly object[]>> = {
  "a second hello": [hello({})],
  "a report that is none": [{ kind: "report", report: "fortune" }],
  "a state that is none": [report({ phase: "dancing" })],
  "an end without an outcome": [report({ ...ended, outcome: undefined })],
  "an exit code that is none": [report({ ...ended, outcome: { kind: "exited", code: 4000 } })],
  "a request": [{ kind: "request", id: 1, verb: "shutdown", body: {} }],
};

Deno.test("Link.message() ends the channel of a worker that lies, and the true one comes back", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  const { nonce, pid } = await startHold(home, client);
  const state = { phase: "running", pid, startedAt: Date.now() };
  for (const lies of Object.values(LIES)) {
    using forger = await Forger.admitted(home, hello({ nonce, state }));
    forger.say(...lies);
    await forger.down;
  }
  await isUnharmed(client, pid);
});

Deno.test("takeState() lets no report take a job back to where it was", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  const { nonce, pid } = await startHold(home, client);
  {
    const preparing = { phase: "preparing" };
    using forger = await Forger.admitted(home, hello({ nonce, state: preparing }));
    forger.say(report(preparing), { kind: "report", report: "answer", re: 999, ok: true });
    equal((await look(client, "job")).state, "running");
  }
  await isUnharmed(client, pid);
  using forger = await Forger.connect(home);
  // its run has ended: whoever calls for it is told that this is known
  forger.say(hello({ nonce }), report({ ...ended, outcome: { kind: "exited", code: 9 } }));
  await forger.hears("taken");
  equal(outcomeOf(await look(client, "job")), "signaled SIGKILL");
  equal((await look(client, "job")).state, "stopped");
});

Deno.test("Peer.message() refuses a client that becomes a worker, and one that says nothing true", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  const { pid } = await startHold(home, client);
  for (const message of [hello({}), {}, { kind: "hello" }, { kind: "report" }]) {
    using forger = await Forger.connect(home);
    forger.say({ kind: "hello", role: "client", version: PROTOCOL_VERSION, who: "x" }, message);
    match(await forger.down, /./);
  }
  await isUnharmed(client, pid);
});
