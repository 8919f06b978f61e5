import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import {
  type Again,
  decideAgain,
  type Ending,
  type Restart,
  RestartShape,
} from "../../job/again.ts";
import { BACKOFFS, RESTART_POLICIES } from "../../job/policies.ts";
import type { Event } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

function restartOf(change: Partial<Restart> = {}): Restart {
  return { ...v.parse(RestartShape, {}), policy: "on-failure", ...change };
}

/** A short run that failed, the first of its series; no chance in its pause. */
function endingOf(change: Partial<Ending> = {}): Ending {
  const series = { length: 0, tries: 0, since: 0 };
  return { event: "fail", series, startedAt: 0, endedAt: 1, chance: 0.5, ...change };
}

/** Which ends each policy answers, written down a second time. */
const WANTS: Record<Restart["policy"], readonly Event[]> = {
  "no": [],
  "on-failure": ["fail", "expire", "lose"],
  "always": ["succeed", "fail", "expire", "lose"],
  "unless-stopped": ["succeed", "fail", "expire", "lose"],
};

for (const policy of RESTART_POLICIES) {
  for (const event of ["succeed", "fail", "halt", "expire", "lose"] as const) {
    const kind = WANTS[policy].includes(event) ? "again" : "no";
    Deno.test(`decideAgain() says ${kind} to ${event} by the policy ${policy}`, () => {
      equal(decideAgain(restartOf({ policy }), endingOf({ event })).kind, kind);
    });
  }
}

const time = fc.nat({ max: LIMITS.timeMaxMs });
const AnyRestart: fc.Arbitrary<Restart> = fc.record({
  policy: fc.constantFrom("on-failure", "always"),
  attempts: fc.integer({ min: 1, max: LIMITS.attempts }),
  intervalMs: time,
  delayMs: time,
  backoff: fc.constantFrom(...BACKOFFS),
  delayMostMs: time,
  stableMs: time,
});

function pauseOf(again: Again): number {
  return again.kind === "again" ? again.pauseMs : NaN;
}

/** The pauses of one failure after the other, without chance, until it is given up or `most`. */
function pausesOf(restart: Restart, { most, chance = 0.5 }: { most: number; chance?: number }) {
  const pauses: number[] = [];
  let series = { length: 0, tries: 0, since: 0 };
  for (let at = 0; pauses.length < most;) {
    const again = decideAgain(restart, endingOf({ series, startedAt: at, endedAt: at, chance }));
    if (again.kind !== "again") break;
    pauses.push(again.pauseMs);
    series = again.series;
    at += again.pauseMs;
  }
  return pauses;
}

