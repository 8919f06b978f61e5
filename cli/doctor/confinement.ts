/** What doctor says of the means to confine a job that this system has. */

import { unconfinable } from "../../system/confine_none.ts";
import type { Facts } from "../facts.ts";
import { type Finding, good, warn } from "./finding.ts";

export function checkConfinement(facts: Facts): Finding[] {
  const system = facts.get("system") ?? "this system";
  if (system === "Darwin") return [checkSandboxExec(facts)];
  if (system !== "Linux") {
    const { reason, remedy } = unconfinable(system);
    return [
      warn("confinement", { text: `no job can be confined on ${system}: ${reason}`, remedy }),
    ];
  }
  return [
    checkBubblewrap(facts),
    checkUserNamespaces(facts),
    checkCgroups(facts),
  ];
}

function checkSandboxExec(facts: Facts): Finding {
  const tried = facts.get("sandbox_exec");
  if (tried === "yes") {
    return warn("confinement", {
      text: "sandbox-exec does confine; what chore tells it was never tried on macOS",
      remedy: "see what it keeps from a job: chore run -f --sandbox strict -- ls -l / /tmp",
    });
  }
  const why = tried?.replace(/^no ?/, "") || "there is none in /usr/bin";
  return warn("confinement", {
    text: `sandbox-exec does not confine: ${why}: no job can be confined`,
    remedy: unconfinable("").remedy,
  });
}

function checkBubblewrap(facts: Facts): Finding {
  const version = facts.get("bubblewrap");
  if (version === undefined) {
    return warn("bubblewrap", {
      text: "not in /usr/bin or /bin: no job can be confined",
      remedy: "install bubblewrap",
    });
  }
  const tried = facts.get("confines") ?? "no";
  if (tried === "yes") return good("bubblewrap", `${version} confines`);
  return warn("bubblewrap", {
    text: `${version} does not confine: ${tried.replace(/^no ?/, "") || "it says nothing"}`,
    remedy: "let users make namespaces: see user namespaces",
  });
}

function checkUserNamespaces(facts: Facts): Finding {
  const most = facts.get("user_namespaces");
  if (most === undefined) {
    return warn("user namespaces", {
      text: "this kernel has none",
      remedy: "use a kernel with CONFIG_USER_NS",
    });
  }
  if (facts.get("confines") === "yes") return good("user namespaces", `up to ${most}`);
  if (facts.get("bubblewrap") === undefined && most !== "0") {
    return good("user namespaces", `up to ${most}; not tried without bubblewrap`);
  }
  return warn("user namespaces", {
    text: most === "0" ? "none are allowed" : `up to ${most}, and yet none can be made`,
    remedy: most === "0"
      ? "sysctl -w user.max_user_namespaces=10000"
      : "look at kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns",
  });
}

function checkCgroups(facts: Facts): Finding {
  const [version, ...controllers] = facts.get("cgroup")?.split(" ") ?? [];
  if (version === undefined) {
    return warn("cgroups", {
      text: "not here: memory and processes of a whole job cannot be limited",
      remedy: "mount them on /sys/fs/cgroup",
    });
  }
  const text = `version ${version}${controllers.length > 0 ? `: ${controllers.join(" ")}` : ""}`;
  if (version !== "2") {
    return warn("cgroups", {
      text: `${text}, which chore does not use: limits are those of single processes`,
      remedy: "boot with version 2: systemd.unified_cgroup_hierarchy=1",
    });
  }
  if (facts.get("cgroup_writable") !== "yes") {
    return warn("cgroups", {
      text: `${text}, but may not be used by you: limits are those of single processes`,
      remedy:
        "start chored as a service of the user, with Delegate=yes and DelegateSubgroup=chore.self (systemd.resource-control)",
    });
  }
  const missing = ["memory", "pids", "cpu"].filter((each) => !controllers.includes(each));
  if (missing.length === 0) return good("cgroups", `${text}, and may be used`);
  return warn("cgroups", {
    text: `${text}, and may be used to pause and to end jobs; not for limits, without ${
      missing.join(", ")
    }`,
    remedy: "boot with these in version 2: cgroup_no_v1=all",
  });
}
