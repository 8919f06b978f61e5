/** What is tried of each verb of the protocol: the least, the most, and what is wrong. */

import { EVENT_KINDS } from "../../job/event_kind.ts";
import { LIMITS } from "../../limits.ts";
import { LOGGINGS } from "../../job/policies.ts";
import { SIGNAL_NAMES } from "../../job/signal.ts";
import { STATES } from "../../job/state.ts";
import type { Verb } from "../../wire/messages.ts";

/** The body of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is tried of each verb. */
export interface Row {
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
  stdin: { kind: "spool", id: "0f3c8ad2-5b1e-4c1d-9a2b-0123456789ab" },
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

const uuid = "0f3c8ad2-5b1e-4c1d-9a2b-0123456789ab";
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

export const VERBS = {
  run: {
    least: { request: "r", spec: { argv: ["make"], cwd: "/", env: [], umask: 0 } },
    filled: {
      ...{ request: "r", ifAbsent: false, now: false, dryRun: false, setEnv: [] },
      spec: { argv: ["make"], cwd: "/", env: [], umask: 0 },
    },
    most: {
      request: "r".repeat(64),
      name: "x".repeat(63),
      ifAbsent: true,
      now: true,
      dryRun: true,
      setEnv: Array.from({ length: LIMITS.envEntries }, (_, i) => `V${i}`),
      spec,
    },
    needs: ["request", "spec"],
    wrong: {
      ...WRONG_REQUEST,
      ...isBoolean("ifAbsent"),
      ...isBoolean("now"),
      ...isBoolean("dryRun"),
      'setEnv: Invalid type: Expected Array but received "A"': { setEnv: "A" },
      "setEnv.0: Invalid length: Expected >=1 but received 0": { setEnv: [""] },
      'spec.restart.policy: Invalid type: Expected ("no" | "on-failure" | "always" | "unless-stopped") but received "x"':
        { spec: { ...spec, restart: { policy: "x" } } },
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
      shared: { cwd: "/", env: [], umask: 0 },
      jobs: [{ argv: ["make"], ifAbsent: false, now: false }],
    },
    most: {
      request: "r".repeat(64),
      shared,
      jobs: Array(LIMITS.batchJobs).fill({
        ...spec,
        name: "x".repeat(63),
        ifAbsent: true,
        now: true,
      }),
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
    filled: { hooks: false },
    most: {
      ...{ states: [...STATES], hooks: true, before: Number.MAX_SAFE_INTEGER },
      limit: LIMITS.listedJobs,
    },
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
  react: {
    least: { jobs, do: "list" },
    most: { jobs: many, do: "remove", rules: Array(LIMITS.rules).fill(1) },
    needs: ["jobs"],
    wrong: {
      ...WRONG_JOBS,
      "rules: Invalid length: Expected <=100 but received 101": {
        rules: Array(LIMITS.rules + 1).fill(1),
      },
    },
  },
  logging: {
    least: { jobs, do: "on" },
    most: { jobs: many, do: "clear" },
    needs: ["jobs", "do"],
    wrong: { ...WRONG_JOBS, [`do: ${oneOf(LOGGINGS)} but received "trim"`]: { do: "trim" } },
  },
  send: {
    least: { job: "build", bytes: new Uint8Array() },
    filled: { job: "build", bytes: new Uint8Array(), eof: false },
    most: {
      ...{ job: "x".repeat(LIMITS.nameChars), run: 7, eof: true },
      bytes: new Uint8Array(LIMITS.inputChunkBytes),
    },
    needs: ["job", "bytes"],
    wrong: {
      ...isBoolean("eof"),
      "bytes: a piece is at most 65536 bytes": { bytes: new Uint8Array(65_537) },
      "bytes: a piece is bytes": { bytes: "text" },
      "job: Invalid length: Expected >=1 but received 0": { job: "" },
      "run: Invalid value: Expected >=0 but received -1": { run: -1 },
    },
  },
  spool: {
    least: { id: uuid, offset: 0, bytes: new Uint8Array(), done: true },
    most: {
      ...{ id: uuid, offset: LIMITS.spoolBytes, done: false },
      bytes: new Uint8Array(LIMITS.spoolChunkBytes),
    },
    needs: ["id", "offset", "bytes", "done"],
    wrong: {
      ...isBoolean("done"),
      "bytes: a piece is at most 524288 bytes": { bytes: new Uint8Array(524_289) },
      "id: an input has a UUID": { id: "../state.db" },
      "offset: Invalid integer: Received 0.5": { offset: 0.5 },
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
  stats: {
    least: { of: "session" },
    most: { of: "jobs", jobs: many },
    needs: ["jobs"],
    wrong: {
      'of: Invalid type: Expected ("jobs" | "session") but received "all"': { of: "all" },
    },
  },
  events: {
    least: { jobs },
    most: { jobs: many, group: "builds", kinds: [...EVENT_KINDS], since: 1, after: 2 },
    needs: ["jobs"],
    wrong: {
      ...WRONG_JOBS,
      "since: Invalid value: Expected >=0 but received -1": { since: -1 },
      "after: Invalid integer: Received 0.5": { after: 0.5 },
      'kinds.0: Invalid type: Expected ("state" | "ready" | "reaction" | "alert") but received "x"':
        {
          kinds: ["x"],
        },
      "kinds: Invalid length: Expected <=4 but received 5": { kinds: [...EVENT_KINDS, "state"] },
      "group: a group is named by 1 to 63 letters, digits and underscores": { group: "a-b" },
    },
  },
  ready: SELECTED,
  debug: {
    least: { of: "session" },
    most: { of: "jobs", jobs: many },
    needs: ["jobs"],
    wrong: {
      'of: Invalid type: Expected ("jobs" | "session") but received "all"': { of: "all" },
    },
  },
  unsubscribe: {
    least: { id: 0 },
    most: { id: Number.MAX_SAFE_INTEGER },
    needs: ["id"],
    wrong: {
      "id: Invalid value: Expected >=0 but received -1": { id: -1 },
      "id: Invalid integer: Received 0.5": { id: 0.5 },
      'id: Invalid type: Expected number but received "1"': { id: "1" },
    },
  },
  tab: {
    least: { do: "load" },
    most: { do: "put", text: "x".repeat(LIMITS.tabBytes) },
    needs: ["text"],
    wrong: {
      "text: a choretab has at most 262144 bytes": { text: "x".repeat(LIMITS.tabBytes + 1) },
      "text: Invalid type: Expected string but received 7": { text: 7 },
    },
  },
  next: {
    least: { count: 1 },
    most: { count: LIMITS.nextTimes },
    needs: ["count"],
    wrong: {
      "count: Invalid value: Expected <=1000 but received 1001": { count: LIMITS.nextTimes + 1 },
      "count: Invalid value: Expected >=1 but received 0": { count: 0 },
    },
  },
  session: {
    least: {},
    filled: { settings: false },
    most: { settings: true },
    needs: [],
    wrong: isBoolean("settings"),
  },
  reload: { least: {}, most: {}, needs: [], wrong: {} },
  shutdown: {
    least: {},
    filled: { keepJobs: false },
    most: { keepJobs: true },
    needs: [],
    wrong: isBoolean("keepJobs"),
  },
} satisfies Record<Verb, Row>;
