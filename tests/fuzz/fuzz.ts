// What all targets of the fuzzing share: how often each fact is tried, for how long, by which seed, and how a failure is seen again.

import fc from "fast-check";

/** What must hold of whatever comes. */
export interface Fact {
  /** how often it is tried in `deno task test`, where all targets together take seconds */
  readonly runs: number;
  /** what all its runs share */
  readonly begin: () => Promise<AsyncDisposable | undefined>;
  /** Tries it; what fails is told by the result. */
  readonly check: (how: fc.Parameters<[unknown]>) => Promise<fc.RunDetails<[unknown]>>;
}

export interface FactOptions {
  readonly runs?: number;
  readonly begin?: Fact["begin"];
}

/** No input that fits in a frame or a file may take longer, on a machine that is busy too. */
const slowMs = 10_000;

/** `holds` throws where the fact is none. */
export function fact<T>(
  input: fc.Arbitrary<T>,
  holds: (given: T) => void | Promise<void>,
  { runs = 100, begin = () => Promise.resolve(undefined) }: FactOptions = {},
): Fact {
  const property = fc.asyncProperty(input, async (given) => {
    trace(given);
    const began = performance.now();
    await holds(given);
    const ms = performance.now() - began;
    if (ms > slowMs) throw new Error(`it took ${Math.round(ms)} ms`);
  });
  return {
    runs,
    begin,
    check: (how) =>
      fc.check(property, how as fc.Parameters<[T]>) as Promise<fc.RunDetails<[unknown]>>,
  };
}

/** Declares a test for each fact, by its name: the symbol, and what holds of it. */
export function fuzz(target: string, facts: Readonly<Record<string, Fact>>): void {
  const share = (PLAN.seconds ?? 0) * 1000 / Object.keys(facts).length;
  for (const [name, each] of Object.entries(facts)) {
    Deno.test(name, () => tryFact(each, { target, name, share }));
  }
}

interface Place {
  readonly target: string;
  readonly name: string;
  /** milliseconds, where it is tried for a time and not for a number of runs */
  readonly share: number;
}

async function tryFact(each: Fact, place: Place): Promise<void> {
  // the same in each run of the tests: what is new is found by `deno task fuzz`
  const { seconds, seed = PLAN.seconds === undefined ? testSeed : randomSeed(), path } = PLAN;
  await using _ = await each.begin();
  if (seconds === undefined || path !== undefined) {
    return complain(await each.check({ ...again(seed, path), numRuns: each.runs }), place);
  }
  const end = performance.now() + place.share;
  for (let round = 0; performance.now() < end; round++) {
    const interruptAfterTimeLimit = Math.max(1, end - performance.now()) + shrinkMs;
    const how = { seed: (seed + round) | 0, numRuns: each.runs, interruptAfterTimeLimit };
    complain(await each.check(how), place);
  }
}

const testSeed = 20261128;

/** A failure is made small for so long after its time is over. */
const shrinkMs = 20_000;

function again(seed: number, path: string | undefined): fc.Parameters<[unknown]> {
  return path === undefined ? { seed } : { seed, path, endOnFailure: true };
}

function complain(details: fc.RunDetails<[unknown]>, { target, name }: Place): void {
  if (!details.failed || (details.interrupted && details.counterexample === null)) return;
  const { seed, counterexamplePath: path } = details;
  const command = `FUZZ_SEED=${seed} FUZZ_PATH=${path} deno test -A --filter ${
    JSON.stringify(name)
  } tests/fuzz/${target}_test.ts`;
  const text = fc.defaultReportMessage(details)?.slice(0, reportChars);
  throw new Error(`${text}\n\nagain: ${command}`, { cause: details.errorInstance });
}

const reportChars = 8_000;

/** What `deno task fuzz` asks for; nothing in `deno task test`. */
const PLAN = {
  /** for all facts of a target */
  seconds: numberOf("FUZZ_SECONDS"),
  seed: numberOf("FUZZ_SEED"),
  path: Deno.env.get("FUZZ_PATH"),
  /** the file that has what was tried last, for a target that hangs or is killed */
  trace: Deno.env.get("FUZZ_TRACE"),
};

function numberOf(name: string): number | undefined {
  const text = Deno.env.get(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number)) return number;
  throw new Error(`Cannot use ${name}="${text}": a whole number is wanted`);
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}

function trace(given: unknown): void {
  if (PLAN.trace === undefined) return;
  Deno.writeTextFileSync(PLAN.trace, fc.stringify(given).slice(0, traceChars));
}

const traceChars = 64 * 1024;
