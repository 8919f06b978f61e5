import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { readConfig } from "../../job/config.ts";
import type { Section } from "../../job/config_section.ts";
import { TABLES } from "../../job/config_shape.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";

const reading = { file: "f", session: "site", suggest: nearest };

function sectionOf(text: string): Section {
  const read = readConfig(text, reading);
  if (read.kind === "section") return read.section;
  throw new Error(read.complaints.join("\n"));
}

function complaintsOf(text: string): readonly string[] {
  const read = readConfig(text, reading);
  return read.kind === "wrong" ? read.complaints : [];
}

Deno.test("readConfig() reads each key", () => {
  const section = sectionOf(`
    keep = 0
    [defaults]
    grace = "5s"
    restart = "always"
    attempts = 7
    interval = "1h"
    delay = 2
    backoff = "constant"
    delay-most = "2m"
    stable = 1.5
    success = [0, 75, 0]
    timeout = "1d"
    start-deadline = "1500ms"
    orphan = "adopt"
    output = "fifo"
    priority = -3
    group = "builds"
    limit = "cpu=10m,files=99"
    nice = 5
    cgroup = "always"
    sandbox = "strict"
    profile = "web"
    [profile.web]
    sandbox = "strict"
    unveil = ["r:/srv"]
    umask = "022"
    [groups]
    builds = 4
    __proto__ = 0
    constructor = 4096
    [hooks]
    pre = "a"
    post = "b"
    on-start = "c"
    on-success = "d"
    on-fail = "e"
    on-stop = "f"
    timeout = 60
    free = false
    [alert]
    command = "g"
    on = ["failed", "stopped", "failed"]
    timeout = "2s"
    most-per-minute = 3
    [output]
    size = "1M"
    files = 2
    full = "block"
    total = "1G"
    [log]
    size = "10M"
    files = 9
  `);
  deepEqual({ ...section, groups: [...section.groups], profiles: [...section.profiles] }, {
    keepMs: 0,
    profiles: [["web", {
      ...{ sandbox: "strict", umask: 0o022 },
      unveil: [{ permissions: "r", path: "/srv" }],
    }]],
    groups: [["builds", 4], ["__proto__", 0], ["constructor", 4096]],
    defaults: {
      ...{ grace: 5000, restart: "always", attempts: 7, interval: 3_600_000, delay: 2000 },
      ...{ backoff: "constant", "delay-most": 120_000, stable: 1500, success: [0, 75] },
      ...{ timeout: 86_400_000, "start-deadline": 1500, orphan: "adopt", output: "fifo" },
      ...{ priority: -3, group: "builds", limit: { cpuMs: 600_000, files: 99 } },
      ...{ nice: 5, cgroup: "always", sandbox: "strict", profile: "web" },
    },
    hooks: {
      ...{ pre: "a", post: "b", "on-start": "c", "on-success": "d", "on-fail": "e" },
      ...{ "on-stop": "f", timeout: 60_000, free: false },
    },
    alert: { command: "g", on: ["failed", "stopped"], timeout: 2000, "most-per-minute": 3 },
    output: { size: 1_048_576, files: 2, full: "block", total: 1_073_741_824 },
    log: { size: 10_485_760, files: 9 },
  });
  for (const [table, shape] of Object.entries(TABLES)) {
    const read = Reflect.get(section, table);
    deepEqual(Object.keys(read).sort(), Object.keys(shape.entries).sort(), table);
  }
});

Deno.test("readConfig() says nothing where the text says nothing", () => {
  for (const text of ["", "# keep = 1\n", "[defaults]\n[session.site]\n", "[session]\r\n"]) {
    const section = sectionOf(text);
    deepEqual({ ...section, groups: [...section.groups], profiles: [...section.profiles] }, {
      ...{ groups: [], profiles: [], defaults: {}, hooks: {}, alert: {}, output: {}, log: {} },
    });
  }
});

