import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { connect, Refusal } from "../../mod.ts";
import { exists } from "../../system/durable.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

function inputsOf(home: UserHome): string[] {
  const { inputs } = home.paths();
  return exists(inputs) ? [...Deno.readDirSync(inputs)].map(({ name }) => name) : [];
}

async function logOf(home: UserHome, name: string): Promise<string> {
  await home.chore(["wait", name]);
  return (await home.chore(["log", name])).stdout;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of all values, NUL among them, that repeat nowhere soon. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

Deno.test("chore run -i FILE lets each attempt read the file from its start", async () => {
  await using home = await makeHome();
  Deno.writeTextFileSync(home.path("with a 'quote"), "one\ntwo\n");
  const words = ["--attempts", "2", "--delay", "0.1", "-x", "--", "sh", "-c", "cat; exit 3"];
  await home.run("-j", "job", "-i", "with a 'quote", ...words);
  equal((await home.chore(["wait", "job"])).code, 3);
  equal(
    await home.ask(["log", "--run", "all", "--stdout", "--raw", "job"]),
    "one\ntwo\n".repeat(2),
  );
});

Deno.test("chore run -i FILE refuses what cannot be read, before the command", async () => {
  await using home = await makeHome();
  Deno.mkdirSync(home.path("folder"));
  const wrong: readonly [file: string, code: number, complaint: RegExp][] = [
    [
      "nowhere",
      103,
      /Cannot start job "\w+": there is no such file for its standard input: ".*\/nowhere"$/m,
    ],
    ["folder", 103, /its standard input is a folder: ".*\/folder"$/m],
    ["", 100, /Cannot use "" for --stdin: a file is wanted, or -$/m],
  ];
  for (const [file, code, complaint] of wrong) {
    const ran = await home.chore(["run", "-i", file, "--", "touch", "ran"]);
    deepEqual([file, ran.code], [file, code]);
    match(ran.stderr, complaint);
  }
  equal(exists(home.path("ran")), false);
  const both = await home.chore(["run", "-i", "x", "--stdin-open", "--", "true"]);
  match(both.stderr, /Cannot use --stdin and --stdin-open: choose one/);
});

Deno.test("chore run -i - sends its input first, keeps it for each attempt, and lets it go with the job", async () => {
  await using home = await makeHome();
  const words = ["--attempts", "2", "--delay", "0.1", "-x", "--", "sh", "-c", "cat; exit 3"];
  await home.ask(["run", "-j", "job", "-i", "-", ...words], { input: "sent\n" });
  await home.chore(["wait", "job"]);
  equal(await home.ask(["log", "--run", "all", "--stdout", "--raw", "job"]), "sent\n".repeat(2));
  const [input = ""] = inputsOf(home);
  const path = `${home.paths().inputs}/${input}`;
  deepEqual([inputsOf(home).length, (Deno.statSync(path).mode ?? 0) & 0o777], [1, 0o600]);
  await home.ask(["rm", "job"]);
  deepEqual(inputsOf(home), []);
  const empty = await home.chore(["run", "-f", "-i", "-", "--", "wc", "-c"], { input: "" });
  deepEqual([empty.code, empty.stdout.trim()], [0, "0"]);
});

Deno.test("chore run -i - leaves nothing of what no job came to have", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "true");
  const taken = await home.chore(["run", "-j", "job", "-i", "-", "--", "cat"], { input: "x" });
  match(taken.stderr, /Cannot run job "job": job 1 has that name/);
  await until("the input is gone", () => inputsOf(home).length === 0);
  const half = home.start(["chore", "run", "-i", "-", "--", "cat"], { input: "x".repeat(700_000) });
  half.signal("SIGKILL");
  await half.ended;
  await until("half an input is gone", () => inputsOf(home).length === 0);
});

Deno.test("a job without any of the options reads nothing", async () => {
  await using home = await makeHome();
  const { stdout } = await home.chore(["run", "-f", "--", "wc", "-c"], { input: "not for it" });
  equal(stdout.trim(), "0");
});

