import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { Refused } from "../../daemon/refusal.ts";
import { selectJobs } from "../../daemon/select.ts";
import { FINAL, STATES } from "../../job/state.ts";
import { TestSession } from "../support/test_session.ts";

async function withJobs(act: (select: Select) => void) {
  await using test = new TestSession();
  test.add({ name: "build" });
  test.add({ name: "lint", state: "failed" });
  test.add({ name: "x3", state: "lost" });
  act((names, { all = false, allOf = STATES } = {}) =>
    selectJobs(test.session, { names: [...names], all }, { allOf }).map(({ name }) => name)
  );
}

type Select = (
  names: readonly string[],
  how?: { readonly all?: boolean; readonly allOf?: Parameters<typeof selectJobs>[2]["allOf"] },
) => string[];

Deno.test("selectJobs() finds jobs by name and by id, each once, in the order asked for", () =>
  withJobs((select) => {
    deepEqual(select(["lint", "1"]), ["lint", "build"]);
    deepEqual(select(["3", "build", "x3", "1", "build"]), ["x3", "build"]);
  }));

Deno.test("selectJobs() takes all to be those in the states that the verb is for", () =>
  withJobs((select) => {
    deepEqual(select([], { all: true }), ["build", "lint", "x3"]);
    deepEqual(select([], { all: true, allOf: FINAL }), ["lint", "x3"]);
    deepEqual(select([], { all: true, allOf: ["running"] }), []);
    deepEqual(select(["build"], { allOf: FINAL }), ["build"]);
  }));

const REFUSALS: readonly (readonly [readonly string[], string, string])[] = [
  [[], "bad_request", "Cannot select a job: none is named"],
  [
    ["biuld"],
    "no_such_job",
    'Cannot find job "biuld" in session "test": did you mean "build"?',
  ],
  [["build", "nothing"], "no_such_job", 'Cannot find job "nothing" in session "test"'],
  [["99"], "no_such_job", 'Cannot find job "99" in session "test"'],
  [["01"], "no_such_job", 'Cannot find job "01" in session "test"'],
  [["\x1b[31m"], "no_such_job", 'Cannot find job "\\x1b[31m" in session "test"'],
];
for (const [names, code, message] of REFUSALS) {
  Deno.test(`selectJobs() refuses ${JSON.stringify(names)}: ${code}`, () =>
    withJobs((select) => {
      throws(() => select(names), (error) => {
        deepEqual(error instanceof Refused && [error.code, error.message], [code, message]);
        return true;
      });
    }));
}
