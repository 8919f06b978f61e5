// chored_worker's launcher: the words that it refuses, and what it makes for a run.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { clear, isInPath, launch, layInstalled, type Layout, settle, SHELLS } from "./layout.ts";

const LABEL = "make-20261124T170000Z";
const NONCE = "0123456789abcdef";
const NAMES = ["mode", "base", "session", "run", "nonce", "label", "stdin", "deno", "denoDir"];

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  mode: ["", "runs", "--manifest", "run bury"],
  base: ["", "b", "/", "/b,/etc", "/b\nc", "/b/../c", "/b//c", "/b/", "/b/.."],
  session: ["", "a/b", "..", "a,b", "é", "a".repeat(64)],
  run: ["", "x", "-1", "1/../2", "1,/etc", "1\n"],
  nonce: ["", "0123456", "0".repeat(65), "0123456g", "0123456A", "0123456/", "0123456\n"],
  label: ["", "make", "1", "-1", "make-", "make-x", "a-1-2", "../a-1", "a-1/..", "a-1,b", "a.b-1"],
  stdin: ["", "pipe", "fifo none", "run-", "run-x", "run-7/..", "run-7,8", "run-7 8", "run-7\n"],
  deno: ["", "deno", "/bin/sh", "/nowhere/deno", "/usr/bin", "/b,/deno"],
  denoDir: ["", "c", "/c,/etc", "/c/../d"],
};

for (const shell of SHELLS) {
  Deno.test(`chored_worker() refuses each word that is not plain in ${shell.join(" ")}`, async () => {
    const layout = await layUnpinned();
    const good = words(layout);
    equal((await launch(layout, ["chored_worker", "--manifest", ...good], { shell })).code, 0);
    for (const [index, name] of NAMES.entries()) {
      for (const bad of REFUSED[name] ?? []) {
        const call = ["chored_worker", "--manifest", ...good.with(index, bad)];
        const { code, stdout, stderr } = await launch(layout, call, { shell });
        equal(code, 100, `${name} ${JSON.stringify(bad)}`);
        equal(stdout, "");
        match(stderr, /^chored_worker: Cannot /);
      }
    }
    await clear(layout);
  });

  Deno.test(`chored_worker() hands over the run and holds its lock in ${shell.join(" ")}`, async () => {
    const layout = await layUnpinned();
    const run = await layRun(layout);
    const { code, stdout } = await launch(layout, ["chored_worker", ...words(layout)], { shell });
    equal(code, 0, await Deno.readTextFile(`${run}/w/worker.err`));
    const [, after = ""] = stdout.split("/chored_worker.js\n");
    deepEqual(after.split("\n").slice(0, 5), [
      "run",
      run,
      `${layout.base}/run/s1.sock`,
      "7",
      NONCE,
    ]);
    if (Deno.build.os === "linux") deepEqual(stdout.match(/^fd .*/gm), ["fd 9"]);
    equal(Deno.statSync(`${run}/w/alive.lock`).isFile, true);
    await clear(layout);
  });
}

Deno.test("chored_worker() refuses programs in the base folder, and other counts of words", async () => {
  const layout = await layUnpinned();
  const good = words(layout);
  const inside = [good.with(1, layout.root), good.with(1, layout.cache), good.slice(1), [
    ...good,
    "x",
  ]];
  for (const bad of [...inside, []]) {
    const { code } = await launch(layout, ["chored_worker", "--manifest", ...bad]);
    equal(code, 100, bad.join(" "));
  }
  await clear(layout);
});

Deno.test("chored_worker() refuses a run folder that is missing or a link", async () => {
  const layout = await layUnpinned();
  const run = await layRun(layout);
  const call = ["chored_worker", ...words(layout)];
  await Deno.rename(`${run}/w`, `${run}/v`);
  equal((await launch(layout, call)).code, 100);
  await Deno.symlink("v", `${run}/w`);
  equal((await launch(layout, call)).code, 100);
  await Deno.remove(`${run}/w`);
  await Deno.rename(`${run}/v`, `${run}/w`);
  equal((await launch(layout, call)).code, 0);
  await Deno.rename(run, `${run}0`);
  await Deno.symlink("70", run);
  equal((await launch(layout, call)).code, 100);
  await clear(layout);
});