Deno.test("chore send sends lines, texts and files in their order, and the end", async () => {
  await using home = await makeHome();
  Deno.writeTextFileSync(home.path("file"), "of a file\n");
  await home.run("-j", "job", "--stdin-open", "--", "cat");
  equal(await home.ask(["send", "job", "a line"]), "");
  await home.untilSaid("job", "a line\n");
  const sent = JSON.parse(await home.ask(["send", "--json", "-i", "file", "job"]));
  deepEqual([sent.name, sent.bytes, sent.run], ["job", 10, 1]);
  await home.ask(["send", "--no-newline", "job", "no "]);
  await home.ask(["send", "job", "--", "--end"]);
  await home.ask(["send", "-i", "-", "--eof", "job"], { input: "last" });
  equal(await logOf(home, "job"), "a line\nof a file\nno --end\nlast");
});

Deno.test("chore -i FILE -j JOB sends, and with a command it is what that reads", async () => {
  await using home = await makeHome();
  Deno.writeTextFileSync(home.path("file"), "text\n");
  await home.run("-j", "job", "--stdin-open", "--", "cat");
  await home.ask(["-i", "file", "-j", "job"]);
  await home.ask(["-j", "job", "-i", "-"], { input: "more\n" });
  await home.ask(["send", "--eof", "job"]);
  equal(await logOf(home, "job"), "text\nmore\n");
  await home.ask(["-j", "other", "-i", "file", "--", "cat"]);
  equal(await logOf(home, "other"), "text\n");
});

Deno.test("chore send passes on 20 MB of any bytes, and waits for the job to read them", async () => {
  await using home = await makeHome();
  const bytes = noise(20_000_000);
  Deno.writeFileSync(home.path("noise"), bytes);
  await home.run("-j", "job", "--stdin-open", "--", "sha256sum");
  await home.ask(["send", "-i", "noise", "--eof", "job"]);
  equal(await logOf(home, "job"), `${await digest(bytes)}  -\n`);
  await home.run("-j", "before", "-i", "noise", "--", "sha256sum");
  equal(await logOf(home, "before"), `${await digest(bytes)}  -\n`);
});

Deno.test("chore send says what is in the way, and what to do", async () => {
  await using home = await makeHome();
  await home.run("-j", "done", "--stdin-open", "--", "true");
  await home.chore(["wait", "done"]);
  await home.run("-j", "none", "--", "sleep", "1000");
  await home.run("-j", "held", "--hold", "--stdin-open", "--", "true");
  await home.run("-j", "reader", "--stdin-from", "done", "--", "sleep", "1000");
  await home.run(
    "-j",
    "closed",
    "--stdin-open",
    "--",
    "sh",
    "-c",
    "exec <&-; echo closed; sleep 1000",
  );
  await home.untilSaid("closed", "closed");
  const wrong: readonly [words: string[], code: number, complaint: RegExp][] = [
    [["done", "x"], 103, /Cannot send to job "done": it has ended: it is succeeded$/m],
    [["none", "x"], 103, /it reads nothing: run it with --stdin-open$/m],
    [["held", "x"], 103, /it has not begun: it is held: chore send --wait$/m],
    [["reader", "x"], 103, /its standard input is the output of job "done"$/m],
    [["closed", "x"], 103, /it has closed its standard input$/m],
    [["nobody", "x"], 103, /Cannot find job "nobody"/],
    [["none"], 100, /there is nothing to send: a text, -i FILE or --eof$/m],
    [["none", "x", "-i", "-"], 100, /Cannot send a text and --stdin: choose one$/m],
    [["--no-newline", "--eof", "none"], 100, /Cannot use --no-newline without a text$/m],
    [["-i", "nowhere", "none"], 111, /Cannot read "nowhere": no such file, or no right to$/m],
    [[], 100, /Cannot send: name a job$/m],
  ];
  for (const [words, code, complaint] of wrong) {
    const ran = await home.chore(["send", ...words]);
    deepEqual([words, ran.code], [words, code]);
    match(ran.stderr, complaint);
  }
  await home.ask(["stop", "none", "reader", "closed"]);
});

