import {
  deepStrictEqual as deepEqual,
  rejects,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { connectSocket, listenSocket } from "../../wire/socket.ts";
import { within } from "../support/deadline.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const encoder = new TextEncoder();

/** What the one who listens says to whoever calls. */
async function greet(listener: Deno.UnixListener, text: string): Promise<void> {
  using connection = await within("a connection", listener.accept());
  await connection.write(encoder.encode(text));
}

async function hear(path: string): Promise<string> {
  const duplex = await connectSocket(path);
  try {
    const buffer = new Uint8Array(100);
    const count = await within("a word", duplex.read(buffer));
    return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  } finally {
    duplex.close();
  }
}

async function exchange(listener: Deno.UnixListener, path: string, { text = "hello" } = {}) {
  const [heard] = await Promise.all([hear(path), greet(listener, text)]);
  equal(heard, text);
}

Deno.test("listenSocket() serves its path, and leaves no other name", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  using listener = listenSocket(path);
  await exchange(listener, path);
  deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["s.sock"]);
});

Deno.test("listenSocket() makes a socket that only its owner can use", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  using _listener = listenSocket(path);
  equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("listenSocket() lets a group in where it is told to", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  using _listener = listenSocket(path, { mode: 0o660 });
  equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o660);
});

Deno.test("listenSocket() takes over from one that serves, whose end leaves the path alone", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  const old = listenSocket(path);
  using successor = listenSocket(path);
  await exchange(successor, path);
  old.close();
  await exchange(successor, path, { text: "still here" });
});

Deno.test("listenSocket() takes over from one that was killed, at either name", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  for (const left of [path, `${path}.new`]) Deno.writeTextFileSync(left, "left behind");
  using listener = listenSocket(path);
  await exchange(listener, path);
});

Deno.test("listenSocket() is not to be reached by its path before it listens", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  const seen: string[] = [];
  const beforeRename = () => {
    for (const { name } of Deno.readDirSync(folder.path)) seen.push(name);
  };
  using _listener = listenSocket(path, { beforeRename });
  deepEqual(seen, ["s.sock.new"]);
});

Deno.test("listenSocket() takes a path as long as there may be one", async () => {
  using folder = temporaryFolder();
  const fill = LIMITS.socketPathBytes - `${folder.path}/.new`.length;
  const path = `${folder.path}/${"x".repeat(fill)}`;
  using listener = listenSocket(path);
  await exchange(listener, path);
  throws(() => listenSocket(`${path}y`));
});

Deno.test("connectSocket() rejects where there is no socket, and where nobody serves it", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/s.sock`;
  await rejects(connectSocket(path), Deno.errors.NotFound);
  const listener = listenSocket(path);
  listener.close();
  await rejects(connectSocket(path), Deno.errors.ConnectionRefused);
});
