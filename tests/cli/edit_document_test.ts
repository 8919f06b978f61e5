import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { checkDocument } from "../../cli/edit_document.ts";
import { Failure } from "../../cli/failure.ts";
import { documentOf, fieldsOf } from "../../cli/job_document.ts";
import { specOf } from "../support/specs.ts";

const spec = specOf({ restart: { policy: "always", attempts: 9 } });
const current = fieldsOf(documentOf(spec));

Deno.test("checkDocument() takes the whole document back, and parts of it", async () => {
  const { held: _, pinned: __, ...rest } = spec;
  const text = JSON.stringify(documentOf(spec), undefined, 2);
  deepEqual(await checkDocument(text, current), rest);
  deepEqual(await checkDocument("{}", current), {});
  deepEqual(await checkDocument('{"priority": 5}', current), { priority: 5 });
  deepEqual(await checkDocument('{"env": {"A": "1", "B": ""}, "umask": "077"}', current), {
    env: ["A=1", "B="],
    umask: 0o77,
  });
});

Deno.test("checkDocument() leaves of a policy what is not said as it is", async () => {
  const { restart } = await checkDocument('{"restart": {"delayMs": 5}}', current);
  deepEqual(restart, { ...spec.restart, delayMs: 5 });
});

Deno.test("checkDocument() takes dates in words", async () => {
  const { when } = await checkDocument('{"when": {"kind": "at", "at": "in 2h"}}', current);
  equal(when?.kind, "at");
});

const wrong: readonly [text: string, complaint: string][] = [
  ["", "line 1, column 1: a value was expected"],
  ['{\n"a": b}', "line 2, column 6: b is no value: texts stand in double quotes"],
  ["[]", "the document is no object"],
  ['{\n "prio": 1\n}', 'line 2 ("prio": 1): prio: there is no such field: use argv, cwd'],
  ['{"held": true}', 'line 1 ({"held": true}): held: there is no such field'],
  ['{\n "argv": [],\n "cwd": "/"\n}', 'line 2 ("argv": []): argv: there is no command'],
  ['{"cwd": "x"}', "cwd: a path is absolute"],
  ['{"umask": "888"}', 'umask: expected octal digits such as "0022"'],
  ['{"env": {"A=": "1"}}', "env.0: a variable is NAME=VALUE"],
  ['{"env": {"A": null}}', "env.0: expected string, found null"],
  ['{"env": {"": "1"}}', "env.0: a variable is NAME=VALUE"],
  ['{"priority": 1001}', "priority: expected at most 1000, found 1001"],
  [
    '{"restart": {\n"policy":\n"often"}}',
    'line 2 ("policy":): restart.policy: expected "no" or "on-failure" or',
  ],
  ['{"restart": {"polcy": "no"}}', 'restart.polcy: there is no such field: did you mean "policy"'],
  ['{"after": [{"job": "a"}]}', 'after.0.when: it is missing: expected "when"'],
  ['{"after": [{"job": "a", "when": "end", "x": 1}]}', "after.0.x: there is no such field"],
  ['{"when": {"kind": "never"}}', "when.kind: expected"],
  ['{"when": {"kind": "at", "at": "soon"}}', "when.at: expected 2026-11-24T17:00"],
  ['{"when": {"kind": "cron", "expression": "* *"}}', "when.expression: it has 2 fields"],
  [
    '{"when": {"kind": "cron", "expression": "@daily", "zone": "Mars"}}',
    'when.zone: "Mars" is no time zone',
  ],
];

for (const [text, complaint] of wrong) {
  Deno.test(`checkDocument() refuses ${text.replaceAll("\n", " ")}`, async () => {
    await rejects(checkDocument(text, current), (error) => {
      if (!(error instanceof Failure) || error.code !== 100) return false;
      equal(error.message.startsWith("Cannot edit: "), true);
      equal(error.message.includes(complaint), true, error.message);
      return true;
    });
  });
}
