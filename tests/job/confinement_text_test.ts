import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { type Confine, NOT_CONFINED, UNVEIL_PERMISSIONS, wallsOf } from "../../job/confinement.ts";
import { looserThan, wallLines } from "../../job/confinement_text.ts";
import { PROMISE_WORDS } from "../../job/promises.ts";

const cwd = "/srv/work";
const confined = (confine: Partial<Confine>): Confine => ({ ...NOT_CONFINED, ...confine });

function linesOf(confine: Partial<Confine>) {
  const walls = wallsOf({ cwd, confine: confined(confine) });
  return walls === undefined ? undefined : Object.fromEntries(wallLines(walls));
}

Deno.test("wallLines() of the sandboxes, of an unveiled path, and of one wall alone", () => {
  const strict = {
    ...{ sees: "all but chore's own", writes: cwd, tmp: "its own", network: "no" },
    ...{ unix_sockets: "no", may: "start processes" },
    may_not: "change who it is, give files to others, make fifos",
  };
  deepEqual(linesOf({ sandbox: "strict" }), strict);
  deepEqual(linesOf({ sandbox: "default" }), { ...strict, network: "yes", unix_sockets: "yes" });
  deepEqual(linesOf({ pledge: ["stdio", "rpath"], unveil: [{ permissions: "r", path: "/a" }] }), {
    ...{ sees: "the system's own, and /a", writes: "nothing more", tmp: "as the rest" },
    ...{ network: "no", unix_sockets: "no" },
    may_not: "start processes, change who it is, give files to others, make fifos",
  });
  deepEqual(linesOf({ noNet: true }), {
    ...{ sees: "all but chore's own", writes: "all that it sees", tmp: "as the rest" },
    ...{ network: "no", unix_sockets: "yes" },
    may: "start processes, change who it is, give files to others, make fifos",
  });
});

/** What is asked, and where a wall lets through more. */
const LOOSER: readonly (readonly [Partial<Confine>, readonly string[]])[] = [
  [{ sandbox: "strict" }, []],
  [{ pledge: [...PROMISE_WORDS] }, []],
  [{ pledge: ["stdio", "rpath"] }, ["exec, fattr, flock, getpw cannot be withheld"]],
  [{ pledge: PROMISE_WORDS.filter((word) => word !== "cpath") }, [
    "cpath cannot be kept apart from wpath",
  ]],
  [{ pledge: PROMISE_WORDS.filter((word) => word !== "inet") }, [
    "inet cannot be kept apart from dns",
  ]],
  [{ pledge: PROMISE_WORDS.filter((word) => word !== "inet"), noNet: true }, []],
  [{ unveil: [{ permissions: "r", path: "/a" }] }, ["r:/a can be executed too"]],
  [{ unveil: [{ permissions: "x", path: "/a" }] }, ["x:/a can be read too"]],
  [{ unveil: [{ permissions: "rw", path: "/a" }] }, [
    "rw:/a can be executed and have files made and removed in it too",
  ]],
  [{ unveil: [{ permissions: "rwxc", path: "/a" }, { permissions: "rx", path: "/b" }] }, []],
];

for (const [confine, expected] of LOOSER) {
  Deno.test(`looserThan() ${JSON.stringify(confine).slice(0, 90)}`, () => {
    deepEqual(looserThan(confined(confine)), expected);
  });
}

Deno.test("looserThan() has something to say of each path whose permissions are not all", () => {
  fc.assert(fc.property(fc.constantFrom(...UNVEIL_PERMISSIONS), (permissions) => {
    const told = looserThan(confined({ unveil: [{ permissions, path: "/a" }] }));
    ok(["rx", "rwxc"].includes(permissions) ? told.length === 0 : told.length === 1);
  }));
});