Deno.test("decideAgain() doubles the pause up to the longest", () => {
  const restart = restartOf({ attempts: 8, delayMs: 1000, delayMostMs: 10_000 });
  deepEqual(pausesOf(restart, { most: 100 }), [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  const constant = restartOf({ attempts: 4, backoff: "constant", delayMs: 7 });
  deepEqual(pausesOf(constant, { most: 100 }), [7, 7, 7]);
  deepEqual(pausesOf(restartOf({ attempts: 3, delayMs: 9, delayMostMs: 5 }), { most: 9 }), [9, 9]);
});

Deno.test("decideAgain() never makes a pause shorter than the one before, nor longer than the longest", () => {
  fc.assert(fc.property(AnyRestart, (restart) => {
    const pauses = pausesOf({ ...restart, stableMs: 0 }, { most: 40 });
    const longest = Math.max(restart.delayMs, restart.delayMostMs);
    pauses.forEach((pause, index) => {
      ok(Number.isInteger(pause) && pause >= (pauses[index - 1] ?? 0) && pause <= longest);
    });
    equal(pauses[0] ?? restart.delayMs, restart.delayMs);
  }));
});

Deno.test("decideAgain() makes a pause up to a tenth shorter or longer by chance", () => {
  const Chance = fc.double({ min: 0, max: 1, noNaN: true });
  const Tries = fc.integer({ min: 0, max: 1000 });
  fc.assert(fc.property(AnyRestart, Tries, Chance, (restart, tries, chance) => {
    const ending = endingOf({ series: { length: tries, tries, since: 0 }, endedAt: 0 });
    const exact = pauseOf(decideAgain(restart, ending));
    if (Number.isNaN(exact)) return;
    const pause = pauseOf(decideAgain(restart, { ...ending, chance }));
    ok(Math.abs(pause - exact) <= exact / 10 + 1);
  }));
});

Deno.test("decideAgain() makes no pause longer than the longest, whatever chance says", () => {
  const restart = restartOf({ attempts: 9, delayMs: 1000, delayMostMs: 4000 });
  deepEqual(pausesOf(restart, { most: 5, chance: 1 }), [1100, 2200, 4000, 4000, 4000]);
  deepEqual(pausesOf(restart, { most: 3, chance: 0 }), [900, 1800, 3600]);
  const constant = restartOf({ attempts: 3, backoff: "constant", delayMs: 10, delayMostMs: 0 });
  deepEqual(pausesOf(constant, { most: 2, chance: 1 }), [10, 10]);
});

Deno.test("decideAgain() gives up after so many starts, and says so", () => {
  for (const attempts of [1, 2, 5, 33, 1000]) {
    equal(pausesOf(restartOf({ attempts, delayMs: 0 }), { most: 2000 }).length, attempts - 1);
  }
  deepEqual(decideAgain(restartOf({ attempts: 1 }), endingOf()), {
    kind: "givenUp",
    why: "given up after 1 attempt",
  });
  const last = endingOf({ series: { length: 4, tries: 4, since: 0 } });
  deepEqual(decideAgain(restartOf({ attempts: 5 }), last), {
    kind: "givenUp",
    why: "given up after 5 attempts",
  });
});

Deno.test("decideAgain() knows no number of attempts that is too large", () => {
  const restart = restartOf({
    attempts: LIMITS.attempts,
    delayMs: LIMITS.timeMaxMs,
    delayMostMs: LIMITS.timeMaxMs,
  });
  const tries = LIMITS.attempts - 2;
  const again = decideAgain(
    restart,
    endingOf({ series: { length: tries, tries, since: 0 }, chance: 1 }),
  );
  deepEqual(again, {
    kind: "again",
    pauseMs: LIMITS.timeMaxMs,
    attempt: LIMITS.attempts,
    series: { length: tries + 1, tries: tries + 1, since: 0 },
  });
});

Deno.test("decideAgain() counts starts within the interval alone", () => {
  const restart = restartOf({ attempts: 3, intervalMs: 10_000 });
  const after = (startedAt: number, tries = 2) =>
    decideAgain(
      restart,
      endingOf({ series: { length: tries, tries, since: 1000 }, startedAt, endedAt: startedAt }),
    );
  equal(after(11_000).kind, "givenUp");
  const again = after(11_001);
  ok(again.kind === "again");
  deepEqual([again.attempt, again.series], [2, { length: 3, tries: 1, since: 11_001 }]);
  // a clock that was set back makes no start count less
  equal(after(0).kind, "givenUp");
});

Deno.test("decideAgain() never gives up what starts less often than its interval allows", () => {
  const restart = restartOf({
    attempts: 3,
    intervalMs: 10_000,
    backoff: "constant",
    delayMs: 5001,
  });
  equal(pausesOf(restart, { most: 500 }).length, 500);
  equal(pausesOf({ ...restart, delayMs: 5000 }, { most: 500 }).length, 2);
});

Deno.test("decideAgain() counts anew after a stable run, and pauses as at first", () => {
  const restart = restartOf({ attempts: 3, stableMs: 60_000, delayMs: 1000 });
  const after = (endedAt: number) =>
    decideAgain(
      restart,
      endingOf({ series: { length: 2, tries: 2, since: 0 }, startedAt: 100, endedAt }),
    );
  equal(after(60_099).kind, "givenUp");
  deepEqual(after(60_100), {
    kind: "again",
    pauseMs: 1000,
    attempt: 1,
    series: { length: 0, tries: 0, since: 100 },
  });
});

Deno.test("decideAgain() takes no pause for a run, however long the pause", () => {
  const restart = restartOf({ attempts: 4, delayMs: 3600_000, delayMostMs: 9e9, stableMs: 60_000 });
  equal(pausesOf(restart, { most: 50 }).length, 3);
});
