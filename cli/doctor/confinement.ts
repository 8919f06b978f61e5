/** What doctor says of the means to confine a job that this system has. */

import type { Facts } from "../facts.ts";
import { type Finding, good, warn } from "./finding.ts";

export function checkConfinement(facts: Facts): Finding[] {
  const system = facts.get("system") ?? "this system";
  if (system !== "Linux") {
    const text = `${system} has nothing that chore can confine a job with`;
    return [warn("confinement", { text, remedy: "run what you do not trust elsewhere" })];
  }
  return [checkBubblewrap(facts), checkUserNamespaces(facts), checkCgroups(facts)];
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
  if (facts.get("cgroup_writable") === "yes") return good("cgroups", `${text}, and may be used`);
  return warn("cgroups", {
    text: `${text}, but may not be used by you: limits are those of single processes`,
    remedy: "start chored as a service of the user, with Delegate=yes (systemd.resource-control)",
  });
}
