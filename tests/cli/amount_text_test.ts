import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  bytesText,
  percentText,
  roundTop,
  roundTopBytes,
  secondsText,
} from "../../cli/amount_text.ts";

Deno.test("bytesText() tells bytes in the unit in which they are short", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KiB"],
    [1536, "1.5 KiB"],
    [120 * 1024, "120 KiB"],
    [3 * 1024 ** 3, "3 GiB"],
    [2 ** 60, "1024 PiB"],
  ];
  for (const [bytes, text] of cases) equal(bytesText(bytes), text);
});

Deno.test("percentText() and secondsText() have as many digits as are worth it", () => {
  equal(percentText(0), "0 %");
  equal(percentText(12.34), "12.3 %");
  equal(percentText(350.4), "350 %");
  equal(secondsText(250), "0.25 s");
  equal(secondsText(12_340), "12.3 s");
  equal(secondsText(1_234_567), "1235 s");
});

Deno.test("roundTop() is at least what was asked for, and not twice as much", () => {
  fc.assert(fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (most) => {
    const top = roundTop(most, { least: 0.001 });
    ok(top >= most * 0.999999 && top <= 1.5 * most, `${top}`);
  }));
  equal(roundTop(0, { least: 10 }), 10);
  equal(roundTop(100.3, { least: 10 }), 120);
});

Deno.test("roundTopBytes() is round in the unit in which bytes are told", () => {
  equal(roundTopBytes(1_700_000), 2 * 1024 ** 2);
  equal(roundTopBytes(0), 1);
  equal(roundTopBytes(120 * 1024), 120 * 1024);
  fc.assert(fc.property(fc.nat(), (bytes) => ok(roundTopBytes(bytes) >= bytes * 0.999999)));
});
