import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { LIMITS } from "../../limits.ts";
import { complaint, REQUESTS, RequestShape, type Verb } from "../../wire/messages.ts";
import { type Row, VERBS } from "./request_rows.ts";

/** The first complaint about a body; undefined where it is taken. */
function complaintOf(verb: Verb, body: unknown): string | undefined {
  const { issues } = v.safeParse(REQUESTS[verb], body);
  return issues === undefined ? undefined : complaint(issues);
}

for (const verb of Object.keys(REQUESTS) as Verb[]) {
  const row: Row = VERBS[verb];

  Deno.test(`REQUESTS.${verb} takes the least and fills in the rest`, () =>
    deepEqual(v.parse(REQUESTS[verb], row.least), row.filled ?? row.least));

  Deno.test(`REQUESTS.${verb} takes all that there may be, and as much`, () =>
    deepEqual(v.parse(REQUESTS[verb], row.most), row.most));

  Deno.test(`REQUESTS.${verb} drops a field that it does not know`, () => {
    const more = { ...row.most, sudo: true, ["__proto__"]: { all: true } };
    deepEqual(v.parse(REQUESTS[verb], more), row.most);
  });

  Deno.test(`REQUESTS.${verb} goes without no field that it needs`, () => {
    for (const field of row.needs) {
      const { [field]: _, ...rest } = row.most;
      const missing = `${field}: Invalid key: Expected "${field}" but received undefined`;
      equal(complaintOf(verb, rest), missing);
    }
  });

  for (const [text, change] of Object.entries(row.wrong)) {
    Deno.test(`REQUESTS.${verb} complains: ${text.slice(0, 80)}`, () =>
      equal(complaintOf(verb, { ...row.most, ...change }), text));
  }

  for (const body of [undefined, null, 7, "text", true]) {
    Deno.test(`REQUESTS.${verb} refuses ${JSON.stringify(body)} for a body`, () =>
      ok(complaintOf(verb, body)?.startsWith("Invalid type: Expected Object but received")));
  }
}

Deno.test("RequestShape takes each verb and no other, and leaves the body to its row", () => {
  for (const verb of Object.keys(REQUESTS)) {
    const request = { kind: "request", id: 1, verb, body: null };
    deepEqual(v.parse(RequestShape, request), request);
  }
  const request = { kind: "request", id: 1, verb: "run", body: {} };
  const wrong = [
    ...["sudo", "", "toString", "__proto__", "RUN", 7, null].map((verb) => ({ verb })),
    ...[-1, 0.5, "1", null].map((id) => ({ id })),
    ...["reply", null].map((kind) => ({ kind })),
  ];
  for (const change of wrong) {
    equal(v.safeParse(RequestShape, { ...request, ...change }).success, false);
  }
});

Deno.test("complaint() is short, however long what it complains of", () => {
  const long = "x".repeat(LIMITS.frameBytes);
  const { issues = [] } = v.safeParse(RequestShape, { kind: long, id: 1, verb: "run", body: {} });
  ok(complaint([...issues]).length <= LIMITS.reasonChars);
});
