import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { makeEnv, namesSet } from "../../job/env.ts";

Deno.test("namesSet() names what somebody has set, once, and nothing that was there anyway", () => {
  const options = { reset: ["A=1 B=2", " C="], add: ["A=3", "D=e=f"], clean: false };
  deepEqual(namesSet(options), ["A", "B", "C", "D"]);
  deepEqual(makeEnv([["HOME", "/h"], ["X", "y"]], options), [
    ...["HOME=/h", "A=3", "B=2", "C=", "D=e=f"],
  ]);
  deepEqual(namesSet({}), []);
});

Deno.test("namesSet() leaves what is no variable to makeEnv()", () => {
  const options = { add: ["A", "=b"], clean: false };
  deepEqual(namesSet(options), []);
  deepEqual(makeEnv([], options), { problem: 'Cannot set "A": NAME=VALUE is wanted' });
});
