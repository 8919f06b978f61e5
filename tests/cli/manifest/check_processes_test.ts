import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { checkProcesses } from "../../../cli/manifest/check_processes.ts";
import {
  BASE,
  CHORE_TAIL,
  CHORED_TAIL,
  process,
  RUNS,
  seen,
  SOCKET,
  WORDS,
  workerTail,
} from "./seen.ts";

/** The words of the worker of a run. */
const worker = (run: number) =>
  WORDS.chored_worker.map((word) => word.replaceAll(`${RUNS}/0`, `${RUNS}/${run}`));

const chored = process(10, [...WORDS.chored, ...CHORED_TAIL]);

Deno.test("checkProcesses() finds the three programs, in a folder with a blank, and no difference", () => {
  const { processes, differences } = checkProcesses(seen(
    process(9, [...WORDS.chore, ...CHORE_TAIL]),
    chored,
    process(11, [...worker(12), ...workerTail(12)]),
    ...["blocked 9 0000000000000200", "blocked 10 0000000000010200", "blocked 11 200"],
  ));
  deepEqual(differences, []);
  deepEqual(processes, [
    { pid: 9, program: "chore", run: null },
    { pid: 10, program: "chored", run: null },
    { pid: 11, program: "chored_worker", run: 12 },
  ]);
});

Deno.test("checkProcesses() lets chored read the file of its -p", () => {
  const words = WORDS.chored.map((word) => word.replace(/^(--allow-read=.*)$/, "$1,/etc/my --c"));
  deepEqual(
    checkProcesses(seen(process(10, [...words, ...CHORED_TAIL, "--config=/etc/my --c"]))),
    { processes: [{ pid: 10, program: "chored", run: null }], differences: [] },
  );
  const { differences } = checkProcesses(seen(process(10, [...words, ...CHORED_TAIL])));
  deepEqual(differences.map(({ what }) => what), [
    `it has "--allow-read=${BASE},/etc/my"`,
    'it has "--c"',
    `it lacks "--allow-read=${BASE}"`,
  ]);
});

Deno.test("checkProcesses() passes over other sessions, other programs, and launchers on their way", () => {
  const other = SOCKET.replace("chored.sock", "other.sock");
  const chore = WORDS.chored.map((word) => word.replaceAll(SOCKET, other));
  const tail = [`--base=${BASE}`, "--session=other", "--background"];
  const lines = [
    process(1, [...chore, ...tail]),
    process(2, ["run", "-A", "/home/u/my.ts", BASE]),
    chored.replace("/opt/deno", "/usr/bin/env -i PATH=/bin /opt/deno"),
    chored.replace("/opt/deno", "/usr/bin/env A=1 /opt/deno"),
    `process 5 u vi ${BASE}/chore.toml`,
    "process 6",
  ];
  deepEqual(checkProcesses(seen(...lines)), { processes: [], differences: [] });
});

/** What was changed, and what is said of it. */
const CHANGED: readonly (readonly [string, string, RegExp])[] = [
  [
    "a right more",
    chored.replace("--allow-net", "--allow-sys --allow-net"),
    /^it has "--allow-sys"$/,
  ],
  ["all rights", chored.replace("--quiet", "-A"), /^it has "-A"; it lacks "--quiet"$/],
  ["a right less", chored.replace(" --ignore-env", ""), /^it lacks "--ignore-env"$/],
  [
    "a wider right",
    chored.replace(`--allow-write=${BASE}`, "--allow-write=/"),
    /^it has "--allow-write=\/"; it lacks "--allow-write=\/home\/u\/my chore"$/,
  ],
  [
    "a word twice",
    chored.replace("--quiet", "--quiet --quiet"),
    /^its words stand in another order/,
  ],
  ["another Deno", chored.replace("/opt/deno", "/tmp/deno"), /^it runs under "\/tmp\/deno"/],
];

for (const [what, line, expected] of CHANGED) {
  Deno.test(`checkProcesses() names a chored with ${what}`, () => {
    const { differences } = checkProcesses(seen(line));
    match(differences.map((each) => each.what).join("; "), expected);
    for (const { of } of differences) equal(of, "process 10, chored");
  });
}

Deno.test("checkProcesses() names a worker with the rights of another run", () => {
  const { differences } = checkProcesses(seen(process(11, [...worker(7), ...workerTail(8)])));
  equal(differences.some(({ what }) => what.includes(`${RUNS}/7/gate`)), true);
});

Deno.test("checkProcesses() names what can use the socket and is no program of ours", () => {
  const words = ["run", "-A", `--allow-net=unix:${SOCKET}`, "/home/u/evil.ts"];
  const harmless = ["run", `--allow-net=unix:${SOCKET}.other`, "/home/u/fine.ts"];
  const { differences } = checkProcesses(seen(process(12, words), process(13, harmless)));
  equal(differences.length, 1);
  match(differences.map(({ what }) => what).join(), /is none of the three programs: deno run -A/);
});

Deno.test("checkProcesses() names an open SIGUSR1, and what in an environment changes Deno", () => {
  const { differences } = checkProcesses(seen(
    chored,
    ...["blocked 10 0000000000000000", "blocked 100 0", "changed 10 DENO_V8_FLAGS"],
  ));
  const texts = differences.map(({ of, what }) => `${of}: ${what}`);
  equal(texts.length, 2);
  match(texts[0] ?? "", /^process 10, chored: SIGUSR1 is not blocked/);
  match(texts[1] ?? "", /^process 10, chored: DENO_V8_FLAGS in its environment/);
});

Deno.test("checkProcesses() says where ps(1) has shown nothing", () => {
  deepEqual(checkProcesses(seen("blind it cannot")).differences, [
    { of: "processes", what: "it cannot" },
  ]);
});
