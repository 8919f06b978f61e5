import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import type { Enclosed, Walls } from "../../system/confine.ts";
import { bubblewrapWords, linuxBackend } from "../../system/confine_linux.ts";

const closed: Walls = {
  ...{ sees: "all", writes: "granted", grants: [], privateTmp: false, network: false },
  ...{ unixSockets: false, processes: true, ids: false, owners: false, nodes: false },
};

function enclosed(walls: Partial<Walls>, more: Partial<Enclosed> = {}): Enclosed {
  return {
    ...{ walls: { ...closed, ...walls }, cwd: "/srv/work", env: ["A=1", "B=x=y"] },
    ...{ hidden: "/home/ann/.config/chore", folder: "/r", status: "/r/w/confined", ...more },
  };
}

/** The mounts, in their order: what, from where, to where. */
function mountsOf(words: readonly string[]): string[][] {
  const mounts: string[][] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const count = /^--(ro-)?bind(-try)?$/.test(word)
      ? 2
      : /^--(tmpfs|dev|proc|dir|remount-ro)$/.test(word)
      ? 1
      : 0;
    if (count > 0) mounts.push([word, ...words.slice(at + 1, at + 1 + count)]);
    // the value of a variable may look like anything
    at += word === "--setenv" ? 2 : count;
  }
  return mounts;
}

Deno.test("bubblewrapWords() of a job that sees all and writes nothing", () => {
  deepEqual(bubblewrapWords(enclosed({})), [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"]
      .flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--perms", "0755", "--tmpfs", "/run"],
    ...["--perms", "0555", "--tmpfs", "/home/ann/.config/chore"],
    ...["--remount-ro", "/home/ann/.config/chore"],
    ...["--unshare-all", "--new-session", "--cap-drop", "ALL", "--clearenv"],
    ...["--setenv", "A", "1", "--setenv", "B", "x=y", "--chdir", "/srv/work"],
  ]);
});

Deno.test("bubblewrapWords() pins the way to the base folder where a job can write around it", () => {
  const walls = { grants: [{ path: "/home/ann", access: "write" }] } as const;
  deepEqual(mountsOf(bubblewrapWords(enclosed(walls))).slice(-4), [
    ["--bind", "/home/ann", "/home/ann"],
    ["--bind", "/home/ann/.config", "/home/ann/.config"],
    ["--tmpfs", "/home/ann/.config/chore"],
    ["--remount-ro", "/home/ann/.config/chore"],
  ]);
  const everywhere = mountsOf(bubblewrapWords(enclosed({ writes: "all" })));
  deepEqual(everywhere.filter(([, from = ""]) => from.startsWith("/home")).map(([, to]) => to), [
    ...["/home", "/home/ann", "/home/ann/.config"],
    ...["/home/ann/.config/chore", "/home/ann/.config/chore"],
  ]);
});

Deno.test("bubblewrapWords() never puts the base folder back by what hides it", () => {
  const walls = { writes: "all", privateTmp: true } as const;
  const mounts = mountsOf(bubblewrapWords(enclosed(walls, { hidden: "/tmp/x/base" })));
  deepEqual(mounts.filter(([word, from]) => word === "--bind" && from !== "/"), []);
});

Deno.test("bubblewrapWords() shares the network only where that is granted", () => {
  equal(bubblewrapWords(enclosed({})).includes("--share-net"), false);
  equal(bubblewrapWords(enclosed({ network: true })).includes("--share-net"), true);
});

const name = fc.stringMatching(/^[a-z.]{1,6}$/).filter((each) => !/^\.{1,2}$/.test(each));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
const anyText = fc.string({ unit: "binary", maxLength: 12 }).map((each) =>
  each.replaceAll("\0", "")
);
const variable = fc.tuple(name, anyText).map(([key, value]) => `${key}=${value}`);
const anyWalls: fc.Arbitrary<Walls> = fc.record({
  sees: fc.constantFrom("all", "granted"),
  writes: fc.constantFrom("all", "granted"),
  grants: fc.array(fc.record({ path, access: fc.constantFrom("read", "write") }), { maxLength: 4 }),
  ...{ privateTmp: fc.boolean(), network: fc.boolean(), unixSockets: fc.boolean() },
  ...{ processes: fc.boolean(), ids: fc.boolean(), owners: fc.boolean(), nodes: fc.boolean() },
});

Deno.test("bubblewrapWords() makes writable what is granted, the way to the base folder, and no more", () => {
  fc.assert(fc.property(anyWalls, fc.array(variable), path, (walls, env, hidden) => {
    const words = bubblewrapWords(enclosed(walls, { env, hidden }));
    const around = walls.grants.filter(({ access }) => access === "write").map((each) => each.path);
    const isWide = walls.sees === "all" && walls.writes === "all";
    for (const [word, from = "", to] of mountsOf(words)) {
      if (word !== "--bind") continue;
      equal(from, to);
      const isWay = hidden.startsWith(`${from}/`) && around.some((each) => from.startsWith(each));
      ok(isWide || around.includes(from) || isWay, from);
    }
  }));
});

Deno.test("bubblewrapWords() always takes namespaces and privileges away, whatever a variable holds", () => {
  fc.assert(fc.property(anyWalls, fc.array(variable), (walls, env) => {
    const words = bubblewrapWords(enclosed(walls, { env }));
    const at = words.indexOf("--clearenv");
    const before = words.slice(0, at);
    deepEqual(before.slice(-3), ["--new-session", "--cap-drop", "ALL"]);
    ok(before.includes("--unshare-all"));
    equal(before.includes("--share-net"), walls.network);
    equal(words.length - at, 1 + 3 * env.length + 2, "a variable is three words");
  }));
});

Deno.test("bubblewrapWords() hides the base folder after all that could show it", () => {
  fc.assert(fc.property(anyWalls, path, (walls, hidden) => {
    const mounts = mountsOf(bubblewrapWords(enclosed(walls, { hidden })));
    const lastBind = mounts.findLastIndex(([, , to]) =>
      to !== undefined && (hidden === to || to === "/" || hidden.startsWith(`${to}/`))
    );
    const hide = mounts.findIndex(([word, at]) => word === "--tmpfs" && at === hidden);
    const covered = mounts.findLastIndex(([word, at = ""]) =>
      word === "--tmpfs" && hidden.startsWith(`${at}/`)
    );
    ok(lastBind < 0 || hide > lastBind || covered > lastBind, JSON.stringify(mounts));
  }));
});

Deno.test("linuxBackend() says no where it does not know the system calls", () => {
  equal(linuxBackend("x86_64").complaint(closed, { tmp: true }), undefined);
  equal(
    linuxBackend("riscv64").complaint(closed, { tmp: true }),
    'chore knows the system calls of x86_64 and aarch64, not of "riscv64"',
  );
});
