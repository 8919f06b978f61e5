import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { checkFiles } from "../../../cli/manifest/check_files.ts";
import { sessionPaths } from "../../../system/paths.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** A base folder with a run in it, as the programs make it. */
function layBase(folder: string): string {
  const base = `${folder}/base`;
  const w = `${base}/cache/s/runs/1/w`;
  for (const path of [...sessionPaths(base, "s").folders, `${base}/cache/s/runs/1`, w]) {
    Deno.mkdirSync(path, { mode: 0o700, recursive: true });
  }
  for (const path of [`${base}/run/s.pid`, `${base}/cache/s/state.db`, `${w}/stdout`]) {
    put(path, 0o600);
  }
  put(`${base}/cache/s/runs/1/gate`, 0o500);
  put(`${base}/cache/s/runs/1/ticket`, 0o400);
  Deno.symlinkSync("../runs/1/w/stdout", `${base}/cache/s/jobs/a-20261124T170000Z.stdout`);
  Deno.symlinkSync("../runs/9/w/pid", `${base}/cache/s/jobs/a-20261124T170000Z_2.pid`);
  return base;
}

function put(path: string, mode: number): void {
  Deno.writeTextFileSync(path, "");
  Deno.chmodSync(path, mode);
}

const uid = Deno.uid() ?? 0;

Deno.test("checkFiles() has nothing to say of what the programs make", () => {
  using folder = temporaryFolder();
  const { count, differences } = checkFiles({ base: layBase(folder.path) }, uid);
  deepEqual(differences, []);
  equal(count, 16);
});

Deno.test("checkFiles() lets users keep their own files elsewhere, and show them", () => {
  using folder = temporaryFolder();
  const base = layBase(folder.path);
  put(`${folder.path}/mine`, 0o644);
  Deno.symlinkSync(`${folder.path}/mine`, `${base}/chore.toml`);
  put(`${base}/choretab.s`, 0o644);
  deepEqual(checkFiles({ base }, uid).differences, []);
  Deno.chmodSync(`${base}/choretab.s`, 0o664);
  deepEqual(whatIn(base), ["/choretab.s: its mode is 0664, and no more than 0644 is right"]);
});

Deno.test("checkFiles() lets a group pass to the socket where a policy has made it so", () => {
  using folder = temporaryFolder();
  const base = layBase(folder.path);
  put(`${base}/run/s.sock`, 0o660);
  Deno.chmodSync(base, 0o710);
  deepEqual(whatIn(base), [
    ": its mode is 0710, and no more than 0700 is right",
    "/run/s.sock: its mode is 0660, and no more than 0600 is right",
  ]);
  Deno.chmodSync(`${base}/run`, 0o2710);
  deepEqual(whatIn(base), []);
  Deno.chmodSync(`${base}/run/s.pid`, 0o640);
  Deno.chmodSync(`${base}/run/s.sock`, 0o662);
  deepEqual(whatIn(base).sort(), [
    "/run/s.pid: its mode is 0640, and no more than 0600 is right",
    "/run/s.sock: its mode is 0662, and no more than 0660 is right",
  ]);
});

type Change = (base: string) => void;

/** What was done, and what is said. */
const CHANGED: readonly (readonly [string, Change, string])[] = [
  [
    "the base folder is open",
    (base) => Deno.chmodSync(base, 0o750),
    ": its mode is 0750, and no more than 0700 is right",
  ],
  [
    "a folder is open",
    (base) => Deno.chmodSync(`${base}/logs`, 0o701),
    "/logs: its mode is 0701, and no more than 0700 is right",
  ],
  [
    "a file is open",
    (base) => Deno.chmodSync(`${base}/cache/s/state.db`, 0o640),
    "/cache/s/state.db: its mode is 0640, and no more than 0600 is right",
  ],
  [
    "a file is a program",
    (base) => Deno.chmodSync(`${base}/cache/s/runs/1/w/stdout`, 0o700),
    "/cache/s/runs/1/w/stdout: its mode is 0700, and no more than 0600 is right",
  ],
  [
    "a gate has rights of its own",
    (base) => Deno.chmodSync(`${base}/cache/s/runs/1/gate`, 0o4500),
    "/cache/s/runs/1/gate: its mode is 04500, and no more than 0700 is right",
  ],
  [
    "a name leads elsewhere",
    (base) => Deno.symlinkSync("/etc/passwd", `${base}/cache/s/jobs/b-1.stdout`),
    '/cache/s/jobs/b-1.stdout: it is a link to "/etc/passwd", and not to ../runs/RUN/w/stdout',
  ],
  [
    "a name leads to another file of a run",
    (base) => Deno.symlinkSync("../runs/1/w/stderr", `${base}/cache/s/jobs/b-1.stdout`),
    '/cache/s/jobs/b-1.stdout: it is a link to "../runs/1/w/stderr", and not to ../runs/RUN/w/stdout',
  ],
  [
    "a name climbs out of a run",
    (base) => Deno.symlinkSync("../runs/1/w/../gate", `${base}/cache/s/jobs/b-1.stdout`),
    '/cache/s/jobs/b-1.stdout: it is a link to "../runs/1/w/../gate", and not to ../runs/RUN/w/stdout',
  ],
  [
    "a link lies where none may",
    (base) => Deno.symlinkSync("/etc/shadow", `${base}/cache/s/runs/1/w/stats`),
    '/cache/s/runs/1/w/stats: it is a link to "/etc/shadow": nothing may be one here',
  ],
];

for (const [what, change, expected] of CHANGED) {
  Deno.test(`checkFiles() says where ${what}`, () => {
    using folder = temporaryFolder();
    const base = layBase(folder.path);
    change(base);
    deepEqual(whatIn(base), [expected]);
  });
}

Deno.test("checkFiles() says whose a file is, where it is not ours", () => {
  using folder = temporaryFolder();
  const base = layBase(folder.path);
  const { count, differences } = checkFiles({ base }, uid + 1);
  equal(differences.length, count);
  equal(differences[0]?.what, `it belongs to user ${uid}, not ${uid + 1}`);
});

Deno.test("checkFiles() has nothing to say where there is no base folder yet", () => {
  deepEqual(checkFiles({ base: "/nonexistent/base" }, uid), { count: 0, differences: [] });
});

/** Without the folder of the test. */
function whatIn(base: string): string[] {
  return checkFiles({ base }, uid).differences.map(({ of, what }) =>
    `${of.slice(base.length)}: ${what}`
  );
}
