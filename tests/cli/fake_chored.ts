/** A chored that says what a test wants, and chore run against it under the rights of its launcher. */

import { Channel } from "../../wire/channel.ts";
import { PROTOCOL_VERSION } from "../../wire/version.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

export interface FakeChored extends AsyncDisposable {
  readonly chore: (...words: string[]) => Promise<Ended>;
  readonly base: string;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Answers one message of a client with these. */
export type Script = (message: Readonly<Record<string, unknown>>, count: number) => object[];

export const HELLO = {
  kind: "hello",
  version: PROTOCOL_VERSION,
  program: "9.9.9",
  session: "fake",
  recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
};

/** Use it with `await using`. */
export function fakeChored(script: Script): FakeChored {
  const folder = temporaryFolder();
  const base = folder.path;
  for (const path of ["run", "cache", "cache/fake"]) Deno.mkdirSync(`${base}/${path}`);
  const listener = Deno.listen({ transport: "unix", path: `${base}/run/fake.sock` });
  const serving = serve(listener, script);
  return {
    base,
    chore: (...words) => runChore(base, words),
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      folder[Symbol.dispose]();
    },
  };
}

async function serve(listener: Deno.UnixListener, script: Script): Promise<void> {
  const channels: Channel[] = [];
  try {
    for await (const connection of listener) {
      let count = 0;
      const owner = {
        message(message: object, channel: Channel) {
          const answers = script(message as Readonly<Record<string, unknown>>, count++);
          for (const answer of answers) channel.send(answer);
        },
        down() {},
      };
      channels.push(new Channel(connection, owner));
    }
  } catch {
    // closed by the test
  }
  for (const channel of channels) channel.end("closed");
}

const main = new URL("../../cli/main.ts", import.meta.url).pathname;

async function runChore(base: string, words: readonly string[]): Promise<Ended> {
  const socket = `${base}/run/fake.sock`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--allow-env", "--allow-run=/bin/false"],
      ...[`--allow-read=${base}`, `--allow-write=${socket}`, `--allow-net=unix:${socket}`],
      ...[main, base, "fake", "022", "/bin/false", "/man", ...words],
    ],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
