/** What holds in a session: its configuration, with what is built in where that says nothing. */

import { LIMITS } from "../limits.ts";
import { ALERT_STATES, type AlertPolicy } from "./alert.ts";
import { EMPTY, type Section } from "./config_section.ts";
import { exactDuration } from "./duration.ts";
import { fillSpec, type SpecDefaults } from "./fill_spec.ts";
import { given } from "./given.ts";
import { HOOK_FIELDS, HOOK_KINDS } from "./hook_kinds.ts";
import type { Hooks } from "./hooks.ts";
import type { LogPolicy } from "./log_policy.ts";
import { type Profile, profileOf, profileSettings } from "./profile.ts";
import type { CGROUP_POLICIES } from "./policies.ts";
import { limitWords } from "./resource_limits.ts";
import { SPEC_DEFAULTS } from "./spec.ts";
import { exactSize } from "./size.ts";

/** How large chored's log grows before it is renamed, and how many old ones stay. */
export interface LogSize {
  readonly bytes: number;
  readonly files: number;
}

export interface Config {
  /** the file that said it; undefined where there was none */
  readonly file: string | undefined;
  /** how long an ended job that was seen stays */
  readonly keepMs: number;
  readonly defaults: SpecDefaults;
  /** groups that are to be there, and their slots */
  readonly groups: ReadonlyMap<string, number>;
  /** what a job may ask for by one name */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** that of jobs that say none; undefined where they have none */
  readonly profile: string | undefined;
  /** which jobs get a control group, where one can be made */
  readonly cgroup: typeof CGROUP_POLICIES[number];
  /** around each run of each job of the session, beside the job's own */
  readonly hooks: Hooks;
  /** who is told what became of jobs, and when */
  readonly alert: AlertPolicy;
  /** what the logs of all runs may hold together */
  readonly outputBytes: number;
  readonly log: LogSize;
}

/** Of a session without a file. */
export const BUILT_IN: Config = configOf(EMPTY);

export function configOf(section: Section, file?: string): Config {
  return {
    file,
    keepMs: section.keepMs ?? LIMITS.keepMs,
    defaults: { ...defaultsOf(section.defaults), log: logOf(section.output) },
    groups: section.groups,
    profiles: new Map([...section.profiles].map(([name, table]) => [name, profileOf(table)])),
    profile: section.defaults.profile,
    cgroup: section.defaults.cgroup ?? "auto",
    hooks: hooksOf(section.hooks),
    alert: alertOf(section.alert),
    outputBytes: section.output.total ?? LIMITS.outputTotalBytes,
    log: {
      bytes: section.log.size ?? LIMITS.logBytes,
      files: section.log.files ?? LIMITS.logFiles,
    },
  };
}

function defaultsOf(said: Section["defaults"]): SpecDefaults {
  const { grace, timeout, restart, attempts, interval, delay, backoff, stable, ...rest } = said;
  const { "start-deadline": startDeadline, "delay-most": delayMost, ...others } = rest;
  const { limit, nice, sandbox, profile: _, cgroup: __, ...same } = others;
  const limits = given({ ...limit, nice });
  return given({
    ...same,
    ...{ graceMs: grace, timeoutMs: timeout, startDeadlineMs: startDeadline },
    limits: Object.keys(limits).length === 0 ? undefined : limits,
    confine: sandbox === undefined ? undefined : { ...SPEC_DEFAULTS.confine, sandbox },
    restart: given({
      ...{ policy: restart, attempts, backoff, intervalMs: interval, delayMs: delay },
      ...{ delayMostMs: delayMost, stableMs: stable },
    }),
  });
}

function logOf({ size, files, full }: Section["output"]): Partial<LogPolicy> {
  return given({ bytes: size, files, full });
}

function hooksOf({ timeout = LIMITS.hookMs, free, ...said }: Section["hooks"]): Hooks {
  const texts = HOOK_KINDS.map((kind) => [HOOK_FIELDS[kind], said[kind]]);
  return { ...given({ ...Object.fromEntries(texts), free }), timeoutMs: timeout };
}

function alertOf(
  { command, on, timeout = LIMITS.alertMs, ...rest }: Section["alert"],
): AlertPolicy {
  const { "most-per-minute": mostPerMinute = LIMITS.alertsPerMinute } = rest;
  return { command, on: on ?? ALERT_STATES, timeoutMs: timeout, mostPerMinute };
}

/** One value, as chore.toml has it. */
export type Setting = string | number | boolean | readonly (string | number)[];

/** All that holds, by its key in chore.toml; what nobody says and has no value of its own is left out. */
export function settingsOf(config: Config): Readonly<Record<string, Setting>> {
  const spec = fillSpec({ argv: [""], cwd: "/", env: [], umask: 0 }, config.defaults);
  const { restart } = spec;
  const commands = HOOK_KINDS.map((kind) => [kind, config.hooks[HOOK_FIELDS[kind]]]);
  return {
    keep: exactDuration(config.keepMs),
    ...under("defaults", {
      ...{ grace: exactDuration(spec.graceMs), restart: restart.policy },
      ...{ attempts: restart.attempts, interval: exactDuration(restart.intervalMs) },
      ...{ delay: exactDuration(restart.delayMs), backoff: restart.backoff },
      ...{ "delay-most": exactDuration(restart.delayMostMs) },
      ...{ stable: exactDuration(restart.stableMs), success: spec.success },
      ...{ timeout: exactDuration(spec.timeoutMs) },
      ...{ "start-deadline": exactDuration(spec.startDeadlineMs) },
      ...{ orphan: spec.orphan, output: spec.output, priority: spec.priority, group: spec.group },
      ...{ limit: limitWords(spec.limits).join(",") || undefined, nice: spec.limits.nice ?? 0 },
      cgroup: config.cgroup,
      ...{ sandbox: spec.confine.sandbox, profile: config.profile },
    }),
    ...under("groups", Object.fromEntries(config.groups)),
    ...Object.assign(
      {},
      ...[...config.profiles].map(([name, profile]) =>
        under(`profile.${name}`, profileSettings(profile))
      ),
    ),
    ...under("hooks", {
      ...Object.fromEntries(commands),
      ...{ timeout: exactDuration(config.hooks.timeoutMs), free: config.hooks.free ?? false },
    }),
    ...under("alert", {
      ...{ command: config.alert.command, on: config.alert.on },
      timeout: exactDuration(config.alert.timeoutMs),
      "most-per-minute": config.alert.mostPerMinute,
    }),
    ...under("output", {
      ...{ size: exactSize(spec.log.bytes), files: spec.log.files },
      ...{ full: config.defaults.log?.full ?? spec.log.full, total: exactSize(config.outputBytes) },
    }),
    ...under("log", { size: exactSize(config.log.bytes), files: config.log.files }),
  };
}

function under(table: string, values: Readonly<Record<string, Setting | undefined>>) {
  return Object.fromEntries(
    Object.entries(given(values)).map(([key, value]) => [`${table}.${key}`, value]),
  );
}

/** A setting that another reading changed; null where it was, or is, not said. */
export interface SettingChange {
  /** as chore.toml has it: `defaults.grace` */
  readonly key: string;
  /** before */
  readonly was: Setting | null;
  /** from now on */
  readonly is: Setting | null;
}

export function changesBetween(before: Config, after: Config): SettingChange[] {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .map((key) => ({ key, was: was[key] ?? null, is: is[key] ?? null }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is));
}
