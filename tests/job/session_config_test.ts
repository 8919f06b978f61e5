import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import { settingsText } from "../../cli/print_settings.ts";
import { readConfig } from "../../job/config.ts";
import { PROFILE, TABLES } from "../../job/config_shape.ts";
import {
  BUILT_IN,
  changesBetween,
  type Config,
  configOf,
  settingsOf,
} from "../../job/session_config.ts";
import { LIMITS } from "../../limits.ts";

function configFrom(text: string): Config {
  const read = readConfig(text, { file: "f", session: "s", suggest: () => undefined });
  ok(read.kind === "section", read.kind === "wrong" ? read.complaints.join("\n") : "");
  return configOf(read.section, "f");
}

const FULL = `
  keep = "90s"
  [defaults]
  grace = 1
  restart = "always"
  attempts = 2
  interval = 3
  delay = 4
  backoff = "constant"
  delay-most = 5
  stable = 6
  success = [7, 8]
  timeout = 9
  start-deadline = 10
  orphan = "adopt"
  priority = 11
  group = "__proto__"
  limit = "mem=1G,core=0"
  nice = 18
  cgroup = "never"
  sandbox = "default"
  profile = "web"
  [profile.web]
  sandbox = "strict"
  pledge = "stdio rpath"
  unveil = ["r:/a", "rwc:/b"]
  no-net = true
  private-tmp = false
  limit = "files=99"
  nice = 1
  ionice = "idle"
  umask = "027"
  [profile.__proto__]
  [groups]
  __proto__ = 12
  [hooks]
  pre = "echo \\"$CHORE_JOB\\" \\u2028 \\u007f"
  post = "b"
  on-start = "c"
  on-success = "d"
  on-fail = "e"
  on-stop = "f"
  timeout = 13
  free = true
  [alert]
  command = "g"
  on = ["skipped", "failed", "skipped"]
  timeout = 16
  most-per-minute = 17
  [output]
  size = "64K"
  files = 14
  full = "stop"
  total = "1G"
  [log]
  size = "14K"
  files = 15
`;

Deno.test("BUILT_IN is what limits.ts says, and no more", () => {
  const { groups, profiles, ...rest } = BUILT_IN;
  deepEqual([groups.size, profiles.size, rest], [0, 0, {
    file: undefined,
    ...{ profile: undefined, cgroup: "auto" },
    keepMs: LIMITS.keepMs,
    defaults: { restart: {}, log: {} },
    hooks: { timeoutMs: LIMITS.hookMs },
    alert: {
      ...{ command: undefined, on: ["failed", "lost", "timedout"] },
      ...{ timeoutMs: LIMITS.alertMs, mostPerMinute: LIMITS.alertsPerMinute },
    },
    outputBytes: LIMITS.outputTotalBytes,
    log: { bytes: LIMITS.logBytes, files: LIMITS.logFiles },
  }]);
});

Deno.test("configOf() gives each key the name that a spec has for it", () => {
  const { groups, profiles, ...rest } = configFrom(FULL);
  deepEqual([...groups], [["__proto__", 12]]);
  deepEqual([...profiles.keys()], ["web", "__proto__"]);
  deepEqual(profiles.get("web")?.umask, 0o27);
  deepEqual(rest, {
    file: "f",
    ...{ profile: "web", cgroup: "never" },
    keepMs: 90_000,
    defaults: {
      ...{ graceMs: 1000, success: [7, 8], timeoutMs: 9000, startDeadlineMs: 10_000 },
      ...{ orphan: "adopt", priority: 11, group: "__proto__" },
      limits: { memoryBytes: 2 ** 30, coreBytes: 0, nice: 18 },
      confine: { sandbox: "default", unveil: [], noNet: false, privateTmp: false },
      restart: {
        ...{ policy: "always", attempts: 2, intervalMs: 3000, delayMs: 4000 },
        ...{ backoff: "constant", delayMostMs: 5000, stableMs: 6000 },
      },
      log: { bytes: 65_536, files: 14, full: "stop" },
    },
    outputBytes: 2 ** 30,
    hooks: {
      ...{ pre: 'echo "$CHORE_JOB" \u2028 \x7f', post: "b", onStart: "c", onSuccess: "d" },
      ...{ onFail: "e", onStop: "f", timeoutMs: 13_000, free: true },
    },
    alert: {
      ...{ command: "g", on: ["skipped", "failed"], timeoutMs: 16_000, mostPerMinute: 17 },
    },
    log: { bytes: 14 * 1024, files: 15 },
  });
});

Deno.test("settingsOf() has each key, also those that nobody has said, but commands and groups", () => {
  const keys = (config: Config) => Object.keys(settingsOf(config)).sort();
  const all = Object.entries(TABLES).flatMap(([table, { entries }]) =>
    Object.keys(entries).map((key) => `${table}.${key}`)
  );
  const ofProfile = Object.keys(PROFILE.entries).map((key) => `profile.web.${key}`);
  deepEqual(
    keys(configFrom(FULL)),
    ["keep", "groups.__proto__", ...all, ...ofProfile].sort(),
  );
  const always = all.filter((key) =>
    !["alert.command", "defaults.limit", "defaults.profile"].includes(key) &&
    (!key.startsWith("hooks.") || key === "hooks.timeout" || key === "hooks.free")
  );
  deepEqual(keys(BUILT_IN), ["keep", ...always].sort());
});

Deno.test("settingsOf() printed is a configuration that says the same", () => {
  for (const config of [BUILT_IN, configFrom(FULL)]) {
    const settings = settingsOf(config);
    deepEqual(settingsOf(configFrom(settingsText(settings))), settings);
  }
});

Deno.test("changesBetween() tells what was and what is, by its key", () => {
  const before = configFrom('keep = 1\ngroups.a = 1\nhooks.pre = "x"\ndefaults.success = [0]');
  const after = configFrom('keep = "1s"\ngroups.b = 2\nhooks.pre = "y"\ndefaults.success = [0, 1]');
  deepEqual(changesBetween(before, before), []);
  deepEqual(changesBetween(before, after), [
    { key: "defaults.success", was: [0], is: [0, 1] },
    { key: "groups.a", was: 1, is: null },
    { key: "hooks.pre", was: "x", is: "y" },
    { key: "groups.b", was: null, is: 2 },
  ]);
});
