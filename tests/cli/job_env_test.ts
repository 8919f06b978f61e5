import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { jobEnv } from "../../cli/job_env.ts";

const env = {
  HOME: "/home/ann",
  PATH: "/bin",
  USER: "ann",
  EDITOR: "vi",
  DENO_DIR: "/cache/chore/deno",
  DENO_NO_UPDATE_CHECK: "1",
  CHORE_SAVED_DENO_DIR: "/ann/deno",
  CHORE_SAVED_LC_ALL: "C.UTF-8",
  LC_ALL: "C",
};

Deno.test("jobEnv() forwards the caller's environment as it was before the launcher", () => {
  deepEqual(jobEnv(env, { clean: false }).sort(), [
    "DENO_DIR=/ann/deno",
    "EDITOR=vi",
    "HOME=/home/ann",
    "LC_ALL=C.UTF-8",
    "PATH=/bin",
    "USER=ann",
  ]);
});

Deno.test("jobEnv() begins anew with -e and --clean-env, and adds with --env", () => {
  deepEqual(jobEnv(env, { clean: false, reset: ["A=1  B=2", "C=x=y"] }), [
    ...["HOME=/home/ann", "PATH=/bin", "A=1", "B=2", "C=x=y"],
  ]);
  deepEqual(jobEnv(env, { clean: true, add: ["A=a b"] }), [
    ...["HOME=/home/ann", "PATH=/bin", "USER=ann", "A=a b"],
  ]);
  deepEqual(jobEnv(env, { clean: false, reset: [""], add: ["PATH=/usr/bin", "E="] }), [
    ...["HOME=/home/ann", "PATH=/usr/bin", "E="],
  ]);
});

Deno.test("jobEnv() refuses what is not NAME=VALUE", () => {
  for (const wrong of ["A", "=1", ""]) {
    throws(() => jobEnv(env, { clean: false, add: [wrong] }), /NAME=VALUE is wanted/);
  }
  throws(() => jobEnv(env, { clean: false, reset: ["A=1 B"] }), /Cannot set "B"/);
});
