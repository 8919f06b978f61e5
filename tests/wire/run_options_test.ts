import { deepStrictEqual as deepEqual, notStrictEqual, ok } from "node:assert/strict";
import * as v from "valibot";
import { REQUESTS } from "../../wire/messages.ts";
import { batchBody, runBody, type RunOptions } from "../../wire/run_options.ts";

const all: RunOptions = {
  argv: ["make", "-s"],
  name: "build",
  ifAbsent: true,
  cwd: "/src",
  env: { PATH: "/bin", EMPTY: "" },
  umask: 0o022,
  graceMs: 0,
  orphan: "leave",
  output: "direct",
  request: "r",
};

const spec = {
  ...{ argv: ["make", "-s"], cwd: "/src", env: ["PATH=/bin", "EMPTY="], umask: 0o022, graceMs: 0 },
  ...{ orphan: "leave", output: "direct" },
};

Deno.test("runBody() makes a request of all that can be asked", () => {
  deepEqual(runBody(all), { request: "r", name: "build", ifAbsent: true, spec });
});

Deno.test("runBody() takes from the program what nobody gives, and makes an id of its own", () => {
  const { request, spec: { env, ...rest }, ...body } = runBody({ argv: ["make"] });
  deepEqual([body, rest], [{}, { argv: ["make"], cwd: Deno.cwd(), umask: 0o077 }]);
  const own = Object.entries(Deno.env.toObject()).map(([name, value]) => `${name}=${value}`);
  deepEqual([...env].sort(), own.sort());
  notStrictEqual(request, runBody({ argv: ["make"] }).request);
});

Deno.test("runBody() chooses an output that outlives the worker for a job that can be adopted", () => {
  const output = (options: Partial<RunOptions>) =>
    runBody({ argv: ["make"], env: {}, ...options }).spec.output;
  deepEqual([
    output({}),
    output({ orphan: "kill" }),
    output({ orphan: "adopt" }),
    output({ orphan: "adopt", output: "fifo" }),
  ], [undefined, undefined, "direct", "fifo"]);
});

Deno.test("batchBody() says once what all jobs have, and of each what it has unlike them", () => {
  const shared: Partial<RunOptions> = { cwd: "/src", env: {}, graceMs: 5, request: "r" };
  deepEqual(batchBody([{ argv: ["make"] }, { ...all, request: "ignored" }], shared), {
    request: "r",
    shared: { cwd: "/src", env: [], umask: 0o077, graceMs: 5 },
    jobs: [{ argv: ["make"] }, { name: "build", ifAbsent: true, ...spec }],
  });
});

Deno.test("runBody() and batchBody() make what chored takes", () => {
  for (const options of [all, { argv: ["make"] }]) {
    ok(v.is(REQUESTS.run, runBody(options)));
    ok(v.is(REQUESTS.batch, batchBody([options], options)));
  }
});
