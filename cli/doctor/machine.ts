/** What doctor says of the system: signals, processes, locks, the clock, who asks. */

import { LIMITS } from "../../limits.ts";
import type { Facts } from "../facts.ts";
import { fail, type Finding, good, warn } from "./finding.ts";

type Check = (facts: Facts) => Finding;

/** When the first release was made: a clock that is before it is wrong. */
const firstRelease = Date.UTC(2026, 0, 1);

export function checkMachine(facts: Facts, now: number): Finding[] {
  return [...CHECKS.map((check) => check(facts)), checkClock(facts, now)];
}

const CHECKS: readonly Check[] = [
  checkUser,
  checkInspector,
  checkPs,
  checkKill,
  checkFlock,
  checkOpenFiles,
  checkBoot,
  checkLinger,
];

function checkUser(facts: Facts): Finding {
  const user = facts.get("user") ?? "?";
  if (facts.get("uid") !== "0") return good("user", user);
  return warn("user", {
    text: `${user}: jobs run with all rights`,
    remedy: "run chored as an ordinary user, and single commands by doas(1) or sudo(8)",
  });
}

function checkInspector(facts: Facts): Finding {
  if (facts.get("block") !== undefined) return good("inspector", "SIGUSR1 is blocked");
  const isLinux = facts.get("system") === "Linux";
  return warn("inspector", {
    text: "SIGUSR1 opens Deno's debugger to all users of this machine: env(1) cannot block signals",
    remedy: isLinux
      ? "install GNU coreutils 8.31 or newer as /usr/bin/env"
      : "none here: let nobody else log in, or nobody who may signal your programs",
  });
}

function checkPs(facts: Facts): Finding {
  return checkTool("ps", facts, {
    without: "what jobs use is not seen, nor what they leave behind",
    remedy: "install a ps(1) with the columns of POSIX and rss, stat and pri (Debian: procps)",
  });
}

function checkKill(facts: Facts): Finding {
  return checkTool("kill", facts, {
    without: "no job can be stopped",
    remedy: "install kill(1) as /usr/bin/kill or /bin/kill (Debian: procps)",
  });
}

function checkTool(
  name: "ps" | "kill",
  facts: Facts,
  { without, remedy }: { without: string; remedy: string },
): Finding {
  const tried = facts.get(name);
  if (tried === "yes") return good(name, "does what chored_worker asks of it");
  const said = tried?.replace(/^no ?/, "") || "it says nothing";
  return fail(name, {
    text: `does not do what chored_worker asks of it (${said}): ${without}`,
    remedy,
  });
}

function checkFlock(facts: Facts): Finding {
  const path = facts.get("flock");
  if (path !== undefined) return good("flock", path);
  return warn("flock", {
    text: "not in /usr/bin or /bin: what a killed worker leaves running may go unseen",
    remedy: "install flock(1) (Debian: util-linux)",
  });
}

function checkOpenFiles(facts: Facts): Finding {
  const text = facts.get("open_files") ?? "not known";
  if (!(Number(text) < LIMITS.openFiles)) return good("open files", text);
  return warn("open files", {
    text: `${text}: too few for ${LIMITS.workers} jobs at once`,
    remedy: `raise the limit where chored is started: ulimit -n ${LIMITS.openFiles}`,
  });
}

function checkBoot(facts: Facts): Finding {
  const boot = facts.get("boot");
  if (boot !== undefined) return good("boot", boot);
  return warn("boot", {
    text: "this system has no id of its boot: a restart is known only by what no longer runs",
    remedy: "none is needed: chored finds out by its locks",
  });
}

function checkLinger(facts: Facts): Finding {
  const linger = facts.get("linger");
  if (facts.get("uid") === "0") return good("lingering", "root's programs stay");
  if (linger === undefined) return good("lingering", "no systemd-logind here that would end them");
  if (linger === "yes") return good("lingering", "programs may stay when their user has left");
  return warn("lingering", {
    text: "systemd may end chored and its jobs when their user logs out",
    remedy: "loginctl enable-linger",
  });
}

function checkClock(facts: Facts, now: number): Finding {
  const date = new Date(now).toISOString();
  if (now < firstRelease) {
    return fail("clock", {
      text: `${date}: that is before chore was made`,
      remedy: "set the clock: jobs that wait for a time start by it",
    });
  }
  switch (facts.get("synchronised")) {
    case "yes":
      return good("clock", `${date}, synchronised`);
    case "no":
      return warn("clock", {
        text: `${date}, not synchronised`,
        remedy: "run an NTP client: jobs that wait for a time start by this clock",
      });
    default:
      return good("clock", `${date}; whether it is synchronised is not told here`);
  }
}
