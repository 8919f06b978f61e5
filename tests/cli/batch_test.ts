import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { readJob } from "../../cli/batch.ts";

Deno.test("readJob() takes commands for a shell, and jobs as JSON with the fields of a document", () => {
  const table: [line: string, job: object | undefined][] = [
    ["", undefined],
    ["  # no job", undefined],
    ["echo a | cat", { argv: ["/bin/sh", "-c", "echo a | cat"] }],
    ['{"argv": ["make"], "name": "a"}', { argv: ["make"], name: "a" }],
    ['{"argv": ["make"], "profile": "web"}', { argv: ["make"], profile: "web" }],
    ['{"command": "make x", "env": {"A": "1"}}', {
      argv: ["/bin/sh", "-c", "make x"],
      env: ["A=1"],
    }],
    ['{"argv": ["a"], "umask": 18, "held": true, "restart": {"policy": "always"}}', {
      ...{ argv: ["a"], umask: 18, ownUmask: true, held: true, restart: { policy: "always" } },
    }],
    ['{"argv": ["a"], "umask": "022", "when": {"kind": "at", "at": "1970-01-01T00:00:01Z"}}', {
      ...{ argv: ["a"], umask: 18, ownUmask: true, when: { kind: "at", at: 1000 } },
    }],
  ];
  for (const [line, job] of table) deepEqual(readJob(line, 1), job, line);
});

Deno.test("readJob() names the line that it cannot read, and the fields that there are", () => {
  throws(() => readJob("{", 7), /^Failure: Cannot read line 7: /);
  throws(
    () => readJob('{"argv": ["a"], "prio": 1}', 8),
    /^Failure: Cannot read line 8: there is no field "prio": use command, name, ifAbsent, held/,
  );
});
