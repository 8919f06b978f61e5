import { deepStrictEqual as deepEqual, match, ok } from "node:assert/strict";
import { longOption } from "../../cli/flag_name.ts";
import { EVERY_FLAGS, EVERY_LETTERS } from "../../cli/flags.ts";
import { SEED_LETTERS } from "../../cli/seed_letters.ts";
import type { AnyVerb, ShownFlag } from "../../cli/verb.ts";
import { VERBS } from "../../cli/verbs.ts";
import { SIGNAL_NAMES, SIGNALS } from "../../job/signal.ts";
import { FINAL, STATES } from "../../job/state.ts";
import { OPTIONS } from "../../daemon/help.ts";
import { DOCUMENT_FIELDS } from "../../cli/job_document.ts";
import { AFTER_CONDITIONS } from "../../job/after.ts";
import { RestartShape } from "../../job/again.ts";
import {
  BACKOFFS,
  CATCH_UPS,
  IO_CLASSES,
  LOG_FULLS,
  ORPHAN_POLICIES,
  OUTPUT_MODES,
  OVERLAPS,
  RESTART_POLICIES,
  SANDBOXES,
} from "../../job/policies.ts";
import { ConfineShape, UnveilShape } from "../../job/confine_shape.ts";
import { IoShape, LimitsShape } from "../../job/limits_shape.ts";
import { PROMISE_WORDS } from "../../job/promises.ts";
import { WhenShape } from "../../job/when.ts";
import { HooksShape } from "../../job/hooks.ts";
import { PLAIN_ACTIONS } from "../../job/reaction.ts";
import { RuleShape } from "../../job/reaction_shape.ts";
import { LogShape } from "../../job/log_shape.ts";
import { StdinShape } from "../../job/stdin_shape.ts";
import { LIMITS } from "../../limits.ts";
import { type Flag, Page } from "./page.ts";

const page = Page.read("chore.1");

/** What only the launcher reads, and what each program has. */
const OTHERS: readonly Flag[] = [
  { letters: ["h"], long: "help", takesValue: false },
  { letters: ["v"], long: "version", takesValue: false },
  { letters: ["H"], long: "", takesValue: false },
  { letters: [], long: "manifest", takesValue: false },
];

Deno.test("chore.1 has a part for each verb, in the order of the table, and no other", () => {
  deepEqual(
    page.part("VERBS").headings,
    Object.entries(VERBS).map(([name, { aliases = [] }]) => [name, ...aliases].join(", ")),
  );
});

for (const [name, { aliases = [], verb }] of Object.entries(VERBS)) {
  Deno.test(`chore.1 explains each flag of ${name}, and none that it has not`, () => {
    const part = page.part([name, ...aliases].join(", "));
    deepEqual(sorted(part.flags), sorted(flagsOf(verb)));
    match(part.lines[0] ?? "", new RegExp(`^\\.Dl chore ${name}\\b`));
  });
}

Deno.test("chore.1 explains what is for every verb, and the launcher's own words", () => {
  const every = flagsOf({ flags: EVERY_FLAGS, letters: EVERY_LETTERS });
  deepEqual(sorted(page.part("OPTIONS").flags), sorted([...every, ...OTHERS]));
});

Deno.test("chore.1 explains each letter of the plain form, and what it stands for", () => {
  const items = page.part("PLAIN FORM").items;
  deepEqual(items.map(({ words }) => words[1]).sort(), Object.keys(SEED_LETTERS).sort());
  for (const { words, text } of items) {
    const { verb = "", words: more = [], value } = SEED_LETTERS[words[1] ?? ""] ?? {};
    const flag = (value ?? more[0] ?? "").replace(/^--/, "");
    ok(text.startsWith(verb) && text.includes(flag), `${words.join(" ")}: ${text}`);
    deepEqual(words.includes("Ar"), value !== undefined);
  }
});

Deno.test("chore.1 calls nothing a flag that none of the programs has", () => {
  const known = new Set([
    ...Object.values(VERBS).flatMap(({ verb }) => flagsOf(verb)).flatMap(namesOf),
    ...flagsOf({ flags: EVERY_FLAGS, letters: EVERY_LETTERS }).flatMap(namesOf),
    ...OTHERS.flatMap(namesOf),
    ...Object.keys(SEED_LETTERS).map((letter) => `-${letter}`),
    ...OPTIONS.flatMap(({ short, long }) => [`-${short}`, `--${long}`]),
  ]);
  for (const name of ["chore.1", "chore.toml.5", "choretab.5", "chored.8", "chored_worker.8"]) {
    deepEqual(Page.read(name).namedFlags.filter((flag) => !known.has(flag)), [], name);
  }
});

