import { match, strictEqual as equal } from "node:assert/strict";
import { policyFinding } from "../../../cli/doctor/policy.ts";
import type { Served } from "../../../cli/doctor/programs.ts";
import { Facts } from "../../../cli/facts.ts";

function serving(policy: string | null): Served {
  const view = {
    ...{ session: "s", version: "1", pid: 1, startedAt: "", jobs: 0, active: 0, clients: 1 },
    ...{ config: null, policy, profiles: [] },
    recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
    tab: { path: "/b/choretab.s", jobs: 0, problems: [] },
  };
  return { kind: "serves", view };
}

const nobody: Served = { kind: "nobody" };
const one = "policy /etc/p.toml";
const CASES: readonly (readonly [facts: string, Served, mark: string, said: RegExp])[] = [
  ["env_split yes", nobody, "ok", /^none: jobs are bounded by what they ask for$/],
  ["env_split no", serving(null), "ok", /this env\(1\) does not know -S and -i/],
  [one, nobody, "ok", /^\/etc\/p\.toml$/],
  [one, serving("/etc/p.toml"), "ok", /^\/etc\/p\.toml$/],
  [one, serving(null), "warn", /^\/etc\/p\.toml holds from the next start .* now none does$/],
  [one, serving("/etc/o.toml"), "warn", /now \/etc\/o\.toml does$/],
  ["uid 1", serving("/etc/p.toml"), "warn", /holds until chored ends, and is remembered no more$/],
  [`${one}\npolicy_wrong it is a link`, nobody, "fail", /^\/etc\/p\.toml: it is a link$/],
];
for (const [facts, served, mark, said] of CASES) {
  Deno.test(`policyFinding() says ${said} of ${facts.replace("\n", ", ")} and ${served.kind}`, () => {
    const finding = policyFinding(served, new Facts(facts));
    equal(finding.mark, mark);
    match(finding.text, said);
    equal(finding.remedy === null, mark === "ok");
  });
}
