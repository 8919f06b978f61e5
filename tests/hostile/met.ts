// What each attempt of a program that was taken over is to meet, and how a test says so.

import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import type { Met } from "./taken_over.ts";

/** Deno's own word. */
export const noRight = (kind: string) => new RegExp(`^NotCapable: Requires ${kind} access`);
export const noLibrary = /^NotCapable: Requires --allow-run permissions to spawn .* LD_PRELOAD/;
export const noSecondDatabase = /^Error: too many attached databases - max 0$/;

const [run, read, write, net, sys] = ["run", "read", "write", "net", "sys"].map(noRight) as [
  ...RegExp[],
] & { length: 5 };
const noLink = /^NotCapable: Deno\.symlink\(\) requires unscoped/;
const noImport = (kind: string) => new RegExp(`^TypeError: .*Requires ${kind} access`);

/** Of `common` in tests/fixtures/hostile/attempts.ts. */
export const COMMON: Readonly<Record<string, RegExp | undefined>> = {
  "spawn a shell": run,
  "spawn a shell by its name": run,
  "spawn Deno": run,
  "spawn by node": /^Error: Command failed: \/bin\/sh -c echo out$/,
  "kill a process": run,
  "kill by node": run,
  "read /etc/shadow": read,
  "read /etc/passwd": read,
  "read by node": read,
  "read its environment in /proc": read,
  "read another process's memory": read,
  "list /": read,
  "read beside a path that it may read": read,
  "write /tmp": write,
  "write by node": write,
  "make a temporary file": write,
  "write a file of V8": write,
  "change a launcher": write,
  "put another launcher in its place": read,
  "make a launcher open to all": write,
  "make a link": noLink,
  "make a second name": read,
  "change its root": read,
  "connect to an address": net,
  "listen at an address": net,
  "fetch": net,
  "fetch a file": read,
  "ask for a name": net,
  "connect by node": net,
  "open a web socket": net,
  "connect to another socket": read,
  "listen at another socket": read,
  "serve": net,
  "ask the name of the machine": sys,
  "ask who it is": sys,
  "ask what runs here": sys,
  "change its mask": sys,
  "load a library": noRight("ffi"),
  "load an addon of node": read,
  "be asked for a right": /^Error: it is denied$/,
  "open the inspector": sys,
  "load code from the network": noImport("import"),
  "load code from a file": noImport("read"),
  "load a package": /^TypeError: .*(not found in cache|npm specifiers)/s,
  "load a package from elsewhere": noImport("import"),
  "read in a thread of its own": /^Error: Requires read access/,
  // it has this, as all that runs under Deno: see SECURITY.md
  "keep something in the cache": /^done: /,
  "keep something in the storage": /^done: /,
};

/** That all attempts were made, and each has met what it is to meet. */
export function meets(met: Met, expected: Readonly<Record<string, RegExp | undefined>>): void {
  deepEqual(Object.keys(met).sort(), Object.keys(expected).sort());
  for (const [name, pattern] of Object.entries(expected)) {
    if (pattern !== undefined) match(`${met[name]}`, pattern, `${name}: ${met[name]}`);
  }
}
