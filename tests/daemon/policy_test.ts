import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { boundSpec, checkPolicy, loadPolicy, socketMode } from "../../daemon/policy.ts";
import { CannotStart, Refused } from "../../daemon/refusal.ts";
import type { Session } from "../../daemon/session.ts";
import { NO_CONFINE, type Policy } from "../../job/policy.ts";
import { LIMITS } from "../../limits.ts";
import { specOf } from "../support/specs.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { TestSession } from "../support/test_session.ts";

const open: Policy = { file: "/etc/p.toml", confine: NO_CONFINE, limits: {} };

async function withPolicy(policy: Partial<Policy> | undefined, test: (session: Session) => void) {
  await using home = new TestSession();
  test({ ...home.session, policy: policy && { ...open, ...policy } });
}

Deno.test("loadPolicy() reads what was compiled, and refuses what it cannot read", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/policy.json`;
  equal(loadPolicy({ policy: undefined }), undefined);
  Deno.writeTextFileSync(path, JSON.stringify(open));
  deepEqual(loadPolicy({ policy: path }), open);
  const refused: readonly (readonly [string, RegExp])[] = [
    ["{", /cannot read the policy ".*\/policy\.json": /],
    [" ".repeat(LIMITS.policyCompiledBytes + 1), /more than \d+ bytes/],
  ];
  for (const [text, reason] of refused) {
    Deno.writeTextFileSync(path, text);
    throws(() => loadPolicy({ policy: path }), (error) => {
      ok(error instanceof CannotStart && reason.test(error.message), String(error));
      return true;
    });
  }
  throws(() => loadPolicy({ policy: `${path}x` }), /it is not there/);
});

Deno.test("socketMode() lets a group in where it may ask, and nobody else", () => {
  equal(socketMode(undefined), 0o600);
  equal(socketMode(open), 0o600);
  equal(socketMode({ ...open, ask: "ops" }), 0o660);
});

Deno.test("checkPolicy() refuses what the policy does not allow, with a code of its own", async () => {
  await withPolicy({ programs: ["/bin/true"] }, (session) => {
    checkPolicy(session, specOf({ argv: ["true"] }), { cannot: "Cannot run a job" });
    throws(() => checkPolicy(session, specOf(), { cannot: "Cannot run a job" }), (error) => {
      ok(error instanceof Refused);
      equal(error.code, "forbidden");
      equal(
        error.message,
        'Cannot run a job: the policy "/etc/p.toml" does not allow the program "make": see its rule programs',
      );
      return true;
    });
  });
});

Deno.test("boundSpec() gives the spec that is run, and names variables only in the log", async () => {
  await using home = new TestSession();
  const session = {
    ...home.session,
    policy: { ...open, variables: ["PATH"], limits: { files: 99 } },
  };
  const names = Array.from({ length: LIMITS.policyNamesTold + 2 }, (_, i) => `V${i}=secret`);
  const spec = specOf({ env: ["PATH=/bin", ...names] });
  const { env, limits } = boundSpec(session, spec, { run: 4 });
  deepEqual([env, limits], [["PATH=/bin"], { files: 99 }]);
  const said = home.logged.join("\n");
  ok(/run 4: variables that the policy leaves out: V0 .* and 2 more$/.test(said), said);
  equal(said.includes("secret"), false);
});

Deno.test("boundSpec() leaves a spec alone without a policy, and throws where it is not allowed", async () => {
  const spec = specOf();
  await withPolicy(undefined, (session) => equal(boundSpec(session, spec, { run: 1 }), spec));
  await withPolicy({ folders: ["/srv"] }, (session) => {
    throws(() => boundSpec(session, spec, { run: 1 }), /see its rule folders/);
  });
});
