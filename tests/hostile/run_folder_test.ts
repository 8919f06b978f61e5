// What a worker that was taken over, or a job, can leave in the folder of a run, in the place of a record or of the
// folder itself: the run ends, with what is known of it, and chored serves all others.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { Checkout } from "../support/checkout.ts";
import { Home } from "../support/home.ts";
import { endOf, only, outcomeOf, reasonOf, submit } from "../support/jobs.ts";

const FINAL = JSON.stringify({
  nonce: "0123456789abcdef",
  state: {
    ...{ phase: "ended", outcome: { kind: "exited", code: 0 }, endedAt: 2, stdoutBytes: 0 },
    ...{ stderrBytes: 0, droppedBytes: 0, leftBehind: false, timedOut: false },
  },
});

/** What the script in the worker's place does in its folder, once its command may have run; and what the run is then. */
const LEFT: Readonly<Record<string, readonly [script: string, reason: RegExp]>> = {
  final_folder: ["mkdir final", /its worker died/],
  final_fifo: ["mkfifo final", /its worker died/],
  final_link: [`ln -s "$elsewhere/final" final`, /its worker died/],
  final_link_to_itself: ["ln -s final final", /its worker died/],
  final_device: ["ln -s /dev/zero final", /its worker died/],
  final_long: ["dd if=/dev/zero of=final bs=1M count=4 2>/dev/null", /its worker died/],
  final_of_a_terabyte: [
    "dd if=/dev/null of=final bs=1 seek=1000000000000 2>/dev/null",
    /its worker died/,
  ],
  final_noise: ["dd if=/dev/urandom of=final bs=1k count=1 2>/dev/null", /its worker died/],
  final_of_another_shape: [`echo '{"state":{"phase":"ended"}}' >final`, /its worker died/],
  started_fifo: ["mkfifo started", /its worker died/],
  refused_fifo: ["rm go; mkfifo refused", /its worker cannot start/],
  refused_long: ["rm go; dd if=/dev/zero of=refused bs=1M count=1 2>/dev/null", /cannot start/],
  reactions_folder: ["mkdir reactions", /its worker died/],
  stats_fifo: ["mkfifo stats", /its worker died/],
  errors_fifo: ["rm -f worker.err; mkfifo worker.err", /its worker died/],
  errors_fifo_before: ["rm -f go worker.err; mkfifo worker.err", /its worker cannot start/],
  worker_lock_folder: ["rm -f worker.lock; mkdir worker.lock", /is not as a worker leaves it/],
  worker_lock_fifo: ["rm -f worker.lock; mkfifo worker.lock", /its worker died/],
  worker_lock_link: [`rm -f worker.lock; ln -s "$elsewhere/final" worker.lock`, /its worker died/],
  alive_lock_fifo: ["rm -f go alive.lock; mkfifo alive.lock", /its worker cannot start/],
  alive_lock_folder: ["rm -f go; mkdir alive.lock", /is not as a worker leaves it/],
  w_file: ["cd ..; rm -r w; : >w", /is not as a worker leaves it/],
  w_gone: ["cd ..; rm -r w", /its run folder was deleted/],
  w_link: [`cd ..; rm -r w; ln -s "$elsewhere" w`, /its worker died/],
  w_fifo: ["cd ..; rm -r w; mkfifo w", /is not as a worker leaves it/],
};

function launcherText(elsewhere: string): string {
  const cases = Object.entries(LEFT).map(([name, [script]]) => `${name}) : >go; ${script} ;;`);
  return `#!/bin/sh
name=\${6%-*} elsewhere=${elsewhere}
cd "$2/cache/$3/runs/$4/w" 2>/dev/null || exit 1
case $name in
${cases.join("\n")}
esac 2>/dev/null
exit 1
`;
}

Deno.test("examine() takes nothing that is no record for one, is held up by none of it, and serves the others", async () => {
  const elsewhere = await Deno.makeTempDir({ prefix: "chore_" });
  await Deno.writeTextFile(`${elsewhere}/final`, FINAL);
  await using checkout = await Checkout.copy({
    "bin/chored_worker": () => launcherText(elsewhere),
  });
  await using home = await Home.make({ root: checkout.root });
  await home.start();
  using client = await home.connect();
  const react = [{ on: { kind: "match", pattern: "x" }, action: { do: "nolog" } }];
  for (const name of Object.keys(LEFT)) await submit(client, ["true"], { name, react } as never);
  for (const [name, [, reason]] of Object.entries(LEFT)) {
    const job = await endOf(client, name);
    match(`${name}: ${reasonOf(job)}`, reason);
    equal(outcomeOf(job), reason.source.includes("cannot start") ? "refused" : "lost", name);
  }
  const stats = await client.call("stats", { of: "jobs", jobs: only("stats_fifo") } as never);
  equal(stats !== undefined, true);
  const log = await Deno.readTextFile(home.paths().log);
  equal(log.includes("cannot examine"), false);
  for (const name of Object.keys(LEFT)) await client.call("remove", { jobs: only(name) });
  deepEqual([...Deno.readDirSync(home.paths().runs)], []);
  equal(await Deno.readTextFile(`${elsewhere}/final`), FINAL, "what is elsewhere is untouched");
  await Deno.remove(elsewhere, { recursive: true });
});
