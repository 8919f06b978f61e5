import { strictEqual as equal } from "node:assert/strict";
import { findingsText } from "../../../cli/doctor/examine.ts";
import { fail, good, warn } from "../../../cli/doctor/finding.ts";

const FINDINGS = [
  good("a", "fine"),
  warn("bbb", { text: "odd\x1b[31m", remedy: "mend" }),
  fail("cc", { text: "bad", remedy: "repair" }),
];

Deno.test("findingsText() has a line for each, what to do below it, and no control character", () => {
  equal(
    findingsText(FINDINGS, { colors: false }),
    "ok    a    fine\n" +
      "warn  bbb  odd\\x1b[31m\n           -> mend\n" +
      "fail  cc   bad\n           -> repair\n",
  );
});

Deno.test("findingsText() colours the mark alone", () => {
  equal(findingsText(FINDINGS.slice(0, 1), { colors: true }), "\x1b[32mok  \x1b[0m  a  fine\n");
});