Deno.test("readConfig() lets what is said for the session override what is said for all", () => {
  const text = `
    keep = "1h"
    [defaults]
    grace = 1
    timeout = 2
    [groups]
    a = 1
    b = 1
    [hooks]
    pre = "all"
    post = "all"
    [session.site]
    keep = "2h"
    defaults = { grace = 9, group = "b" }
    groups.b = 5
    groups.c = 6
    hooks.pre = "mine"
    [session.other.defaults]
    timeout = 3
  `;
  const of = (session: string) => {
    const read = readConfig(text, { ...reading, session });
    ok(read.kind === "section");
    const { keepMs, groups, defaults, hooks } = read.section;
    return [keepMs, Object.fromEntries(groups), defaults, hooks];
  };
  const all = { pre: "all", post: "all" };
  deepEqual(of("site"), [
    7_200_000,
    { a: 1, b: 5, c: 6 },
    { grace: 9000, timeout: 2000, group: "b" },
    { pre: "mine", post: "all" },
  ]);
  deepEqual(of("other"), [3_600_000, { a: 1, b: 1 }, { grace: 1000, timeout: 3000 }, all]);
  deepEqual(of("chored"), [3_600_000, { a: 1, b: 1 }, { grace: 1000, timeout: 2000 }, all]);
});

const noTime = 'it is no time: write 90, "90s" or "2m"';
const noSlots = `a whole number from 0 to ${LIMITS.slots} is wanted`;
const noName = "a name is 1 to 63 letters, digits and underscores";
const most = "x".repeat(LIMITS.hookChars);