Deno.test("chored_worker() makes the names that users know, and replaces nothing", async () => {
  const layout = await layUnpinned();
  const run = await layRun(layout);
  const jobs = `${layout.base}/cache/s1/jobs`;
  await Deno.writeTextFile(`${jobs}/${LABEL}.pid`, "mine");
  await launch(layout, ["chored_worker", ...words(layout).with(6, "fifo")]);
  const kinds = ["debug", "stderr", "stats", "stdin", "stdout"];
  await settle(() => [...Deno.readDirSync(jobs)].length === kinds.length + 1);
  for (const kind of kinds) {
    equal(Deno.readLinkSync(`${jobs}/${LABEL}.${kind}`), `../runs/7/w/${kind}`);
  }
  equal(Deno.readTextFileSync(`${jobs}/${LABEL}.pid`), "mine");
  const fifo = Deno.lstatSync(`${run}/w/stdin`);
  equal(fifo.isFifo, true);
  equal((fifo.mode ?? 0) & 0o777, 0o600);
  equal(Deno.readTextFileSync(`${run}/w/worker.err`), "");
  await clear(layout);
});

Deno.test("chored_worker() lets its worker read what the one other run prints, and no link", async () => {
  const layout = await layUnpinned();
  const run = await layRun(layout);
  const other = `${layout.base}/cache/s1/runs/8/w`;
  const call = words(layout).with(6, "run-8");
  const { stdout } = await launch(layout, ["chored_worker", "--manifest", ...call]);
  const rights = stdout.match(/^--allow-(read|write|run)=.*$/gm) ?? [];
  equal(rights.find((right) => right.includes("read"))?.endsWith(`,${other}`), true);
  equal(rights.filter((right) => right.includes(other)).length, 1);
  await Deno.mkdir(`${layout.base}/cache/s1/runs/8`);
  await Deno.symlink(run, other);
  equal((await launch(layout, ["chored_worker", ...call])).code, 100);
  await clear(layout);
});

Deno.test("chored_worker() touches neither lock nor names to bury or adopt", async () => {
  const layout = await layUnpinned();
  const run = await layRun(layout);
  for (const mode of ["bury", "adopt"]) {
    const call = ["chored_worker", ...words(layout).with(0, mode).with(6, "fifo")];
    const { code, stdout } = await launch(layout, call);
    equal(code, 0);
    equal(stdout.match(/^fd /m), null);
  }
  deepEqual([...Deno.readDirSync(`${run}/w`)].map((it) => it.name), ["worker.err"]);
  deepEqual([...Deno.readDirSync(`${layout.base}/cache/s1/jobs`)], []);
  await clear(layout);
});

const ignore = !isInPath("flock");

Deno.test({
  name: "chored_worker() leaves with 75 while another tree holds the run",
  ignore,
  fn: async () => {
    const layout = await layUnpinned();
    const run = await layRun(layout);
    const lock = await Deno.open(`${run}/w/alive.lock`, { create: true, write: true });
    await lock.lock(true);
    equal((await launch(layout, ["chored_worker", ...words(layout)])).code, 75);
    lock.close();
    await clear(layout);
  },
});

/** Installed, but no Deno is pinned: the word DENO counts. */
async function layUnpinned(): Promise<Layout> {
  const layout = await layInstalled();
  await Deno.mkdir(`${layout.cache}/deno`, { recursive: true });
  await Deno.rename(`${layout.root}/lib/chore/deno`, `${layout.cache}/deno/deno`);
  return layout;
}

async function layRun(layout: Layout): Promise<string> {
  const run = `${layout.base}/cache/s1/runs/7`;
  await Deno.mkdir(`${run}/w`, { recursive: true });
  await Deno.mkdir(`${layout.base}/cache/s1/jobs`);
  return run;
}

function words(layout: Layout): readonly string[] {
  const deno = `${layout.cache}/deno`;
  return ["run", layout.base, "s1", "7", NONCE, LABEL, "none", `${deno}/deno`, deno];
}
