// Fuzzing of the client's side: a hostile chored answers the command line with what is nearly right, and with noise.

import { ok } from "node:assert/strict";
import fc from "fast-check";
import type { Caller } from "../../cli/caller.ts";
import { quickList } from "../../cli/quick_list.ts";
import { parseWords } from "../../cli/parse.ts";
import { reportError } from "../../cli/report_error.ts";
import { findVerb } from "../../cli/verb_table.ts";
import { VERBS } from "../../cli/verbs.ts";
import { EXIT } from "../../job/exit_code.ts";
import { sessionPaths } from "../../system/paths.ts";
import { printable } from "../../system/text.ts";
import { Client } from "../../wire/client.ts";
import { encodeFrame, FrameReader } from "../../wire/frame.ts";
import { within } from "../support/deadline.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { mutatedBytes } from "./bytes.ts";
import { fact, fuzz } from "./fuzz.ts";
import { type Asked, HELLO, REPLIES, UNASKED } from "./good_replies.ts";
import { mutatedValue } from "./values.ts";

/** What is asked, and the verb of the reply that it expects. */
const COMMANDS: readonly (readonly [Asked, ...string[]])[] = [
  ["list", "list"],
  ["list", "list", "--json"],
  ["list", "list", "--all"],
  ["show", "show", "build"],
  ["show", "show", "--json", "build"],
  ["wait", "wait", "build"],
  ["why", "why", "build"],
  ["history", "history"],
  ["history", "history", "--json"],
  ["stats", "stats", "build"],
  ["stats", "stats"],
  ["stats", "stats", "--csv", "build"],
  ["session", "session"],
  ["session", "session", "--config"],
  ["group", "group"],
  ["env", "env", "build"],
  ["stop", "stop", "build"],
  ["react", "react", "build"],
  ["reload", "reload"],
  ["tab", "tab", "--list"],
  ["next", "tab", "--next=3"],
];

/** One frame of chored to a request: nearly a reply, nearly something else, or no frame. */
type Answer = (id: number) => Uint8Array;

/** What must reach no terminal. */
const CONTROLS = ["\x1b[31m", "\x9b2J", "\u202e", "\u2028", "\0", "\x07", "\r", "\n", "\x7f"];

/** Puts `control` into each text of a reply. */
function withinTexts(value: unknown, control: string): unknown {
  if (typeof value === "string") return `${value.slice(0, 2)}${control}${value.slice(2)}`;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withinTexts(item, control));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, withinTexts(field, control)]),
  );
}

function answerOf(verb: Asked): fc.Arbitrary<Answer> {
  const replies = REPLIES[verb];
  return fc.oneof(
    { weight: 6, arbitrary: mutatedValue(replies).map((value) => reply(value)) },
    {
      weight: 2,
      arbitrary: mutatedValue([...UNASKED(1), ...replies.map((value) => whole(1, value))])
        .map((word): Answer => (id) => frameOf(withId(word, id))),
    },
    {
      weight: 1,
      arbitrary: mutatedBytes(replies.map((value) => encodeFrame(whole(1, value))))
        .map((bytes): Answer => () => bytes),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...replies), fc.constantFrom("", ...CONTROLS))
        .map(([value, control]) => reply(withinTexts(value, control))),
    },
  );
}

const hello = fc.oneof(
  { weight: 8, arbitrary: fc.constant(encodeFrame(HELLO)) },
  { weight: 1, arbitrary: mutatedValue([HELLO]).map(frameOf) },
  { weight: 1, arbitrary: mutatedBytes([encodeFrame(HELLO)]) },
);

const asked = fc.constantFrom(...COMMANDS).chain(([verb, ...words]) =>
  fc.record({
    words: fc.constant(words),
    hello,
    answers: fc.array(answerOf(verb), { minLength: 1, maxLength: 3 }),
  })
);

fuzz("client", {
  "chore ends with a code and one line of talk, whatever its chored answers": fact(
    asked,
    async ({ words, hello, answers }) => {
      await using server = new HostileServer(hello, answers);
      const { code, stdout, stderr } = await within(
        `the end of chore ${words.join(" ")}`,
        heard(() => runChore(server.caller, words)),
      );
      ok([...Object.values(EXIT), 3, 137].includes(code) || code < 256, `${code}`);
      for (const line of stderr.split("\n").slice(0, -1)) {
        ok(line.startsWith("chore: ") && isShown(line), JSON.stringify(line.slice(0, 300)));
        ok(!/ at .*file:|\.ts:\d+/.test(line), line.slice(0, 300));
      }
      // a choretab is printed as it is, for whoever wants it in a file
      const isFile = words.includes("--list");
      ok(isFile || isShown(stdout), JSON.stringify(stdout.slice(0, 500)));
      if (code === EXIT.bug) ok(/^chore: Bug in chore/m.test(stderr), stderr.slice(0, 300));
    },
    { runs: 40 },
  ),
  "Client settles each call and stream, whatever its chored says": fact(
    fc.record({
      hello,
      answers: fc.array(answerOf("events"), { minLength: 1, maxLength: 4 }),
    }),
    async ({ hello, answers }) => {
      await using server = new HostileServer(hello, answers);
      const client = await Client.connect(server.caller.paths.socket, "a test");
      const settled = Promise.allSettled([
        client.hello,
        client.call("list", {}),
        client.events({ names: [], all: true }).then(async (events) => {
          for await (const _ of events);
        }),
      ]);
      await within("all is settled", settled);
      client.close();
    },
    { runs: 20 },
  ),
});

