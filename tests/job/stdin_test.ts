import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { fillSpec } from "../../job/fill_spec.ts";
import { describeStdin, isFedByWorker, isOpen, type Stdin, withProducer } from "../../job/stdin.ts";
import { StdinShape } from "../../job/stdin_shape.ts";
import { parseSource, stdinWish } from "../../job/stdin_wish.ts";
import { LIMITS } from "../../limits.ts";

const id = "0f3c8ad2-5b1e-4c1d-9a2b-0123456789ab";
const KINDS: readonly [Stdin, { open: boolean; fed: boolean; says: string }][] = [
  [{ kind: "none" }, { open: false, fed: false, says: "none" }],
  [{ kind: "file", path: "/a b" }, { open: false, fed: false, says: "/a b" }],
  [{ kind: "text", text: "secret" }, { open: false, fed: false, says: "a text that came with it" }],
  [{ kind: "spool", id }, { open: false, fed: false, says: "what was sent with it" }],
  [{ kind: "pipe" }, { open: true, fed: true, says: "what chore send sends" }],
  [{ kind: "fifo" }, { open: true, fed: true, says: "what chore send sends, and its FIFO" }],
  [{ kind: "job", name: "a" }, { open: false, fed: true, says: `the output of job "a"` }],
];

for (const [stdin, { open, fed, says }] of KINDS) {
  Deno.test(`StdinShape takes ${stdin.kind}, and it is known whether it is open, fed, and what it is`, () => {
    deepEqual(v.parse(StdinShape, stdin), stdin);
    deepEqual([isOpen(stdin), isFedByWorker(stdin), describeStdin(stdin)], [open, fed, says]);
  });
}

const BAD: readonly object[] = [
  {},
  { kind: "tty" },
  { kind: "file" },
  { kind: "file", path: "relative" },
  { kind: "file", path: "/nul\0" },
  { kind: "file", path: `/${"x".repeat(LIMITS.pathBytes)}` },
  { kind: "text" },
  { kind: "text", text: "x".repeat(LIMITS.stdinTextBytes + 1) },
  { kind: "text", text: "é".repeat(LIMITS.stdinTextBytes / 2 + 1) },
  { kind: "spool", id: "../../state.db" },
  { kind: "spool", id: `${id}/` },
  { kind: "spool", id: id.toUpperCase() },
  { kind: "job" },
  { kind: "job", name: "" },
  { kind: "job", name: "x".repeat(LIMITS.nameChars + 1) },
];

for (const stdin of BAD) {
  Deno.test(`StdinShape refuses ${JSON.stringify(stdin).slice(0, 60)}`, () => {
    equal(v.safeParse(StdinShape, stdin).success, false);
  });
}

Deno.test("StdinShape takes a text of the longest length", () => {
  const text = "x".repeat(LIMITS.stdinTextBytes);
  equal(v.safeParse(StdinShape, { kind: "text", text }).success, true);
});

Deno.test("StdinShape takes no id that could name another file", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const isTaken = v.safeParse(StdinShape, { kind: "spool", id: text }).success;
    equal(isTaken && !/^[0-9a-f-]{36}$/.test(text), false);
  }));
});

Deno.test("withProducer() waits for the start of the job that is read, once", () => {
  const start = { job: "a", when: "start" } as const;
  const end = { job: "a", when: "end" } as const;
  const stdin = { kind: "job", name: "a" } as const;
  deepEqual(withProducer([], { kind: "pipe" }), []);
  deepEqual(withProducer([], stdin), [start]);
  deepEqual(withProducer([start], stdin), [start]);
  deepEqual(withProducer([end], stdin), [end, start]);
});

Deno.test("fillSpec() gives a job that reads another its condition, and one that says nothing no input", () => {
  const least = { argv: ["cat"], cwd: "/", env: [], umask: 0 };
  deepEqual(fillSpec(least).stdin, { kind: "none" });
  const { stdin, after } = fillSpec({ ...least, stdin: { kind: "job", name: "a" } });
  deepEqual([stdin, after], [{ kind: "job", name: "a" }, [{ job: "a", when: "start" }]]);
});

const path = (file: string) => ({ kind: "file", path: `/here/${file}` }) as const;

Deno.test("stdinWish() makes of each option its kind, and of none nothing", () => {
  deepEqual(stdinWish({}, { path }), {});
  deepEqual(stdinWish({ stdin: "x" }, { path }), { stdin: { kind: "file", path: "/here/x" } });
  deepEqual(stdinWish({ stdinOpen: true }, { path }), { stdin: { kind: "pipe" } });
  deepEqual(stdinWish({ stdinFifo: true }, { path }), { stdin: { kind: "fifo" } });
  deepEqual(stdinWish({ stdinFrom: "7" }, { path }), { stdin: { kind: "job", name: "7" } });
});

Deno.test("stdinWish() refuses two of them, and a file without a name", () => {
  deepEqual(stdinWish({ stdinOpen: true, stdinFrom: "a" }, { path }), {
    problem: "Cannot use --stdin-open and --stdin-from: choose one",
  });
  deepEqual(stdinWish({ stdin: "" }, { path }), {
    problem: `Cannot use "" for --stdin: a file is wanted, or -`,
  });
});

Deno.test("parseSource() takes a name or an id, and nothing else", () => {
  deepEqual(["a", "7"].map(parseSource), ["a", "7"]);
  for (const text of ["", "a b", "a/b", "-"]) {
    let refused = false;
    try {
      parseSource(text);
    } catch {
      refused = true;
    }
    equal(refused, true, text);
  }
});