Deno.test("chore.1 calls nothing a verb that is none", () => {
  const verbs = Object.entries(VERBS).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
  for (const name of ["chore.1", "chore.toml.5", "choretab.5", "chored.8", "chored_worker.8"]) {
    deepEqual(Page.read(name).named("Ic").filter((word) => !verbs.includes(word)), [], name);
  }
});

Deno.test("chore.1 names each state, and each way that a run can end", () => {
  const words = page.part("States").named("Cm");
  deepEqual(STATES.filter((state) => !words.includes(state)), []);
  deepEqual(words.filter((word) => !(STATES as readonly string[]).includes(word)), []);
  ok(FINAL.every((state) => words.includes(state)));
  const kinds = page.part("JSON").named("Cm");
  deepEqual(kinds, ["exited", "signaled", "refused", "lost"]);
});

Deno.test("chore.1 names each signal, and each number that is known", () => {
  const { text } = page.part("signal");
  for (const name of SIGNAL_NAMES) {
    const short = name.slice(3);
    match(text, new RegExp(`\\b${short}\\b`));
    if (SIGNALS[name] !== undefined) match(text, new RegExp(`\\b${short} \\(${SIGNALS[name]}\\)`));
  }
  const numbers = Object.values(SIGNALS).filter((number) => number !== undefined);
  deepEqual((text.match(/\(\d+\)/g) ?? []).length, numbers.length);
});

Deno.test("chore.1 names the words that a flag can have", () => {
  const words = page.part("run, add").named("Cm");
  const known = [
    ...[...ORPHAN_POLICIES, ...OUTPUT_MODES, ...OVERLAPS],
    ...[...CATCH_UPS, ...RESTART_POLICIES, ...BACKOFFS, ...LOG_FULLS],
    ...[...IO_CLASSES, ...SANDBOXES],
  ];
  for (const word of known) ok(words.includes(word), word);
});

Deno.test("chore.1 explains each action and each trigger of a rule, and no other", () => {
  const { items } = page.part("Rules");
  const words = items.flatMap((item) => item.words).filter((word) => /^[a-z]+$/.test(word));
  const known = [...PLAIN_ACTIONS, "signal", "send", "run", "silence", "exit", "state", "pattern"];
  const extra = ["time", "codes", "name", "text", "command"];
  deepEqual(words.filter((word) => !known.includes(word) && !extra.includes(word)), []);
  deepEqual(known.filter((word) => !words.includes(word)), []);
});

Deno.test("chore.1 explains each promise of a confined job, and no other", () => {
  const { items } = page.part("Confined jobs");
  const words = items.flatMap((item) => item.words).filter((word) => /^[a-z]+$/.test(word));
  deepEqual(words.sort(), [...PROMISE_WORDS].sort());
});

Deno.test("chore.1 names each field of the document of edit, and each condition", () => {
  const part = page.part("edit");
  const fields = part.named("Va");
  const within = [
    HooksShape,
    LogShape,
    LimitsShape,
    IoShape,
    ConfineShape,
    UnveilShape,
    RestartShape,
    RuleShape,
    ...[...WhenShape.options, ...StdinShape.options],
  ].flatMap((shape) => Object.keys(shape.entries));
  const known = [...DOCUMENT_FIELDS, ...within];
  deepEqual(known.filter((field) => !fields.includes(field)), []);
  deepEqual(fields.filter((field) => !known.includes(field) && field !== "job"), []);
  for (const word of AFTER_CONDITIONS) ok(part.named("Cm").includes(word), word);
});

const seconds = 1000;
const hours = 3600 * seconds;

