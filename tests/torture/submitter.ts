// A client of the torture: submits jobs and waits for them, as often as it takes. Somebody kills it at any moment.

import type { SpecInput } from "../../job/spec.ts";
import { ledgerSpec } from "../support/ledger.ts";
import { askUntilAnswered } from "../support/submit.ts";
import { Random } from "./random.ts";

/** Longer than a torture. */
export const ENDLESS_LINES = 1_000_000;

/** Ways in which a job's output is kept and its orphans are treated; the first is the usual one. */
const MODES: readonly Pick<SpecInput, "orphan" | "output">[] = [
  { orphan: "kill", output: "pipe" },
  { orphan: "kill", output: "pipe" },
  { orphan: "kill", output: "direct" },
  { orphan: "kill", output: "fifo" },
  { orphan: "adopt", output: "direct" },
  { orphan: "adopt", output: "fifo" },
];

const jobsAtOnce = 4;
const rounds = 3;

interface Wish {
  readonly id: string;
  readonly lines: number;
  readonly code: number;
  readonly mode: Pick<SpecInput, "orphan" | "output">;
}

if (import.meta.main) await main(Deno.args);

/** Says `accepted ID` for each job that chored has acknowledged. */
async function main([socket = "", ledger = "", prefix = "", seed = ""]: readonly string[]) {
  const random = new Random(Number(seed));
  for (let round = 0; round < rounds; round++) {
    const wishes = Array.from(
      { length: jobsAtOnce },
      (_, index) => wish(random, `${prefix}_${round}_${index}`),
    );
    await Promise.all(wishes.map((each) => submit(socket, ledger, { wish: each })));
    const endless = wishes.filter(({ lines }) => lines === ENDLESS_LINES).map(({ id }) => id);
    if (endless.length > 0) await stop(socket, endless);
    const jobs = { names: wishes.map(({ id }) => id), all: false };
    await askUntilAnswered(socket, { verb: "wait", body: { jobs } });
  }
}

function wish(random: Random, id: string): Wish {
  const kind = random.pickWeighted({ short: 7, long: 2, endless: 1 });
  const lines = {
    short: random.below(150),
    long: 300 + random.below(1200),
    endless: ENDLESS_LINES,
  };
  return {
    id,
    lines: lines[kind],
    code: random.below(5),
    mode: random.pick(MODES) ?? {},
  };
}

async function submit(socket: string, ledger: string, { wish: { mode, ...job } }: { wish: Wish }) {
  const spec = { ...ledgerSpec(ledger, job), ...mode, graceMs: 1000 };
  const body = { request: job.id, name: job.id, spec };
  await askUntilAnswered(socket, { verb: "run", body });
  console.log(`accepted ${job.id}`);
}

async function stop(socket: string, names: readonly string[]): Promise<void> {
  const jobs = { names: [...names], all: false };
  await askUntilAnswered(socket, { verb: "wait", body: { jobs, until: "start" } });
  await askUntilAnswered(socket, { verb: "stop", body: { jobs } });
}
