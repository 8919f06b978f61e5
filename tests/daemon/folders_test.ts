import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { makeFolders } from "../../daemon/folders.ts";
import { CannotStart } from "../../daemon/refusal.ts";
import { type SessionPaths, sessionPaths } from "../../system/paths.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
const gently = { force: false };

/** A test with the paths of a session whose base folder is not there yet. */
function withPaths(name: string, test: (paths: SessionPaths) => void, { ignore = false } = {}) {
  Deno.test({
    name,
    ignore,
    fn() {
      using folder = temporaryFolder();
      test(sessionPaths(`${folder.path}/chore`, "night"));
    },
  });
}

/** That a start is refused, with the code of the system, and why. */
function refuses(paths: SessionPaths, reason: string, { force = false } = {}) {
  throws(() => makeFolders(paths, { force }), (error) => {
    equal(error instanceof CannotStart, true);
    deepEqual(error, new CannotStart(111, reason));
    return true;
  });
}

withPaths("makeFolders() makes all folders, for their owner alone", (paths) => {
  makeFolders(paths, gently);
  for (const folder of paths.folders) equal(modeOf(folder), 0o700, folder);
  makeFolders(paths, gently);
});

withPaths("makeFolders() refuses a folder that is open to others, and -F mends it", (paths) => {
  makeFolders(paths, gently);
  for (const mode of [0o755, 0o710, 0o702]) {
    Deno.chmodSync(paths.runs, mode);
    refuses(
      paths,
      `cannot use folder "${paths.runs}": it is open to others, mode ${
        mode.toString(8)
      }: chmod 700, or chored -F`,
    );
    makeFolders(paths, { force: true });
    equal(modeOf(paths.runs), 0o700);
  }
});

withPaths(
  "makeFolders() lets a group pass to the socket where a policy has made it so",
  (paths) => {
    makeFolders(paths, gently);
    const run = `${paths.base}/run`;
    Deno.chmodSync(run, 0o2710);
    Deno.chmodSync(paths.base, 0o710);
    makeFolders(paths, gently);
    makeFolders(paths, { force: true });
    equal((Deno.statSync(run).mode ?? 0) & 0o7777, 0o2710);
    equal(modeOf(paths.base), 0o710);
    for (
      const [folder, mode] of [[paths.base, 0o750], [run, 0o710], [paths.cache, 0o710]] as const
    ) {
      const was = (Deno.statSync(folder).mode ?? 0) & 0o7777;
      Deno.chmodSync(folder, mode);
      throws(() => makeFolders(paths, gently), /is open to others/);
      Deno.chmodSync(folder, was);
    }
  },
);

withPaths("makeFolders() refuses a file or a link in a folder's place, with -F too", (paths) => {
  makeFolders(paths, gently);
  Deno.removeSync(paths.jobs);
  Deno.writeTextFileSync(paths.jobs, "");
  const reason = `cannot use folder "${paths.jobs}": it is not a folder`;
  refuses(paths, reason);
  refuses(paths, reason, { force: true });
  Deno.removeSync(paths.jobs);
  Deno.symlinkSync(paths.runs, paths.jobs);
  refuses(paths, reason);
  refuses(paths, reason, { force: true });
});

withPaths("makeFolders() refuses a folder of another user", (paths) => {
  makeFolders(paths, gently);
  Deno.chownSync(paths.runs, 1, null);
  refuses(
    paths,
    `cannot use folder "${paths.runs}": it belongs to another user`,
  );
}, { ignore: Deno.uid() !== 0 });

withPaths("makeFolders() says why where a folder cannot be made", (paths) => {
  Deno.writeTextFileSync(paths.base, "");
  Deno.chmodSync(paths.base, 0o600);
  throws(
    () => makeFolders(paths, gently),
    /Cannot start: cannot use folder .*: it is not a folder/,
  );
});
