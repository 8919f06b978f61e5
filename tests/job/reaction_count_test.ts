import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { barText, decide, keepCounts, NEW_COUNT, takeBack } from "../../job/reaction_count.ts";
import type { Rule } from "../../job/reaction.ts";

const rule = (more: Partial<Rule> = {}): Rule => ({
  ...{ id: 1, on: { kind: "match", pattern: "x", stream: "both" }, action: { do: "kill" } },
  ...{ cooldownMs: 0, most: 0, perMinute: 1000, ...more },
});

/** At which of `times` something is done. */
function actsAt(given: Rule, times: readonly number[]): { acts: number[]; bars: unknown[] } {
  let count = NEW_COUNT;
  const [acts, bars]: [number[], unknown[]] = [[], []];
  for (const now of times) {
    const decision = decide(given, count, { now });
    count = decision.count;
    if (decision.bar === undefined) acts.push(now);
    else bars.push(decision.bar);
  }
  equal(count.matched, times.length);
  equal(count.acted + count.suppressed, times.length);
  return { acts, bars };
}

Deno.test("decide() counts, and does nothing for none", () => {
  const { count, bar } = decide(rule({ action: { do: "none" }, most: 1 }), NEW_COUNT, { now: 5 });
  deepEqual([count.matched, count.acted, count.suppressed, bar], [1, 0, 0, undefined]);
});

Deno.test("decide() stops at the most, waits for the cool-down and keeps to a minute", () => {
  deepEqual(actsAt(rule({ most: 2 }), [1, 2, 3, 400_000]), {
    acts: [1, 2],
    bars: ["most", "most"],
  });
  deepEqual(actsAt(rule({ cooldownMs: 100 }), [1, 50, 100, 101, 150]), {
    acts: [1, 101],
    bars: ["cooldown", "cooldown", "cooldown"],
  });
  deepEqual(actsAt(rule({ perMinute: 2 }), [1, 2, 3, 60_000, 60_001, 60_002, 60_003]), {
    acts: [1, 2, 60_001, 60_002],
    bars: ["perMinute", "perMinute", "perMinute"],
  });
});

Deno.test("decide() is not barred for ever by a clock that was set back", () => {
  deepEqual(actsAt(rule({ cooldownMs: 1000, perMinute: 1 }), [1e12, 5e11]).acts, [1e12, 5e11]);
});

Deno.test("decide() never does more in a minute than it may, nor more than the most", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 })
    .map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 1) + step], []));
  fc.assert(fc.property(times, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 30 }), (
    at,
    perMinute,
    most,
  ) => {
    const { acts } = actsAt(rule({ perMinute, most }), at);
    if (most > 0) equal(acts.length <= most, true);
    // windows begin with an act: in any minute there are parts of two of them at most
    for (const from of acts) {
      equal(
        acts.filter((each) => each >= from && each < from + 60_000).length <= 2 * perMinute,
        true,
      );
    }
    const windows = new Map<number, number>();
    let since = -Infinity;
    for (const each of acts) {
      if (each >= since + 60_000) since = each;
      windows.set(since, (windows.get(since) ?? 0) + 1);
    }
    equal([...windows.values()].every((count) => count <= perMinute), true);
  }));
});

Deno.test("takeBack() undoes an act, and counts it as held back", () => {
  const { count } = decide(rule(), NEW_COUNT, { now: 7 });
  const { matched, acted, suppressed, inWindow } = takeBack(count);
  deepEqual([matched, acted, suppressed, inWindow], [1, 0, 1, 0]);
});

Deno.test("barText() tells each bar by its limit", () => {
  const given = rule({ most: 3, cooldownMs: 1500, perMinute: 9 });
  deepEqual(
    (["most", "cooldown", "perMinute", "busy"] as const).map((bar) => barText(given, bar)),
    [
      "it has done so 3 times, which is all that it may",
      "it did so less than 1.5 s ago",
      "it has done so 9 times within a minute",
      "what it did before is not over",
    ],
  );
});

Deno.test("keepCounts() forgets rules that are gone, or say something else", () => {
  const before = [rule({ id: 1 }), rule({ id: 2 }), rule({ id: 3 })];
  const after = [rule({ id: 1, most: 5 }), rule({ id: 2, action: { do: "none" } })];
  const counts = { 1: NEW_COUNT, 2: NEW_COUNT, 3: NEW_COUNT };
  deepEqual(Object.keys(keepCounts(counts, { before, after })), ["1"]);
});