Deno.test("chore send --eof twice is refused the second time", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--stdin-open", "--", "sh", "-c", "cat; sleep 1000");
  await home.ask(["send", "--eof", "job"]);
  const again = await home.chore(["send", "--eof", "job"]);
  deepEqual(again.code, 103);
  match(again.stderr, /its standard input was closed$/m);
  await home.ask(["stop", "job"]);
});

Deno.test("chore send --wait waits until the job runs", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--stdin-open", "--", "cat");
  const sender = home.start(["chore", "send", "--wait", "--eof", "job", "early"]);
  await home.ask(["release", "job"]);
  equal((await sender.ended).code, 0);
  equal(await logOf(home, "job"), "early\n");
});

/** Reads all of its input once there is the file `go`. */
const late = ["sh", "-c", "until [ -e go ]; do sleep 0.01; done; wc -c"];

Deno.test("chore send --timeout gives up on a job that does not read, and says what was taken", async () => {
  await using home = await makeHome();
  Deno.writeFileSync(home.path("file"), new Uint8Array(300_000));
  await home.run("-j", "job", "--stdin-open", "--", ...late);
  const { code, stderr } = await home.chore(["send", "-T", "0.2", "-i", "file", "job"]);
  equal(code, 103);
  match(stderr, /Cannot send to job "job": it takes nothing for 0.2 s: 65536 bytes were taken$/m);
  // a sender that is gone holds nobody up, once the job reads
  const next = home.start(["chore", "send", "--eof", "job", "x"]);
  Deno.writeTextFileSync(home.path("go"), "");
  equal((await next.ended).code, 0);
  // the piece that was under way came whole, or not at all
  equal((Number(await logOf(home, "job")) - 2) % 65_536, 0);
});

Deno.test("chore send that is killed leaves nothing behind, and holds up nobody", async () => {
  await using home = await makeHome();
  Deno.writeFileSync(home.path("file"), new Uint8Array(1_000_000));
  await home.run("-j", "job", "--stdin-open", "--", ...late);
  const first = home.start(["chore", "send", "-i", "file", "job"]);
  const second = home.start(["chore", "send", "-i", "file", "job"]);
  await until(
    "two send",
    async () => (await home.json<{ clients: number }>(["session"])).clients >= 2,
  );
  second.signal("SIGKILL");
  await second.ended;
  equal((await home.chore(["show", "job"])).code, 0);
  Deno.writeTextFileSync(home.path("go"), "");
  equal((await first.ended).code, 0);
  await home.ask(["send", "--eof", "job"]);
  const bytes = Number(await logOf(home, "job"));
  // of the one that was killed at most two pieces had been taken
  equal(bytes >= 1_000_000 && bytes <= 1_000_000 + 2 * 65_536, true, String(bytes));
});

Deno.test("chore send keeps the pieces of ten senders whole", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--stdin-open", "--", "cat");
  const letters = [..."abcdefghij"];
  const line = (letter: string) => letter.repeat(10_000);
  await Promise.all(letters.map((letter) => home.ask(["send", "job", line(letter)])));
  await home.ask(["send", "--eof", "job"]);
  const lines = (await logOf(home, "job")).trimEnd().split("\n");
  deepEqual(lines.sort(), letters.map(line));
});

Deno.test("chore run --stdin-fifo passes on what one after the other writes, and in the end refuses it", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--stdin-fifo", "--", "cat");
  const { jobs } = home.paths();
  const [link] = [...Deno.readDirSync(jobs)].filter(({ name }) => /^job-.*\.stdin$/.test(name));
  const fifo = `${jobs}/${link?.name}`;
  const shell = async (text: string) => {
    const child = new Deno.Command("sh", {
      args: ["-c", `echo ${text} >"$1"`, "sh", fifo],
      stderr: "null",
    });
    return (await child.output()).code;
  };
  equal(await shell("one"), 0);
  equal(await shell("two"), 0);
  await home.ask(["send", "job", "three"]);
  await home.ask(["send", "--eof", "job"]);
  const said = (await logOf(home, "job")).split("\n");
  deepEqual(said.sort(), ["", "one", "three", "two"]);
  equal(await shell("late") === 0, false);
  equal(Deno.statSync(fifo).isDirectory, true);
  await home.ask(["rm", "job"]);
  equal(exists(fifo), false);
});

