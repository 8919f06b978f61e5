import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  exitCodeOfSignal,
  parseSignal,
  SIGNAL_NAMES,
  type SignalName,
  SIGNALS,
} from "../../job/signal.ts";

for (const name of SIGNAL_NAMES) {
  Deno.test(`parseSignal() knows ${name} by its names, large and small`, () => {
    const short = name.slice(3);
    for (const text of [name, short, name.toLowerCase(), short.toLowerCase(), `Sig${short}`]) {
      equal(parseSignal(text), name, text);
    }
  });
}

const NUMBERS: Readonly<Record<string, SignalName>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  6: "SIGABRT",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

Deno.test("parseSignal() knows the numbers that are the same on every system, and no other", () => {
  for (let number = 0; number < 130; number++) {
    equal(parseSignal(String(number)), NUMBERS[number], String(number));
  }
});

for (
  const text of [
    ...["", "SIG", "SIGSIGTERM", "TERM ", " TERM", "TERMINATE", "-9", "+9", "09", "9.0", "1e1"],
    ...["SIG9", "SIGRTMIN", "SIGKILL\n", "constructor", "__proto__", "SIGCONSTRUCTOR", "toString"],
  ]
) {
  Deno.test(`parseSignal() knows no ${JSON.stringify(text)}`, () =>
    equal(parseSignal(text), undefined));
}

Deno.test("parseSignal() gives a signal of the table or nothing, whatever it reads", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const signal = parseSignal(text);
    ok(signal === undefined || SIGNAL_NAMES.includes(signal));
  }));
});

Deno.test("SIGNAL_NAMES are names that kill(1) can send", () => {
  const { stdout } = new Deno.Command("/bin/sh", { args: ["-c", "kill -l"] }).outputSync();
  const known = new Set(new TextDecoder().decode(stdout).split(/[\s)]+/));
  for (const name of SIGNAL_NAMES) ok(known.has(name.slice(3)) || known.has(name), name);
  deepEqual(Object.keys(SIGNALS), SIGNAL_NAMES);
});

const CODES: readonly (readonly [string, number])[] = [
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGABRT", 134],
  ["SIGKILL", 137],
  ["SIGUSR1", 138],
  ["SIGSEGV", 139],
  ["SIGPIPE", 141],
  ["SIGTERM", 143],
  ["SIGXCPU", 152],
  ["SIGSYS", 159],
  ["SIG34", 162],
  ["SIG64", 192],
  ["SIGNOVA", 128],
];
for (const [signal, code] of CODES) {
  Deno.test(`exitCodeOfSignal() gives ${code} for ${signal}`, () =>
    equal(exitCodeOfSignal(signal), code));
}
