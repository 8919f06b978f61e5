import {
  deepStrictEqual as deepEqual,
  match,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
import * as v from "valibot";
import {
  actionText,
  isForDaemon,
  isWatched,
  nextRuleId,
  numberRules,
  PLAIN_ACTIONS,
  problemOfRule,
  triggerText,
} from "../../job/reaction.ts";
import { RulesShape } from "../../job/reaction_shape.ts";
import { parseAction, parseTrigger, reactWish, rulesWish } from "../../job/reaction_wish.ts";
import { STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

const TRIGGERS: readonly [string, object][] = [
  ["go", { kind: "match", pattern: "go", stream: "both" }],
  ["a:b", { kind: "match", pattern: "a:b", stream: "both" }],
  ["stdout:go", { kind: "match", pattern: "go", stream: "stdout" }],
  ["stderr:silence:3", { kind: "match", pattern: "silence:3", stream: "stderr" }],
  ["match:silence:3s", { kind: "match", pattern: "silence:3s", stream: "both" }],
  ["match:match:x\ny", { kind: "match", pattern: "match:x\ny", stream: "both" }],
  ["silence:30s", { kind: "silence", ms: 30_000 }],
  ["silence:250ms", { kind: "silence", ms: 250 }],
  ["exit:3,4", { kind: "exit", codes: [3, 4] }],
  ["state:failed", { kind: "state", state: "failed" }],
];

const ACTIONS: readonly [string, object][] = [
  ...PLAIN_ACTIONS.map((word) => [word, { do: word }] as [string, object]),
  ["signal:HUP", { do: "signal", signal: "SIGHUP" }],
  ["send:yes: it is", { do: "send", text: "yes: it is" }],
  ["run:echo a:b", { do: "run", command: "echo a:b" }],
];

Deno.test("parseTrigger() and triggerText() are each other's reverse", () => {
  for (const [text, trigger] of TRIGGERS) {
    deepEqual(parseTrigger(text), trigger);
    equal(triggerText(parseTrigger(text)), text);
  }
});

Deno.test("parseAction() and actionText() are each other's reverse", () => {
  for (const [text, action] of ACTIONS) {
    deepEqual(parseAction(text), action);
    equal(actionText(parseAction(text)), text);
  }
});

Deno.test("parseTrigger() and parseAction() say what is wrong", () => {
  const wrong: readonly [() => unknown, RegExp][] = [
    [() => parseTrigger(""), /the pattern is empty/],
    [() => parseTrigger("match:"), /the pattern is empty/],
    [() => parseTrigger("x".repeat(LIMITS.patternChars + 1)), /longer than 1024 characters/],
    [() => parseTrigger("silence:0"), /a silence is longer than 0/],
    [() => parseTrigger("silence:x"), /it is no time/],
    [() => parseTrigger("exit:"), /no list of exit codes/],
    [() => parseTrigger("exit:256"), /no list of exit codes/],
    [() => parseTrigger("state:over"), /"over" is no state: scheduled, /],
    [() => parseAction(""), /it is none of none, log/],
    [() => parseAction("signal:NOPE"), /"NOPE" is no signal/],
    [() => parseAction("send:"), /what is sent is empty/],
    [() => parseAction("run:"), /the command is empty/],
    [() => parseAction(`send:${"x".repeat(LIMITS.sentChars + 1)}`), /longer than 1024/],
    [() => parseAction(`run:${"x".repeat(LIMITS.hookChars + 1)}`), /longer than 4096/],
  ];
  for (const [parse, text] of wrong) throws(parse, text);
  equal(parseTrigger("x".repeat(LIMITS.patternChars)).kind, "match");
});

Deno.test("problemOfRule() lets chored do upon exits and states what chored can", () => {
  for (const [text] of TRIGGERS) {
    const on = parseTrigger(text);
    for (const [word] of ACTIONS) {
      const action = parseAction(word);
      const isWrong = !isWatched({ on }) && word !== "none" && !isForDaemon(action);
      equal(problemOfRule({ on, action }) !== undefined, isWrong, `${text} ${word}`);
    }
  }
  const action = parseAction("restart");
  for (const state of STATES) {
    const isFinal = ["succeeded", "failed", "stopped", "timedout", "skipped", "lost"].includes(
      state,
    );
    equal(problemOfRule({ on: { kind: "state", state }, action }) === undefined, isFinal, state);
  }
});

Deno.test("numberRules() gives numbers that no rule has, and none that was used", () => {
  deepEqual(numberRules([{ id: 0 }, { id: 0 }]).map(({ id }) => id), [1, 2]);
  deepEqual(numberRules([{ id: 0 }, { id: 7 }, { id: 0 }], 3).map(({ id }) => id), [8, 7, 9]);
  deepEqual(numberRules([{ id: 1 }, { id: 0 }], 5).map(({ id }) => id), [1, 5]);
  equal(nextRuleId([], 4), 4);
});

Deno.test("rulesWish() pairs triggers and actions in their order", () => {
  const [one, two] = [parseTrigger("a"), parseTrigger("exit:3")];
  const [none, restart] = [parseAction("none"), parseAction("restart")];
  deepEqual(rulesWish({ react: [one, two], action: [none, restart], reactMost: 2 }), {
    rules: [{ on: one, action: none, most: 2 }, { on: two, action: restart, most: 2 }],
  });
  deepEqual(reactWish({}), {});
  for (
    const [flags, text] of [
      [{ react: [one] }, /Cannot use -r without -R/],
      [{ action: [none, none], react: [one] }, /Cannot use -R without -r/],
      [{ reactCooldown: 5 }, /without -r"/],
      [{ react: [two], action: [parseAction("kill")] }, /exit:3 cannot kill/],
      [
        { react: Array(101).fill(one), action: Array(101).fill(none) },
        /a job has at most 100 rules/,
      ],
    ] as const
  ) match(JSON.stringify(rulesWish(flags)), text);
});

const rule = (pattern: string, more: object = {}) => ({
  on: { kind: "match", pattern },
  action: { do: "none" },
  ...more,
});
const isRight = (rules: unknown) => v.safeParse(RulesShape, rules).success;

Deno.test("RulesShape fills in what is left out, and holds each bound", () => {
  deepEqual(v.parse(RulesShape, [rule("x")]), [{
    ...{ id: 0, on: { kind: "match", pattern: "x", stream: "both" }, action: { do: "none" } },
    ...{ cooldownMs: 0, most: 0, perMinute: LIMITS.reactionsPerMinute },
  }]);
  const bounds: readonly [unknown, unknown][] = [
    [Array(LIMITS.rules).fill(rule("x")), Array(LIMITS.rules + 1).fill(rule("x"))],
    [[rule("x".repeat(LIMITS.patternChars))], [rule("x".repeat(LIMITS.patternChars + 1))]],
    [[rule("x", { id: 1 }), rule("x", { id: 2 })], [rule("x", { id: 1 }), rule("x", { id: 1 })]],
    [[rule("x", { most: LIMITS.reactionsMost })], [rule("x", { most: LIMITS.reactionsMost + 1 })]],
    [[rule("x", { perMinute: 1 })], [rule("x", { perMinute: 0 })]],
    [
      [rule("x", { perMinute: LIMITS.reactionsPerMinuteMost })],
      [rule("x", { perMinute: LIMITS.reactionsPerMinuteMost + 1 })],
    ],
    [[rule("x", { cooldownMs: 0 })], [rule("x", { cooldownMs: -1 })]],
    [Array(28).fill(rule("x".repeat(1024))), Array(32).fill(rule("x".repeat(1024)))],
    [[rule("\u0001")], [rule("\0")]],
    [[rule("x", { action: { do: "signal", signal: "SIGHUP" } })], [
      rule("x", { action: { do: "signal", signal: "SIGNOPE" } }),
    ]],
    [[rule("x", { on: { kind: "exit", codes: [0] }, action: { do: "deps" } })], [
      rule("x", { on: { kind: "exit", codes: [0] }, action: { do: "log" } }),
    ]],
    [[rule("x", { on: { kind: "silence", ms: 1 } })], [
      rule("x", { on: { kind: "silence", ms: 0 } }),
    ]],
  ];
  for (const [right, wrong] of bounds) {
    deepEqual([isRight(right), isRight(wrong)], [true, false], JSON.stringify(wrong).slice(0, 80));
  }
});
