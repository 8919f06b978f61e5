/** A full store: list, show and a submission with 10,000 ended jobs in it, beside an empty one. */

import * as v from "valibot";
import { SpecShape } from "../job/spec.ts";
import { connect, type Session } from "../mod.ts";
import { median } from "./compare.ts";
import { install } from "./installation.ts";
import { sessionPaths } from "../system/paths.ts";
import { Store } from "../daemon/store.ts";

const ended = Number(Deno.args[0] ?? 10_000);
const rounds = 200;
const job = { argv: ["/bin/true"], cwd: "/", env: { PATH: "/usr/bin:/bin" } };

const empty = await measure(0);
const full = await measure(ended);
console.log(`${ended} ended jobs beside none, medians of ${rounds}; wanted: each at most x 1.5`);
for (const [verb, ms] of Object.entries(full)) {
  const base = empty[verb] ?? 0;
  console.log(
    `${verb.padEnd(8)} ${base.toFixed(2).padStart(8)} ms  ${ms.toFixed(2).padStart(8)} ms  x ${
      (ms / base).toFixed(2)
    }`,
  );
}

async function measure(count: number): Promise<Record<string, number>> {
  await using installation = await install();
  {
    await using session = await connect({ base: installation.home });
    await session.shutdown();
  }
  fill(installation.home, count);
  await new Deno.Command(`${installation.prefix}/bin/chored`, {
    env: installation.env,
    clearEnv: true,
  }).output();
  await using session = await connect({ base: installation.home });
  // both stores show a page of ended jobs of the same length
  await session.runMany(Array.from({ length: 30 }, () => job), job);
  await session.wait((await session.list()).map(({ id }) => id));
  const first = await session.run(job);
  await session.wait(first.id);
  return {
    list: await time(() => session.list()),
    show: await time(() => session.show(first.id)),
    submit: await submissions(session),
  };
}

/** As they would be, had so many jobs been run. */
function fill(home: string, count: number): void {
  const store = new Store(sessionPaths(home, "chored").store);
  store.transaction(() => {
    for (let n = 1; n <= count; n++) {
      const spec = {
        ...job,
        env: ["PATH=/usr/bin:/bin"],
        umask: 0,
        graceMs: 1,
        orphan: "kill",
        output: "pipe",
      } as const;
      const state = "succeeded";
      const id = store.addJob({
        ...{
          request: `r${n}`,
          name: `n${n}`,
          state,
          why: "exit code 0",
          createdAt: n,
          createdBy: "bench",
        },
        spec: v.parse(SpecShape, { ...spec, argv: [...spec.argv], env: [...spec.env] }),
      });
      const run = store.addRun({ job: id, label: `n${n}-x` });
      store.changeRun(run, { outcome: { kind: "exited", code: 0 }, startedAt: n, endedAt: n });
      store.changeJob(id, { run, endedAt: n });
    }
  });
  store.close();
}

/** Each is ended before the next, so that no start of a job is in the way. */
async function submissions(session: Session): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 40; round++) {
    const began = performance.now();
    const { id } = await session.run(job);
    times.push(performance.now() - began);
    await session.wait(id);
  }
  return median(times);
}

async function time(what: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await what();
    times.push(performance.now() - began);
  }
  return median(times);
}