/** Sentences with a number from limits.ts. */
const NUMBERS = [
  `A name is made of 1 to ${LIMITS.nameChars} letters`,
  `The default is ${LIMITS.graceMs / seconds} seconds, the most is ${
    LIMITS.graceMaxMs / hours
  } hours`,
  `all that have not ended and the last ${LIMITS.listedEnded} that have`,
  `The last ${LIMITS.runsPerJob} runs of a job are kept`,
  `with a grace of at most ${LIMITS.terminateMs / seconds} seconds`,
  `A line of more than ${LIMITS.outputChunkBytes} characters`,
  `one of more than ${LIMITS.outputChunkBytes} bytes is shown in parts`,
  `At most ${LIMITS.followedJobs} jobs can be followed at once`,
  `of at most ${LIMITS.grepChars} characters`,
  `Of a longer line the first ${LIMITS.grepLineBytes} bytes are looked at`,
  `at most ${LIMITS.argvWords} words and ${LIMITS.argvBytes} bytes, an environment at most ${LIMITS.envEntries} variables and ${LIMITS.envBytes} bytes, and a word or a variable ${LIMITS.wordBytes} bytes`,
  `at most ${LIMITS.jobs} jobs, and ${LIMITS.workers} of them run at once`,
  `Take so many slots of the group, up to ${LIMITS.slots}.`,
  `Let jobs take so many slots at once, up to ${LIMITS.slots}.`,
  `one for each up to ${LIMITS.caughtUp} `,
  `The last ${LIMITS.historyLines} runs are kept`,
  `A session has at most ${LIMITS.groups} groups`,
  `A request names at most ${LIMITS.selectedJobs} jobs`,
  `serves ${LIMITS.clients} clients at once, and ${LIMITS.subscribers} of them may wait or listen`,
  `which has ${LIMITS.hooksAtOnce}, so that`,
  `at most ${LIMITS.hookWorkers} of them run at once`,
  `While ${LIMITS.hooksOpen} hooks have not ended`,
  `of which the first ${LIMITS.alertCommandChars} characters are told`,
  `tried again after ${
    LIMITS.alertDelayMs / seconds
  } second, then after pauses that double, up to ${LIMITS.alertAttempts} times`,
  `No job waits for an alert, and at most ${LIMITS.alertsAtOnce} run at once`,
  `At most ${LIMITS.alertsPerMinute} are sent in a minute`,
  `at most ${LIMITS.alertsOpen} may be open`,
  `has up to ${LIMITS.digestEvents} of them`,
  `keeps the last ${LIMITS.eventsKept} events`,
  `look for the next one for ${LIMITS.eventsReconnectMs / seconds} seconds`,
  `Let each hook of the job, and each command that a rule of it runs, take this long; then it is ended as by T. The default is ${
    LIMITS.hookMs / 60_000
  } minutes`,
  `The command of a hook has at most ${LIMITS.hookChars} characters`,
  `has at most ${LIMITS.socketPathBytes} bytes`,
  `after ${LIMITS.sampleFirstMs / seconds} seconds, after ${
    LIMITS.sampleSecondMs / seconds
  }, 2, 4, 8 and 16, and then every ${
    LIMITS.sampleMostMs / seconds
  } seconds; where a look takes long, up to ${LIMITS.sampleSlowMs / seconds} seconds`,
  `at most ${LIMITS.samples} samples of a run`,
  `all jobs that run, at most ${LIMITS.statsJobs}.`,
  `At most ${LIMITS.differences} differences are named.`,
];

for (const sentence of NUMBERS) {
  Deno.test(`chore.1 has the numbers of limits.ts: ${sentence}`, () => {
    ok(page.text.includes(sentence));
  });
}

Deno.test("chore.1 says after what time a job that was seen is forgotten", () => {
  deepEqual(LIMITS.keepMs, hours);
  match(page.part("Cleaning").text, /more than an hour later, or the time that/);
});

function flagsOf({ flags, letters }: Pick<AnyVerb, "flags" | "letters">): Flag[] {
  return Object.entries<ShownFlag>(flags).map(([name, { kind }]) => ({
    letters: Object.keys(letters).filter((letter) => letters[letter] === name).sort(),
    long: longOption(name).slice(2),
    takesValue: kind !== "boolean",
  }));
}

function namesOf({ letters, long }: Flag): string[] {
  return [...letters.map((letter) => `-${letter}`), ...long === "" ? [] : [`--${long}`]];
}

function sorted(flags: readonly Flag[]): Flag[] {
  return flags.toSorted((a, b) => `${a.long}${a.letters}` < `${b.long}${b.letters}` ? -1 : 1);
}
