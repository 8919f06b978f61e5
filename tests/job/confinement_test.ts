import {
  deepStrictEqual as deepEqual,
  match,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import * as v from "valibot";
import { ConfineShape } from "../../job/confine_shape.ts";
import { confineWish, parsePledge, parseUnveil } from "../../job/confine_wish.ts";
import {
  type Confine,
  confineText,
  isConfined,
  NOT_CONFINED,
  wallsOf,
} from "../../job/confinement.ts";
import { complaintOfEnv, confinementComplaint } from "../../job/confinement_check.ts";
import { PROMISE_WORDS, SANDBOX_PROMISES } from "../../job/promises.ts";
import { LIMITS } from "../../limits.ts";

const cwd = "/srv/work";
const walls = (confine: Partial<Confine>) =>
  wallsOf({ cwd, confine: { ...NOT_CONFINED, ...confine } });
const r = (path: string) => ({ permissions: "r", path }) as const;
const rwc = (path: string) => ({ permissions: "rwc", path }) as const;

Deno.test("wallsOf() is nothing for a job that asks for none", () => {
  equal(walls({}), undefined);
  equal(isConfined(NOT_CONFINED), false);
});

Deno.test("wallsOf() withholds nothing but what is named, where no sandbox is", () => {
  const open = {
    ...{ sees: "all", writes: "all", grants: [], privateTmp: false, network: true },
    ...{ unixSockets: true, processes: true, ids: true, owners: true, nodes: true },
  };
  deepEqual(walls({ noNet: true }), { ...open, network: false });
  deepEqual(walls({ privateTmp: true }), { ...open, privateTmp: true });
  deepEqual(walls({ pledge: [...PROMISE_WORDS] }), open);
});

Deno.test("wallsOf() of the sandboxes", () => {
  const own = [{ path: cwd, access: "write" }];
  const least = {
    ...{ sees: "all", writes: "granted", grants: own, privateTmp: true, network: false },
    ...{ unixSockets: false, processes: true, ids: false, owners: false, nodes: false },
  };
  deepEqual(walls({ sandbox: "strict" }), least);
  deepEqual(walls({ sandbox: "default" }), { ...least, network: true, unixSockets: true });
  deepEqual(walls({ sandbox: "default", noNet: true }), { ...least, unixSockets: true });
});

Deno.test("wallsOf() shows what is unveiled, and writes there only with a promise", () => {
  const unveil = [rwc("/b"), r("/a"), r("/b")];
  const both = [{ path: "/a", access: "read" }, { path: "/b", access: "write" }];
  deepEqual(walls({ unveil })?.grants, both);
  equal(walls({ unveil })?.sees, "granted");
  deepEqual(walls({ unveil, pledge: ["rpath"] })?.grants.map(({ access }) => access), [
    "read",
    "read",
  ]);
  deepEqual(walls({ unveil, pledge: ["wpath"] })?.grants, [{ path: "/b", access: "write" }]);
});

Deno.test("wallsOf() sees less without rpath, and writes nothing without wpath and cpath", () => {
  equal(walls({ pledge: ["stdio"] })?.sees, "granted");
  equal(walls({ pledge: ["rpath"] })?.sees, "all");
  equal(walls({ pledge: ["rpath"] })?.writes, "granted");
  for (const word of ["wpath", "cpath"] as const) equal(walls({ pledge: [word] })?.writes, "all");
});

Deno.test("parsePledge() takes each word, and names the nearest of a wrong one", () => {
  deepEqual(parsePledge(" stdio  rpath,inet stdio "), ["stdio", "rpath", "inet"]);
  deepEqual(parsePledge(PROMISE_WORDS.join(" ")), [...PROMISE_WORDS]);
  const suggest = () => "inet";
  throws(
    () => parsePledge("intet", { suggest }),
    /"intet" is none of stdio .*: did you mean "inet"\?$/,
  );
  throws(() => parsePledge("vmm"), { message: 'no confined job can have "vmm"' });
});

Deno.test("parseUnveil() reads PERMISSIONS:PATH, colons in the path among it", () => {
  deepEqual(parseUnveil("rwc:/a:b"), rwc("/a:b"));
  for (const text of ["", "/a", ":/a", "w:/a", "cr:/a"]) {
    throws(() => parseUnveil(text), /PERMISSIONS:PATH/);
  }
  throws(() => parseUnveil("r:a"), /"a" is no absolute path/);
});

Deno.test("confineWish() says what is said, and ConfineShape fills in the rest", () => {
  deepEqual(confineWish({}), {});
  const wish = confineWish({ sandbox: "strict", unveil: [r("/a")], noNet: true });
  deepEqual(wish, { confine: { sandbox: "strict", unveil: [r("/a")], noNet: true } });
  deepEqual(v.parse(ConfineShape, {}), NOT_CONFINED);
  const many = Array.from({ length: LIMITS.unveils + 1 }, () => r("/a"));
  equal(v.safeParse(ConfineShape, { unveil: many.slice(1) }).success, true);
  equal(v.safeParse(ConfineShape, { unveil: many }).success, false);
  equal(v.safeParse(ConfineShape, { unveil: [r("a")] }).success, false);
  equal(v.safeParse(ConfineShape, { pledge: ["x"] }).success, false);
});

Deno.test("confineText() tells all of it", () => {
  const all = {
    pledge: ["inet", "stdio"],
    unveil: [r("/a")],
    noNet: true,
    privateTmp: true,
  } as const;
  equal(
    confineText({ sandbox: "strict", ...all, pledge: [...all.pledge], unveil: [...all.unveil] }),
    'sandbox strict, pledge "stdio inet", unveil r:/a, no net, private /tmp',
  );
});

const base = "/home/ann/.config/chore";
const complaint = (confine: Partial<Confine>, at = cwd) =>
  confinementComplaint({ cwd: at, confine: { ...NOT_CONFINED, ...confine } }, { base });

Deno.test("confinementComplaint() has none of what is sound", () => {
  equal(complaint({}, base), undefined);
  equal(complaint({ sandbox: "strict", unveil: [r("/usr/share"), rwc("/srv/other")] }), undefined);
  // commas and newlines are parts of a path as others are
  equal(
    complaint({ unveil: [rwc("/a,b"), r("/c\nd"), rwc("/usr/local/src"), rwc("/etc/own")] }),
    undefined,
  );
  // to write is not promised, so it is not granted
  equal(complaint({ pledge: ["stdio", "rpath"], unveil: [rwc("/usr/bin")] }), undefined);
  // hidden all the same
  equal(complaint({ unveil: [rwc("/home/ann")] }), undefined);
});

const WRONG: readonly (readonly [Partial<Confine>, string, RegExp])[] = [
  [{ noNet: true }, base, /confined in ".*": that is chore's own folder/],
  [{ sandbox: "strict" }, "/", /confined in "\/"/],
  [{ sandbox: "strict" }, "/dev/shm", /has a \/dev of its own/],
  [{ unveil: [r(base)] }, cwd, /chore's own folder/],
  [{ unveil: [r(`${base}/run/x`)] }, cwd, /chore's own folder/],
  [{ unveil: [r("/")] }, cwd, /that would be everything/],
  [{ unveil: [r("/proc/1")] }, cwd, /has a \/proc of its own/],
  [{ unveil: [r("/a/../b")] }, cwd, /write it without/],
  [{ unveil: [r("/a/./b")] }, cwd, /write it without/],
  [{ unveil: [r("/a//b")] }, cwd, /write it without/],
  [{ unveil: [r("/a/")] }, cwd, /write it without/],
  [
    { unveil: [rwc("/a"), r("/a/b")] },
    cwd,
    /"\/a\/b": that lies in "\/a", which the job can write/,
  ],
  [{ sandbox: "strict", unveil: [r(`${cwd}/in`)] }, cwd, /which the job can write/],
  [{ unveil: [r("/a"), r("/b"), rwc("/a")] }, cwd, /unveils "\/a" twice: say once what/],
  [{ unveil: [rwc("/usr/bin")] }, cwd, /write in "\/usr\/bin": that is the system's own/],
  [{ unveil: [rwc("/bin/x")] }, cwd, /write in "\/bin\/x": that is the system's own/],
  [{ unveil: [rwc("/etc")] }, cwd, /write in "\/etc": that is the system's own/],
  [{ sandbox: "default" }, "/usr", /write in "\/usr": that is the system's own/],
  [
    { unveil: Array.from({ length: LIMITS.unveils + 1 }, (_, at) => r(`/a${at}`)) },
    cwd,
    /unveils 257 paths: a job is unveiled at most 256/,
  ],
];
for (const [confine, at, expected] of WRONG) {
  Deno.test(`confinementComplaint() of ${JSON.stringify(confine).slice(0, 120)} in ${at}`, () => {
    match(complaint(confine, at) ?? "", expected);
  });
}

Deno.test("complaintOfEnv() is for what bubblewrap cannot take", () => {
  const asked = (count: number, confine: Confine) =>
    complaintOfEnv({ cwd, confine, env: Array.from({ length: count }, (_, at) => `A${at}=1`) });
  const strict: Confine = { ...NOT_CONFINED, sandbox: "strict" };
  equal(asked(2800, strict), undefined);
  match(asked(2900, strict) ?? "", /with 2900 variables: --clean-env/);
  equal(asked(4000, NOT_CONFINED), undefined);
});

Deno.test("SANDBOX_PROMISES grow from strict to none", () => {
  const { strict, default: usual, none } = SANDBOX_PROMISES;
  for (const word of strict) equal(usual.includes(word), true);
  for (const word of usual) equal(none.includes(word), true);
});