/** A text, and all that is wrong with it. */
const WRONG: readonly [string, ...string[]][] = [
  ["keep = -1", `f:1: keep: ${noTime}`],
  ["\n\nkeep = inf", `f:3: keep: ${noTime}`],
  ["keep = nan", `f:1: keep: ${noTime}`],
  ["keep = true", `f:1: keep: ${noTime}`],
  ["keep = 2026-11-27", `f:1: keep: ${noTime}`],
  ['keep = "soon"', `f:1: keep: ${noTime}`],
  ['keep = "401d"', "f:1: keep: it is at most 400 days"],
  ["[keep]", `f:1: keep: ${noTime}`],
  ['[defaults]\ngrace = "25h"', "f:2: defaults.grace: it is at most 24 hours"],
  ["defaults = 1", "f:1: defaults: a table is wanted"],
  ["[[defaults]]", "f:1: defaults: a table is wanted"],
  ["defaults = 2026-11-27", "f:1: defaults: a table is wanted"],
  [
    '[defaults]\nrestart = "maybe"',
    'f:2: defaults.restart: it is none of "no", "on-failure", "always", "unless-stopped"',
  ],
  [
    "[defaults]\nattempts = 0",
    "f:2: defaults.attempts: a whole number from 1 to 1000000 is wanted",
  ],
  [
    "[defaults]\nattempts = 1.5",
    "f:2: defaults.attempts: a whole number from 1 to 1000000 is wanted",
  ],
  [
    "[defaults]\nsuccess = [0,\n 256,\n -1]",
    "f:3: defaults.success.1: a whole number from 0 to 255 is wanted",
    "f:4: defaults.success.2: a whole number from 0 to 255 is wanted",
  ],
  [
    "[defaults]\nsuccess = []",
    "f:2: defaults.success: a list of exit codes from 0 to 255 is wanted: write [0, 75]",
  ],
  [
    "[defaults]\nsuccess = 0",
    "f:2: defaults.success: a list of exit codes from 0 to 255 is wanted: write [0, 75]",
  ],
  [
    "[defaults]\ndelay-max = 1",
    'f:2: defaults.delay-max: there is no such key: did you mean "delay-most"?',
  ],
  ["[defaults]\n__proto__ = 1", "f:2: defaults.__proto__: there is no such key"],
  ["[group]\na = 1", 'f:1: group: there is no such key: did you mean "groups"?'],
  ['"a\\u001b" = 1', 'f:1: "a\\u001b": there is no such key'],
  [
    '[groups]\nhooks = 4\n[defaults]\ngroup = "hooks"',
    'f:4: defaults.group: the slots of group "hooks" are for hooks alone',
  ],
  [
    '[defaults]\norphan = "adopt"\noutput = "pipe"',
    'f:3: defaults.output: with orphan "adopt" it is "direct" or "fifo": a pipe ends with its worker',
  ],
  [
    '[defaults]\ngroup = "a"',
    'f:2: defaults.group: there is no group "a": give it its slots in [groups]',
  ],
  [
    '[defaults]\ngroup = "a b"',
    "f:2: defaults.group: a group is named by 1 to 63 letters, digits and underscores",
  ],
  [
    '[groups]\na = 1.5\nb = 4097\nc = "2"',
    `f:2: groups.a: ${noSlots}`,
    `f:3: groups.b: ${noSlots}`,
    `f:4: groups.c: ${noSlots}`,
  ],
  ['[groups]\n"a b" = 1', `f:2: groups."a b": "a b" is no group: ${noName}`],
  ["groups = []", "f:1: groups: a table is wanted"],
  [
    `[groups]\n${Array.from({ length: 65 }, (_, n) => `g${n} = 1`).join("\n")}`,
    "f:1: groups: a session has at most 64 groups",
  ],
  ['[hooks]\npre = ""', "f:2: hooks.pre: the command is empty"],
  ["[hooks]\npre = 1", "f:2: hooks.pre: a command is wanted, as a text"],
  ['[hooks]\npre = "a\\u0000"', "f:2: hooks.pre: a command holds a NUL character"],
  [`[hooks]\npre = "${most}x"`, "f:2: hooks.pre: a command has at most 4096 characters"],
  ['[log]\nsize = "1"', 'f:2: log.size: it is no size from 4K to 1G: write "10M"'],
  ['[log]\nsize = "2G"', 'f:2: log.size: it is no size from 4K to 1G: write "10M"'],
  ["[log]\nsize = [1]", 'f:2: log.size: it is no size from 4K to 1G: write "10M"'],
  ["[log]\nfiles = 0", "f:2: log.files: a whole number from 1 to 99 is wanted"],
  ["session = 1", "f:1: session: a table is wanted"],
  ["[session]\na = 1", "f:2: session.a: a table is wanted"],
  ['[session."a b"]', `f:1: session."a b": "a b" is no session: ${noName}`],
  [
    "[session.other]\nkep = 1\n[session.other.session]",
    'f:2: session.other.kep: there is no such key: did you mean "keep"?',
    "f:3: session.other.session: there is no such key",
  ],
  [
    '[defaults]\norphan = "adopt"\n[session.other.defaults]\noutput = "pipe"',
    'f:4: session.other.defaults.output: with orphan "adopt" it is "direct" or "fifo": a pipe ends with its worker',
  ],
  [`${"k".repeat(200)} = 1`, `f:1: ${"k".repeat(63)}…: there is no such key`],
  [
    '[defaults]\nlimit = "files=1"\nsandbox = "x"',
    'f:2: defaults.limit: "1" is no value for files: it is 16 to 1048576',
    'f:3: defaults.sandbox: it is none of "none", "default", "strict"',
  ],
  ["keep =", "f:1:7: invalid value"],
  ["[a\nb = 1", "f:1:3: illegal character in key"],
  ["a = 1\na = 2", "f:2:1: trying to redefine an already defined table or value"],
];

for (const [text, ...complaints] of WRONG) {
  Deno.test(`readConfig() complains of ${JSON.stringify(text.slice(0, 60))}`, () =>
    deepEqual(complaintsOf(text), complaints));
}

Deno.test("readConfig() takes each limit at its number", () => {
  const text = `
    keep = "400d"
    defaults = { grace = "24h", attempts = 1000000, success = [0, 255], priority = 1000 }
    hooks.pre = "${most}"
    log = { size = "4K", files = 99 }
    [groups]
    ${Array.from({ length: 64 }, (_, n) => `g${n} = 4096`).join("\n")}
    [session.all.log]
    size = "1G"
    files = 1
  `;
  deepEqual(complaintsOf(text), []);
});