/** No control character in it can reach a terminal but the ends of lines. */
function isShown(text: string): boolean {
  return text.split(/[\n\t]/).every((line) => printable(line) === line);
}

function whole(id: number, value: unknown): object {
  return { kind: "reply", id, value };
}

function reply(value: unknown): Answer {
  return (id) => frameOf(whole(id, value));
}

/** The request's own number, unless a mutation has given it another. */
function withId(word: unknown, id: number): unknown {
  const isAsked = typeof word === "object" && word !== null && "id" in word && word.id === 1;
  return isAsked ? { ...word, id } : word;
}

/** Nothing where it cannot be written: what JSON and CBOR have no words for. */
function frameOf(message: unknown): Uint8Array {
  try {
    return encodeFrame(message as object);
  } catch {
    return new Uint8Array();
  }
}

/** Whatever comes, it says hello, gives its answers, and is gone. */
class HostileServer implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly #listener: Deno.UnixListener;
  readonly #served: Promise<void>;
  readonly caller: Caller;

  constructor(readonly hello: Uint8Array, readonly answers: readonly Answer[]) {
    const paths = sessionPaths(this.#folder.path, "chored");
    Deno.mkdirSync(`${this.#folder.path}/run`);
    const env = { LOGNAME: "ann", NO_COLOR: "1" };
    this.caller = { paths, umask: 0o077, chored: "/nowhere/chored", env, debug: false };
    this.#listener = Deno.listen({ transport: "unix", path: paths.socket });
    this.#served = this.#serve().catch(() => {
      // the client has left
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closeListener();
    await this.#served;
    this.#folder[Symbol.dispose]();
  }

  async #serve(): Promise<void> {
    using connection = await this.#listener.accept();
    // it is gone for good: whoever calls again finds nobody
    this.#closeListener();
    await writeAll(connection, this.hello);
    const reader = new FrameReader();
    const buffer = new Uint8Array(64 * 1024);
    const answers = [...this.answers];
    while (answers.length > 0) {
      const count = await readFor(connection, buffer);
      if (count === null) return;
      for (const message of reader.push(buffer.subarray(0, count))) {
        const { kind, id } = message as { kind: string; id: number };
        const answer = kind === "request" ? answers.shift() : undefined;
        if (answer !== undefined) await writeAll(connection, answer(id));
      }
    }
    // what it said last is read before it goes
    await readFor(connection, buffer);
  }

  #closeListener(): void {
    try {
      this.#listener.close();
    } catch {
      // closed already
    }
  }
}

const patienceMs = 30;

/** What the client says next; null where it says nothing for a while. */
async function readFor(connection: Deno.UnixConn, buffer: Uint8Array): Promise<number | null> {
  const timer = setTimeout(() => connection.close(), patienceMs);
  try {
    return await connection.read(buffer);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(connection: Deno.UnixConn, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    offset += await connection.write(bytes.subarray(offset));
  }
}

/** As cli/main.ts does it. */
async function runChore(caller: Caller, words: readonly string[]): Promise<number> {
  try {
    const done = await quickList(caller, words);
    if (typeof done === "number") return done;
    if (done !== undefined) return reportError(done, caller);
    const [name = "", ...rest] = words;
    const found = findVerb(name, VERBS);
    if (found === undefined) throw new Error(`there is no verb ${name}`);
    const parsed = await parseWords(found.row.verb, rest);
    if (parsed.kind !== "parsed") throw new Error(`${words.join(" ")} is ${parsed.kind}`);
    const { flags, words: operands } = parsed;
    return await found.row.verb.run({ caller, flags: flags as never, words: operands });
  } catch (error) {
    return reportError(error, caller);
  }
}

interface Heard {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What it writes on the two outputs is taken for itself. */
async function heard(run: () => Promise<number>): Promise<Heard> {
  const texts = { stdout: "", stderr: "" };
  const decoder = new TextDecoder();
  for (const name of ["stdout", "stderr"] as const) {
    Deno[name].writeSync = (bytes) => {
      texts[name] += decoder.decode(bytes);
      return bytes.length;
    };
  }
  try {
    return { code: await run(), ...texts };
  } finally {
    for (const name of ["stdout", "stderr"] as const) {
      Reflect.deleteProperty(Deno[name], "writeSync");
    }
  }
}
