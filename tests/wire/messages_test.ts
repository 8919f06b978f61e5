import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { LIMITS } from "../../limits.ts";
import { SPEC_DEFAULTS } from "../../job/spec.ts";
import { SIGNAL_NAMES } from "../../job/signal.ts";
import { STATES } from "../../job/state.ts";
import { complaint, REQUESTS, RequestShape, type Verb } from "../../wire/messages.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What is tried of each verb. */
interface Row {
  /** the least that it takes, and what that comes out as */
  readonly least: Fields;
  readonly filled?: Fields;
  /** all that it takes, each bound at its end */
  readonly most: Fields;
  /** fields that it does not go without */
  readonly needs: readonly string[];
  /** a change of `most` that makes it too long or wrong, by the complaint that it gives */
  readonly wrong: Readonly<Record<string, Fields>>;
}

const spec = {
  argv: ["make"],
  cwd: "/",
  env: ["A=B"],
  umask: 0o077,
  graceMs: 0,
  orphan: "adopt",
  output: "fifo",
  when: { kind: "cron", expression: "@daily", zone: "UTC", overlap: "allow", catchUp: "all" },
  after: [{ job: "build", when: "failure" }],
  group: "x".repeat(LIMITS.nameChars),
  priority: 1000,
  slots: LIMITS.slots,
  restart: {
    ...{ policy: "always", attempts: LIMITS.attempts, intervalMs: LIMITS.timeMaxMs },
    ...{ delayMs: 0, backoff: "constant", delayMostMs: 1, stableMs: 2 },
  },
  success: [0, 255],
  timeoutMs: LIMITS.timeMaxMs,
  startDeadlineMs: 1,
  held: true,
  pinned: true,
};
const { argv: _, ...shared } = spec;

const jobs = { names: ["build"], all: false };
const many = { names: Array(LIMITS.selectedJobs).fill("x".repeat(LIMITS.nameChars)), all: true };

/** What no selection of jobs may be. */
const WRONG_JOBS: Readonly<Record<string, Fields>> = {
  "jobs.names: at most 1024 jobs at once": { jobs: { ...jobs, names: Array(1025).fill("x") } },
  "jobs.names.0: Invalid length: Expected <=63 but received 64": {
    jobs: { ...jobs, names: ["x".repeat(64)] },
  },
  "jobs.names.1: Invalid type: Expected string but received 7": {
    jobs: { ...jobs, names: ["7", 7] },
  },
  'jobs.names: Invalid type: Expected Array but received "build"': {
    jobs: { ...jobs, names: "build" },
  },
  "jobs.all: Invalid type: Expected boolean but received 1": { jobs: { ...jobs, all: 1 } },
  'jobs.all: Invalid key: Expected "all" but received undefined': { jobs: { names: [] } },
  'jobs.names: Invalid key: Expected "names" but received undefined': { jobs: { all: true } },
  'jobs: Invalid type: Expected Object but received "build"': { jobs: "build" },
  "jobs: Invalid type: Expected Object but received null": { jobs: null },
};

const WRONG_REQUEST: Readonly<Record<string, Fields>> = {
  "request: Invalid length: Expected >=1 but received 0": { request: "" },
  "request: Invalid length: Expected <=64 but received 65": { request: "x".repeat(65) },
  "request: Invalid type: Expected string but received 7": { request: 7 },
};

const WRONG_STATES: Readonly<Record<string, Fields>> = {
  [`states.0: ${oneOf(STATES)} but received "done"`]: { states: ["done"] },
  'states: Invalid type: Expected Array but received "failed"': { states: "failed" },
};

function oneOf(words: readonly string[]): string {
  return `Invalid type: Expected (${words.map((word) => `"${word}"`).join(" | ")})`;
}

const isBoolean = (field: string): Readonly<Record<string, Fields>> => ({
  [`${field}: Invalid type: Expected boolean but received "yes"`]: { [field]: "yes" },
});

const isMilliseconds = (field: string): Readonly<Record<string, Fields>> => ({
  [`${field}: Invalid value: Expected <=86400000 but received 86400001`]: { [field]: 86_400_001 },
  [`${field}: Invalid value: Expected >=0 but received -1`]: { [field]: -1 },
  [`${field}: Invalid integer: Received 0.5`]: { [field]: 0.5 },
  [`${field}: Invalid type: Expected number but received "10"`]: { [field]: "10" },
});

/** The verbs that take jobs and nothing more. */
const SELECTED: Row = { least: { jobs }, most: { jobs: many }, needs: ["jobs"], wrong: WRONG_JOBS };

