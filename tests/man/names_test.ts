import { deepStrictEqual as deepEqual } from "node:assert/strict";
import type { JobRow, RunRow } from "../../daemon/rows.ts";
import { viewJob } from "../../daemon/view.ts";
import { ROOT } from "../support/place.ts";
import { Page } from "./page.ts";
import { specOf } from "../support/specs.ts";

const page = Page.read("chore.1");

/** Kept between the launcher and the client, and nobody's business. */
const HIDDEN = /^CHORE_SAVED_/;

Deno.test("ENVIRONMENT has each CHORE_ variable that the programs read, and no other", () => {
  const read = new Set<string>();
  for (const text of sources(["bin", "cli", "daemon", "job", "mod.ts"])) {
    for (const [name] of text.matchAll(/\bCHORE_[A-Z]+(?:_[A-Z]+)*\b/g)) {
      if (!HIDDEN.test(name)) read.add(name);
    }
  }
  deepEqual([...new Set(ownIn("chore.1"))].sort(), [...read].sort());
  deepEqual(ownIn("chored.8").filter((name) => !read.has(name)), []);
});

Deno.test("ENVIRONMENT has what else the launchers read", () => {
  const shown = page.named("Ev");
  const names = ["HOME", "XDG_CACHE_HOME", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "TZ"];
  const text = sources(["bin"]).join("\n");
  deepEqual(names.filter((name) => !text.includes(name) || !shown.includes(name)), []);
});

Deno.test("JSON names each member of a job, a run and an outcome", () => {
  const view = viewJob(job, [run]);
  const members = [view, view.runs[0] ?? {}, view.runs[0]?.outcome ?? {}].flatMap(Object.keys);
  const shown = page.part("JSON").named("Va");
  deepEqual(members.filter((member) => !shown.includes(member)), []);
  // what show adds, and what is said of a verb that did less than was asked
  const others = [
    "usage",
    "confinement",
    ...["limitsHeld", "cgroup", "byCgroup", "bySetrlimit", "why"],
    ...["policy", "file", "limits", "leftOut", "refuses"],
    "note",
    "hooks",
    "rules",
    "skippedBytes",
    "spec",
    "when",
    "line",
  ];
  deepEqual(shown.filter((name) => !members.includes(name) && !others.includes(name)), []);
});

const run: RunRow = {
  ...{ id: 1, job: 1, label: "a-20261124T170000Z", mode: "run", attempts: 1, pid: 2 },
  ...{ startedAt: 0, endedAt: 0, outcome: { kind: "exited", code: 0 }, stdoutBytes: 0 },
  ...{ stderrBytes: 0, droppedBytes: 0, leftBehind: false, ender: null, endedBy: null, stopMs: 0 },
  ...{ inputRun: null, reactionsTaken: 0, watch: null },
};

const { env: _, ...spec } = specOf({ argv: ["a"] });

const job: JobRow = {
  ...{ cronAt: null, pauseBy: null, readyAt: null, rules: null },
  ...{ id: 1, request: "1", name: "a", state: "succeeded", pinned: false, run: 1, again: null },
  ...{
    why: "",
    createdAt: 0,
    createdBy: "",
    endedAt: 0,
    seenAt: null,
    hook: null,
    tab: null,
    tabLine: null,
  },
  ...{
    group: "default",
    priority: 0,
    slots: 1,
    wakeAt: null,
    missed: 0,
    starts: 0,
    tries: 0,
    triesSince: null,
  },
  spec,
};

function ownIn(name: string): string[] {
  return Page.read(name).named("Ev").filter((variable) => /^CHORE_./.test(variable));
}

function sources(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    const path = `${ROOT}/${place}`;
    if (Deno.statSync(path).isFile) return [Deno.readTextFileSync(path)];
    return sources([...Deno.readDirSync(path)].map(({ name }) => `${place}/${name}`));
  });
}