Deno.test("chore run --orphan adopt refuses an input that ends with its worker", async () => {
  await using home = await makeHome();
  for (const option of [["--stdin-open"], ["--stdin-fifo"], ["--stdin-from", "job"]]) {
    const ran = await home.chore(["run", "--orphan", "adopt", ...option, "--", "cat"]);
    equal(ran.code, 100);
    match(
      ran.stderr,
      /--orphan adopt needs an input that does not end with its worker: a file, or -i -/,
    );
  }
  const ok = await home.chore(["run", "-f", "--orphan", "adopt", "-i", "-", "--", "cat"], {
    input: "x",
  });
  deepEqual([ok.code, ok.stdout], [0, "x"]);
});

Deno.test("run() takes a text, a spool and an open input, and send() feeds it", async () => {
  await using home = await makeHome();
  await using session = await connect({ base: home.base });
  const wc = { argv: ["cat"], cwd: "/", env: { PATH: "/usr/bin:/bin" } };
  const text = "a text\nwith a 'quote'\0 and \u00e9";
  await session.run({ ...wc, name: "text", stdin: { kind: "text", text } });
  equal(await logOf(home, "text"), text);
  const id = await session.spool(["ab", "cd"].join("").repeat(200_000));
  await session.run({ ...wc, name: "spool", stdin: { kind: "spool", id } });
  equal((await logOf(home, "spool")).length, 800_000);
  await rejects(session.run({ ...wc, stdin: { kind: "spool", id } }), Refusal);
  await rejects(
    session.run({ ...wc, stdin: { kind: "text", text: "x".repeat(64 * 1024 + 1) } }),
    /a text for standard input is at most 65536 bytes/,
  );
  await session.run({ ...wc, name: "open", stdin: { kind: "pipe" } });
  await session.wait("open", { until: "start" });
  await session.send("open", new TextEncoder().encode("bytes "));
  await session.send("open", "text", { eof: true });
  equal(await logOf(home, "open"), "bytes text");
});

Deno.test("chore edit, run --batch and a choretab say what a job reads", async () => {
  await using home = await makeHome();
  Deno.writeTextFileSync(home.path("file"), "of a file\n");
  const stdin = { kind: "file", path: home.path("file") };
  const edit = (document: object) =>
    home.chore(["edit", "--set", "-", "job"], { input: JSON.stringify(document) });
  await home.ask(["run", "--hold", "-j", "job", "-i", "-", "--", "cat"], { input: "sent\n" });
  equal(inputsOf(home).length, 1);
  const id = crypto.randomUUID();
  match(
    (await edit({ stdin: { kind: "spool", id } })).stderr,
    /but not what was sent for another job/,
  );
  match((await edit({ stdin: { kind: "tty" } })).stderr, /stdin/);
  equal((await edit({ stdin })).code, 0);
  // what was sent is nobody's now
  deepEqual(inputsOf(home), []);
  await home.ask(["release", "job"]);
  equal(await logOf(home, "job"), "of a file\n");
  const line = JSON.stringify({
    name: "lines",
    command: "cat",
    stdin: { kind: "text", text: "of a line" },
  });
  await home.ask(["run", "--batch", "-"], { input: `${line}\n` });
  equal(await logOf(home, "lines"), "of a line");
  const each = await home.chore(["run", "--batch", "-", "-i", "-"], { input: "cat\n" });
  match(each.stderr, /Cannot use --batch with -i -: each job would need it/);
  await home.ask(["tab", "-"], { input: `@reboot -j timed -i ${home.path("file")} -- cat\n` });
  deepEqual((await home.json<{ spec: { stdin: object } }>(["show", "timed"])).spec.stdin, stdin);
  const wrong = await home.chore(["tab", "-"], { input: "@reboot -i file -- cat\n" });
  match(wrong.stderr, /Cannot use "file" for --stdin: it is no absolute path/);
});