const VERBS = {
  run: {
    least: { request: "r", spec: { argv: ["make"], cwd: "/", env: [], umask: 0 } },
    filled: {
      request: "r",
      ifAbsent: false,
      spec: {
        ...{ argv: ["make"], cwd: "/", env: [], umask: 0 },
        ...{ graceMs: LIMITS.graceMs, orphan: "kill", output: "pipe" },
        ...SPEC_DEFAULTS,
      },
    },
    most: { request: "r".repeat(64), name: "x".repeat(63), ifAbsent: true, spec },
    needs: ["request", "spec"],
    wrong: {
      ...WRONG_REQUEST,
      ...isBoolean("ifAbsent"),
      "name: a name is 1 to 63 letters, digits and underscores, not digits alone": { name: "7" },
      "name: Invalid type: Expected string but received null": { name: null },
      "spec.argv: there is no command": { spec: { ...spec, argv: [] } },
      "spec.env.0: a variable is NAME=VALUE": { spec: { ...spec, env: ["A"] } },
      'spec: Invalid type: Expected Object but received "make"': { spec: "make" },
    },
  },
  batch: {
    least: { request: "r", shared: { cwd: "/", env: [], umask: 0 }, jobs: [{ argv: ["make"] }] },
    filled: {
      request: "r",
      shared: {
        ...{ cwd: "/", env: [], umask: 0 },
        ...{ graceMs: LIMITS.graceMs, orphan: "kill", output: "pipe" },
        ...SPEC_DEFAULTS,
      },
      jobs: [{ argv: ["make"], ifAbsent: false }],
    },
    most: {
      request: "r".repeat(64),
      shared,
      jobs: Array(LIMITS.batchJobs).fill({ ...spec, name: "x".repeat(63), ifAbsent: true }),
    },
    needs: ["request", "shared", "jobs"],
    wrong: {
      ...WRONG_REQUEST,
      "jobs: there is no job": { jobs: [] },
      "jobs: a batch has at most 1000 jobs": { jobs: Array(1001).fill({ argv: ["make"] }) },
      "jobs.1.argv: there is no command": { jobs: [{ argv: ["make"] }, { argv: [] }] },
      'jobs.0.argv: Invalid key: Expected "argv" but received undefined': { jobs: [{}] },
      "jobs.0.cwd: a path is absolute": { jobs: [{ argv: ["make"], cwd: "src" }] },
      'shared.cwd: Invalid key: Expected "cwd" but received undefined': { shared: { env: [] } },
    },
  },
  list: {
    least: {},
    most: { states: [...STATES], before: Number.MAX_SAFE_INTEGER, limit: LIMITS.listedJobs },
    needs: [],
    wrong: {
      ...WRONG_STATES,
      "limit: Invalid value: Expected <=1000 but received 1001": { limit: 1001 },
      "limit: Invalid value: Expected >=1 but received 0": { limit: 0 },
      "before: Invalid value: Expected >=0 but received -1": { before: -1 },
      'before: Invalid type: Expected number but received "7"': { before: "7" },
    },
  },
  show: {
    ...SELECTED,
    filled: { jobs, usage: false },
    most: { jobs: many, usage: true },
    wrong: { ...WRONG_JOBS, ...isBoolean("usage") },
  },
  wait: {
    ...SELECTED,
    filled: { jobs, any: false, until: "end" },
    most: { jobs: many, any: true, until: "start" },
    wrong: {
      ...WRONG_JOBS,
      ...isBoolean("any"),
      'until: Invalid type: Expected ("start" | "end") but received "dawn"': { until: "dawn" },
    },
  },
  stop: {
    ...SELECTED,
    most: { jobs: many, graceMs: LIMITS.graceMaxMs },
    wrong: { ...WRONG_JOBS, ...isMilliseconds("graceMs") },
  },
  kill: SELECTED,
  signal: {
    least: { jobs, signal: "SIGTERM" },
    most: { jobs: many, signal: "SIGUSR1" },
    needs: ["jobs", "signal"],
    wrong: {
      ...WRONG_JOBS,
      [`signal: ${oneOf(SIGNAL_NAMES)} but received "TERM"`]: { signal: "TERM" },
      [`signal: ${oneOf(SIGNAL_NAMES)} but received 15`]: { signal: 15 },
    },
  },
  restart: SELECTED,
  remove: {
    ...SELECTED,
    filled: { jobs, force: false },
    most: { jobs: many, force: true },
    wrong: { ...WRONG_JOBS, ...isBoolean("force") },
  },
  pause: SELECTED,
  resume: SELECTED,
  hold: SELECTED,
  release: SELECTED,
  pin: SELECTED,
  unpin: SELECTED,
  now: SELECTED,
  env: SELECTED,
  edit: {
    least: { jobs, change: {} },
    most: { jobs: many, change: spec },
    needs: ["jobs", "change"],
    wrong: {
      ...WRONG_JOBS,
      "change.argv: there is no command": { change: { argv: [] } },
      "change: Invalid type: Expected Object but received 1": { change: 1 },
    },
  },
  group: {
    least: { do: "list" },
    most: { do: "add", name: "x".repeat(LIMITS.nameChars), slots: LIMITS.slots },
    needs: ["name", "slots"],
    wrong: {
      "name: a group is named by 1 to 63 letters, digits and underscores": { name: "a b" },
      "slots: a group has at most 4096 slots": { slots: LIMITS.slots + 1 },
      "slots: Invalid value: Expected >=0 but received -1": { slots: -1 },
    },
  },
  history: {
    least: {},
    most: {
      ...{ name: "x".repeat(LIMITS.nameChars), states: [...STATES], since: 0, until: 1 },
      ...{ before: 7, limit: LIMITS.listedJobs },
    },
    needs: [],
    wrong: {
      ...WRONG_STATES,
      "limit: Invalid value: Expected <=1000 but received 1001": { limit: LIMITS.listedJobs + 1 },
      "since: Invalid value: Expected >=0 but received -1": { since: -1 },
    },
  },
  clean: { least: {}, most: { states: [...STATES] }, needs: [], wrong: WRONG_STATES },
  why: SELECTED,
  events: SELECTED,
  session: { least: {}, most: {}, needs: [], wrong: {} },
  shutdown: {
    least: {},
    filled: { keepJobs: false },
    most: { keepJobs: true },
    needs: [],
    wrong: isBoolean("keepJobs"),
  },
} satisfies Record<Verb, Row>;

