import { ok, strictEqual as equal } from "node:assert/strict";
import { parsePast } from "../../cli/past.ts";

const hours = 3_600_000;
const now = new Date(2026, 10, 24, 17, 30).getTime();

Deno.test("parsePast() takes how long ago, days, and the last time of its kind", async () => {
  const table: [text: string, at: number][] = [
    ["2h", now - 2 * hours],
    ["90s", now - 90_000],
    ["1d 1h", now - 25 * hours],
    ["now", now],
    ["today", new Date(2026, 10, 24).getTime()],
    ["Yesterday", new Date(2026, 10, 23).getTime()],
    ["09:00", new Date(2026, 10, 24, 9).getTime()],
    ["18:00", new Date(2026, 10, 23, 18).getTime()],
    ["6pm", new Date(2026, 10, 23, 18).getTime()],
    ["9am", new Date(2026, 10, 24, 9).getTime()],
    ["2026-11-20", new Date(2026, 10, 20).getTime()],
    ["2026-11-24T17:00Z", Date.UTC(2026, 10, 24, 17)],
    ["9000d", 0],
  ];
  for (const [text, at] of table) {
    const read = await parsePast(text, { now });
    // 9000 days reach back to 2002
    equal("at" in read ? read.at : read.expected, at || now - 9000 * 24 * hours, text);
  }
});

Deno.test("parsePast() says what is expected in place of anything else", async () => {
  for (const text of ["", "foo", "5", "25:00", "last year"]) {
    const read = await parsePast(text, { now });
    ok("expected" in read, text);
  }
});
