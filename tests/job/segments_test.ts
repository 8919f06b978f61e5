import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  isLeftover,
  loggedBytes,
  LOGS,
  nextName,
  packedName,
  partName,
  segmentName,
  segmentsOf,
  staleTimelines,
  surplusOf,
  type TimelineStart,
} from "../../job/segments.ts";
import { LIMITS } from "../../limits.ts";

const offset = fc.integer({ min: 0, max: LIMITS.outputOffsetBytes });
const log = fc.constantFrom(...LOGS);

Deno.test("segmentName() has 16 digits, so that names are in the order of offsets", () => {
  equal(segmentName("stdout", 42), "stdout.0000000000000042");
  equal(packedName("timeline", 0), "timeline.0000000000000000.gz");
  equal(segmentName("stderr", Number.MAX_SAFE_INTEGER), "stderr.9007199254740991");
  fc.assert(fc.property(offset, offset, (one, other) => {
    equal(segmentName("stdout", one) < segmentName("stdout", other), one < other);
  }));
});

Deno.test("segmentsOf() finds what segmentName() and packedName() name, oldest first, plain before packed", () => {
  const entry = fc.record({ offset, form: fc.constantFrom("plain", "packed", "both") });
  const entries = fc.uniqueArray(entry, { selector: (each) => each.offset });
  fc.assert(fc.property(log, entries, fc.boolean(), (name, all, isReversed) => {
    const names = all.flatMap(({ offset, form }) => [
      ...form === "packed" ? [] : [segmentName(name, offset)],
      ...form === "plain" ? [] : [packedName(name, offset)],
    ]);
    const others = LOGS.filter((each) => each !== name).map((each) => segmentName(each, 7));
    const shown = isReversed ? [...others, ...names].reverse() : [...names, ...others];
    const wanted = all.toSorted((one, other) => one.offset - other.offset).map((each) => ({
      offset: each.offset,
      name: (each.form === "packed" ? packedName : segmentName)(name, each.offset),
      isPacked: each.form === "packed",
    }));
    deepEqual(segmentsOf(name, shown), wanted);
  }));
});

Deno.test("segmentsOf() takes no other name for a segment", () => {
  const names = [
    ...["stdout", "stdout.1", "stdout.00000000000000001", "stdout.000000000000000x", "xstdout."],
    ...[
      "stdout.0000000000000001.gz.part",
      "stdout.next",
      "stdout.fifo",
      "stdout.0000000000000001.",
    ],
  ];
  deepEqual(segmentsOf("stdout", names), []);
});

Deno.test("segmentsOf() takes no segment that begins beyond what can be counted", () => {
  const [last, beyond] = [LIMITS.outputOffsetBytes, LIMITS.outputOffsetBytes + 1];
  const names = [last, beyond].map((offset) => segmentName("stdout", offset));
  deepEqual(segmentsOf("stdout", names).map(({ offset }) => offset), [last]);
  deepEqual(segmentsOf("stdout", ["stdout.9999999999999999"]), []);
  equal(
    loggedBytes("stdout", names, { sizeOf: () => LIMITS.outputTotalMostBytes }),
    last + LIMITS.outputTotalMostBytes,
  );
  ok(Number.isSafeInteger(last + LIMITS.outputTotalMostBytes));
});

Deno.test("isLeftover() knows the names that only a killed worker leaves", () => {
  for (const each of LOGS) {
    equal(isLeftover(nextName(each)), true);
    equal(isLeftover(partName(each, 12)), true);
    for (const name of [each, segmentName(each, 1), packedName(each, 1), `${each}.fifo`]) {
      equal(isLeftover(name), false, name);
    }
  }
});

Deno.test("loggedBytes() is the end of the newest segment, or the size of what was never rotated", () => {
  const sizeOf = (name: string) => name.length;
  equal(loggedBytes("stdout", ["stdout"], { sizeOf }), 6);
  equal(loggedBytes("stdout", ["stdout", segmentName("stderr", 100)], { sizeOf }), 6);
  const names = [segmentName("stdout", 100), "stdout", packedName("stdout", 0)];
  equal(loggedBytes("stdout", names, { sizeOf }), 100 + 23);
  equal(loggedBytes("stdout", [packedName("stdout", 100)], { sizeOf }), 100);
});

Deno.test("surplusOf() leaves the newest in any case", () => {
  equal(surplusOf(5, 5), 0);
  equal(surplusOf(6, 5), 1);
  equal(surplusOf(1, 0), 0);
});

const start = fc.record({
  out: fc.nat({ max: 1000 }),
  err: fc.nat({ max: 1000 }),
  isKnown: fc.boolean(),
});

Deno.test("staleTimelines() keeps all that tells of a byte which is there, up to a bound", () => {
  fc.assert(fc.property(
    fc.array(start, { minLength: 1, maxLength: 12 }),
    fc.record({ out: fc.nat({ max: 12_000 }), err: fc.nat({ max: 12_000 }) }),
    fc.integer({ min: 1, max: 12 }),
    (steps, oldest, most) => {
      let [stdout, stderr] = [0, 0];
      const starts: TimelineStart[] = steps.map(({ out, err, isKnown }, index) => {
        [stdout, stderr] = [stdout + out, stderr + err];
        return { offset: index, streams: isKnown ? { stdout, stderr } : undefined };
      });
      const given = { oldest: { stdout: oldest.out, stderr: oldest.err }, most };
      const stale = staleTimelines(starts, given);
      equal(stale < starts.length, true);
      equal(starts.length - stale <= most, true);
      for (let i = surplusOf(starts.length, most); i < stale; i++) {
        const next = starts[i + 1]?.streams;
        equal(next !== undefined && next.stdout <= oldest.out && next.stderr <= oldest.err, true);
      }
    },
  ));
});

Deno.test("staleTimelines() lets go of one once the next begins where all that is older is gone", () => {
  const starts = [
    { offset: 0, streams: { stdout: 0, stderr: 0 } },
    { offset: 12, streams: { stdout: 100, stderr: 5 } },
    { offset: 48, streams: { stdout: 200, stderr: 5 } },
  ];
  const stale = (stdout: number, stderr: number) =>
    staleTimelines(starts, { oldest: { stdout, stderr }, most: 9 });
  equal(stale(99, 5), 0);
  equal(stale(100, 0), 0);
  equal(stale(100, 5), 1);
  equal(stale(200, 5), 2);
  equal(stale(9999, 9999), 2);
});
