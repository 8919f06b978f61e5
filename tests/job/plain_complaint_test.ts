import { strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { plainComplaint } from "../../job/plain_complaint.ts";
import { SpecShape } from "../../job/spec.ts";

const table: readonly [field: unknown, complaint: string][] = [
  [{ priority: 1001 }, "expected at most 1000, found 1001"],
  [{ priority: 0.5 }, "expected integer, found 0.5"],
  [{ timeoutMs: -1 }, "expected at least 0, found -1"],
  [{ umask: "9" }, 'expected number, found "9"'],
  [{ orphan: "x" }, 'expected "kill" or "leave" or "adopt", found "x"'],
  [{ after: [{ job: "a" }] }, 'it is missing: expected "when"'],
  [{ restart: 5 }, "expected object, found 5"],
  [{ argv: [] }, "there is no command"],
];

for (const [fields, complaint] of table) {
  Deno.test(`plainComplaint() says of ${JSON.stringify(fields)}: ${complaint}`, () => {
    const checked = v.safeParse(v.partial(SpecShape), fields);
    equal(plainComplaint(checked.issues?.[0].message ?? ""), complaint);
  });
}

Deno.test("plainComplaint() leaves a place before it as it is", () => {
  const text = "spec.argv.3: Invalid type: Expected string but received 5";
  equal(plainComplaint(text), "spec.argv.3: expected string, found 5");
});
