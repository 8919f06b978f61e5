import { deepStrictEqual as deepEqual, notStrictEqual, ok } from "node:assert/strict";
import * as v from "valibot";
import { REQUESTS } from "../../wire/messages.ts";
import { batchBody, runBody, type RunOptions } from "../../wire/run_options.ts";

const all: RunOptions = {
  argv: ["make", "-s"],
  name: "build",
  ifAbsent: true,
  now: true,
  cwd: "/src",
  env: { PATH: "/bin", EMPTY: "" },
  umask: 0o022,
  graceMs: 0,
  orphan: "leave",
  output: "direct",
  hooks: { pre: "mount", timeoutMs: 7, free: true },
  profile: "web",
  request: "r",
};

const spec = {
  ...{ argv: ["make", "-s"], cwd: "/src", env: ["PATH=/bin", "EMPTY="], umask: 0o022, graceMs: 0 },
  ...{ orphan: "leave", output: "direct", hooks: { pre: "mount", timeoutMs: 7, free: true } },
  ...{ profile: "web", ownUmask: true },
};

Deno.test("runBody() makes a request of all that can be asked", () => {
  deepEqual(runBody(all), { request: "r", name: "build", ifAbsent: true, now: true, spec });
});

Deno.test("runBody() takes from the program what nobody gives, and makes an id of its own", () => {
  const { request, spec: { env, ...rest }, ...body } = runBody({ argv: ["make"] });
  deepEqual([body, rest], [{}, { argv: ["make"], cwd: Deno.cwd(), umask: 0o077 }]);
  const own = Object.entries(Deno.env.toObject()).map(([name, value]) => `${name}=${value}`);
  deepEqual([...env].sort(), own.sort());
  notStrictEqual(request, runBody({ argv: ["make"] }).request);
});

Deno.test("runBody() leaves out what is for the session to say", () => {
  const { spec } = runBody({ argv: ["make"], env: {}, orphan: "adopt" });
  deepEqual(Object.keys(spec).sort(), ["argv", "cwd", "env", "orphan", "umask"]);
});

Deno.test("batchBody() says once what all jobs have, and of each what it has unlike them", () => {
  const shared: Partial<RunOptions> = { cwd: "/src", env: {}, graceMs: 5, request: "r" };
  deepEqual(batchBody([{ argv: ["make"] }, { ...all, request: "ignored" }], shared), {
    request: "r",
    shared: { cwd: "/src", env: [], umask: 0o077, graceMs: 5 },
    jobs: [{ argv: ["make"] }, { name: "build", ifAbsent: true, now: true, ...spec }],
  });
});

Deno.test("runBody() and batchBody() make what chored takes", () => {
  for (const options of [all, { argv: ["make"] }]) {
    ok(v.is(REQUESTS.run, runBody(options)));
    ok(v.is(REQUESTS.batch, batchBody([options], options)));
  }
});
