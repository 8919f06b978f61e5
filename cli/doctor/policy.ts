/** What doctor says of the policy of the session. */

import type { Facts } from "../facts.ts";
import { fail, type Finding, good, warn } from "./finding.ts";
import type { Served } from "./programs.ts";

/** What holds now is what chored was started with; what holds next is what its launcher remembers. */
export function policyFinding(served: Served, facts: Facts): Finding {
  const file = facts.get("policy");
  const loaded = served.kind === "serves" ? served.view.policy : undefined;
  if (file === undefined) return typeof loaded === "string" ? ended(loaded) : none(facts);
  const wrong = facts.get("policy_wrong");
  if (wrong !== undefined) {
    return fail("policy", {
      text: `${file}: ${wrong}`,
      remedy: "mend that: until then no chored starts for this session",
    });
  }
  if (loaded === undefined || loaded === file) return good("policy", file);
  const text = `${file} holds from the next start of chored on, now ${loaded ?? "none"} does`;
  return warn("policy", { text, remedy: "chored --restart: the jobs run on meanwhile" });
}

function none(facts: Facts): Finding {
  const can = facts.get("env_split") === "yes"
    ? ""
    : "; this env(1) does not know -S and -i, which a policy needs";
  return good("policy", `none: jobs are bounded by what they ask for${can}`);
}

function ended(loaded: string): Finding {
  return warn("policy", {
    text: `${loaded} holds until chored ends, and is remembered no more`,
    remedy: "chored --restart --policy FILE, or none",
  });
}
