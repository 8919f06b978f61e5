import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { NO_CONFINE, type Policy } from "../../job/policy.ts";
import { readPolicy } from "../../job/policy_file.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";

const reading = { file: "f", suggest: nearest };

function policyOf(text: string): Policy {
  const read = readPolicy(text, reading);
  if (read.kind === "policy") return read.policy;
  throw new Error(read.complaints.join("\n"));
}

function complaintsOf(text: string): readonly string[] {
  const read = readPolicy(text, reading);
  return read.kind === "wrong" ? read.complaints : [];
}

Deno.test("readPolicy() reads each key", () => {
  deepEqual(
    policyOf(`
      programs = ["/usr/bin/make", "/opt/jobs/"]
      folders = ["/srv/", "/home/me/work", "/"]
      variables = ["PATH", "LC_*", "*"]
      ask = "ops"
      [confine]
      least = "strict"
      network = false
      unix = false
      write = ["/srv/build/"]
      see = ["/srv"]
      [limits]
      cpu = "10m"
      mem = "1G"
      files = 256
      procs = "64"
      fsize = 1024
      core = 0
      nice = -3
    `),
    {
      file: "f",
      programs: ["/usr/bin/make", "/opt/jobs/"],
      folders: ["/srv", "/home/me/work", "/"],
      variables: ["PATH", "LC_*", "*"],
      ask: "ops",
      confine: {
        ...{ least: "strict", network: false, unix: false },
        ...{ write: ["/srv/build"], see: ["/srv"] },
      },
      limits: {
        ...{ cpuMs: 600_000, memoryBytes: 2 ** 30, files: 256, procs: 64, fileBytes: 1024 },
        ...{ coreBytes: 0, nice: -3 },
      },
    },
  );
});

Deno.test("readPolicy() takes an empty file for a policy without a rule", () => {
  for (const text of ["", "# nothing\n", "[confine]\n[limits]\n"]) {
    deepEqual(policyOf(text), { file: "f", confine: NO_CONFINE, limits: {} });
  }
});

Deno.test("readPolicy() takes the root for no bound", () => {
  deepEqual(policyOf('[confine]\nwrite = ["/"]\nsee = ["/srv", "/"]').confine, NO_CONFINE);
});

const WRONG: readonly (readonly [text: string, complaint: RegExp])[] = [
  ['programs = ["make"]', /^f:1: programs\.0: a path is absolute$/],
  ['programs = ["/bin/../x"]', /^f:1: programs\.0: write it without/],
  ['programs = ["/bin/.."]', /write it without/],
  ['programs = ["/bin/./x"]', /write it without/],
  ['programs = ["//bin"]', /write it without/],
  ['programs = ["/a,b"]', /a path with a comma is refused/],
  ['folders = ["/a\\nb"]', /a path with a newline or another control character is refused/],
  ['folders = ["/a\\u0000b"]', /control character/],
  ["programs = []", /the list is empty: no job could run/],
  ["folders = []", /the list is empty/],
  ['programs = "/bin/sh"', /a list of programs is wanted/],
  ["programs = [1]", /a path is wanted, as a text/],
  ['program = ["/bin/sh"]', /^f:1: program: there is no such key: did you mean "programs"\?$/],
  ['variables = ["A=1"]', /a name holds no =/],
  ['variables = ["*A"]', /a "\*" stands only at the end/],
  ['variables = [""]', /the name of a variable is empty/],
  ['ask = "a b"', /no name of a group/],
  ["ask = 1", /the name of a group of users is wanted/],
  ["confine = 1", /^f:1: confine: a table is wanted$/],
  ['[confine]\nleast = "some"', /^f:2: confine\.least: it is none of "none", "default", "strict"$/],
  ["[confine]\nnetwork = 0", /true or false is wanted/],
  ['[confine]\nwrite = ["x"]', /^f:2: confine\.write\.0: a path is absolute$/],
  ["[confine]\nnet = false", /there is no such key/],
  ['[limits]\ncpu = "no"', /^f:2: limits\.cpu: it is no value for cpu/],
  ["[limits]\ncpu = 0.5", /no value for cpu/],
  ["[limits]\nfiles = 1", /no value for files: it is 16 to/],
  ["[limits]\nnice = 20", /a niceness from -20 to 19 is wanted/],
  ["[limits]\ncpus = 1", /there is no such key/],
  ["[limits]\n__proto__ = 1", /there is no such key/],
  ["a = [", /^f:1:\d+: /],
  ["a = 1\na = 2", /^f:2:\d+: /],
  [`x${"[x".repeat(50)}`, /^f:1:\d+: /],
];
for (const [text, complaint] of WRONG) {
  Deno.test(`readPolicy() refuses ${JSON.stringify(text.slice(0, 60))}`, () => {
    const [first = ""] = complaintsOf(text);
    ok(complaint.test(first), first);
  });
}

Deno.test("readPolicy() tells all that is wrong, in the order of its lines, up to a bound", () => {
  const text = '[limits]\nnice = 99\n[confine]\nleast = 1\nbad = 1\n[other]\nprograms = ["x"]';
  deepEqual(complaintsOf(text).map((each) => each.split(":")[1]), ["2", "4", "5", "6"]);
  const many = Array.from({ length: LIMITS.configComplaints + 5 }, (_, i) => `k${i} = 1`);
  const told = complaintsOf(many.join("\n"));
  equal(told.length, LIMITS.configComplaints + 1);
  equal(told.at(-1), "f: and 5 more");
});

Deno.test("readPolicy() bounds its lists", () => {
  const entries = (count: number) =>
    `folders = [${Array.from({ length: count }, (_, i) => `"/f${i}"`).join(",")}]`;
  equal(policyOf(entries(LIMITS.policyEntries)).folders?.length, LIMITS.policyEntries);
  ok(/at most 256 folders/.test(complaintsOf(entries(LIMITS.policyEntries + 1))[0] ?? ""));
});

Deno.test("readPolicy() makes something of any text", () => {
  const key = fc.constantFrom("programs", "ask", "[confine]", "[limits]", "write", "cpu", "x");
  const value = fc.oneof(
    fc.json(),
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom("[]", "{}", '["/a"]', "1", "true", "1979-05-27", "[[1]]", "{a=1}"),
  );
  const line = fc.tuple(key, value).map(([key, value]) =>
    key.startsWith("[") ? key : `${key} = ${value}`
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(line)), (made) => {
    const read = readPolicy(typeof made === "string" ? made : made.join("\n"), reading);
    ok(read.kind === "policy" || read.complaints.length > 0);
  }));
});