/** The first complaint about a body; undefined where it is taken. */
function complaintOf(verb: Verb, body: unknown): string | undefined {
  const { issues } = v.safeParse(REQUESTS[verb], body);
  return issues === undefined ? undefined : complaint(issues);
}

for (const verb of Object.keys(REQUESTS) as Verb[]) {
  const row: Row = VERBS[verb];

  Deno.test(`REQUESTS.${verb} takes the least and fills in the rest`, () =>
    deepEqual(v.parse(REQUESTS[verb], row.least), row.filled ?? row.least));

  Deno.test(`REQUESTS.${verb} takes all that there may be, and as much`, () =>
    deepEqual(v.parse(REQUESTS[verb], row.most), row.most));

  Deno.test(`REQUESTS.${verb} drops a field that it does not know`, () => {
    const more = { ...row.most, sudo: true, ["__proto__"]: { all: true } };
    deepEqual(v.parse(REQUESTS[verb], more), row.most);
  });

  Deno.test(`REQUESTS.${verb} goes without no field that it needs`, () => {
    for (const field of row.needs) {
      const { [field]: _, ...rest } = row.most;
      const missing = `${field}: Invalid key: Expected "${field}" but received undefined`;
      equal(complaintOf(verb, rest), missing);
    }
  });

  for (const [text, change] of Object.entries(row.wrong)) {
    Deno.test(`REQUESTS.${verb} complains: ${text.slice(0, 80)}`, () =>
      equal(complaintOf(verb, { ...row.most, ...change }), text));
  }

  for (const body of [undefined, null, 7, "text", true]) {
    Deno.test(`REQUESTS.${verb} refuses ${JSON.stringify(body)} for a body`, () =>
      ok(complaintOf(verb, body)?.startsWith("Invalid type: Expected Object but received")));
  }
}

Deno.test("RequestShape takes each verb and no other, and leaves the body to its row", () => {
  for (const verb of Object.keys(REQUESTS)) {
    const request = { kind: "request", id: 1, verb, body: null };
    deepEqual(v.parse(RequestShape, request), request);
  }
  const request = { kind: "request", id: 1, verb: "run", body: {} };
  const wrong = [
    ...["sudo", "", "toString", "__proto__", "RUN", 7, null].map((verb) => ({ verb })),
    ...[-1, 0.5, "1", null].map((id) => ({ id })),
    ...["reply", null].map((kind) => ({ kind })),
  ];
  for (const change of wrong) {
    equal(v.safeParse(RequestShape, { ...request, ...change }).success, false);
  }
});

Deno.test("complaint() is short, however long what it complains of", () => {
  const long = "x".repeat(LIMITS.frameBytes);
  const { issues = [] } = v.safeParse(RequestShape, { kind: long, id: 1, verb: "run", body: {} });
  ok(complaint([...issues]).length <= LIMITS.reasonChars);
});