Deno.test("readConfig() tells all complaints in the order of their lines, up to a bound", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `z${n} = 1`).join("\n");
  const few = complaintsOf(`[zz]\nkeep = 1\n[defaults]\ngrace = ""\n[yy]`);
  deepEqual(few.map((line) => line.slice(0, 4)), ["f:1:", "f:4:", "f:5:"]);
  equal(complaintsOf(lines(20)).length, 20);
  deepEqual(complaintsOf(lines(25)).slice(19), [
    "f:20: z19: there is no such key",
    "f: and 5 more",
  ]);
});

Deno.test("readConfig() gives a section or complaints with their lines, whatever the text", () => {
  const pieces = fc.constantFrom(
    ...["keep", "defaults", "grace", "groups", "session", "site", "hooks", "pre", "log", "size"],
    ...["=", " = ", ".", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\n", "\n", "#", " ", "\0"],
    ...['"1h"', '"', "'", '"""', "1", "-5", "1e9", "true", "inf", "07:32:00", '"always"', "\\u"],
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((words) => words.join("")),
    fc.array(fc.tuple(pieces, pieces), { maxLength: 8 })
      .map((pairs) => pairs.map(([key, value]) => `${key} = ${value}`).join("\n")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, (document) => {
      const read = readConfig(document, reading);
      const count = document.split(/\n/).length;
      if (read.kind === "section") return;
      ok(read.complaints.length > 0);
      for (const complaint of read.complaints) {
        const line = Number(/^f:(\d+):/.exec(complaint)?.[1]);
        ok(line >= 1 && line <= count, complaint);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("readConfig() takes no long time for a long text", () => {
  const size = LIMITS.configBytes - 10;
  const texts = [
    `${"a.".repeat(size / 2 - 4)}a = 1`,
    `[${"a.".repeat(size / 2 - 4)}a]`,
    `a =${"[".repeat(size)}`,
    Array.from({ length: size / 8 }, (_, n) => `${n}=1`).join("\n"),
    `keep = "${"9".repeat(size - 20)}"`,
    `a = """${'""x'.repeat(size / 3 - 5)}"""`,
    `a = [${"[],".repeat(size / 3 - 5)}]`,
  ];
  for (const text of texts) {
    const began = performance.now();
    ok(complaintsOf(text).length > 0);
    ok(performance.now() - began < 2000, text.slice(0, 20));
  }
});

const keys = [
  "keep",
  ...Object.entries(TABLES).flatMap(([table, { entries }]) =>
    Object.keys(entries).map((key) => `${table}.${key}`)
  ),
];

Deno.test("readConfig() finds the line of a wrong value, whichever key has it, wherever that stands", () => {
  const someKeys = fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 });
  const above = fc.constantFrom("", "session.site.", "session.other.", 'session . "x" . ');
  fc.assert(fc.property(someKeys, above, (wrong, prefix) => {
    const text = wrong.map((key) => `# no\n${prefix}${key} = { a = 1 }\n`).join("");
    const shown = prefix.replaceAll(/[ "]/g, "");
    deepEqual(
      complaintsOf(text).map((line) => line.split(": ", 2).join(": ")),
      wrong.map((key, index) => `f:${index * 2 + 2}: ${shown}${key}`).slice(0, 20)
        .concat(wrong.length > 20 ? [`f: and ${wrong.length - 20} more`] : []),
    );
  }));
});

Deno.test("readConfig() tells of a table all that is wrong, in one value and between several", () => {
  const text = '[defaults]\ngrace = "x"\norphan = "adopt"\noutput = "pipe"\ngroup = "none"';
  const read = readConfig(text, reading);
  const places = read.kind === "wrong" ? read.complaints.map((each) => each.split(": ")[1]) : [];
  deepEqual(places, ["defaults.grace", "defaults.output", "defaults.group"]);
});
