import { deepStrictEqual as deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { Gate } from "../support/gate.ts";
import { PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

const runs = { numRuns: 8 };

/** Anything that a word may hold, often what a shell would act on. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }).map((each) => each.replaceAll("\0", "")),
  fc.string({ unit: fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;~#= \t\n\r-a"), maxLength: 20 }),
  fc.constantFrom("", "-", "--", "-n", "go", "$HOME", "`id`", "\ufeffbom", "%s", "\\0", "a\n"),
);

/** Names, odd ones too: all that execve(2) takes. */
const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/),
  text.map((each) => each.replaceAll("=", "")).filter((each) => each !== ""),
  fc.constantFrom("PATH", "IFS", "HOME", "LC_ALL", "COLUMNS", "chore_file", "BASH_ENV", "-u"),
);

/** The gate that chored writes, and that of a policy without a rule: they do the same. */
const GATES = {
  "gateScript()": () => new Gate(),
  "policy_gate": () => new PolicyGate(),
};

for (const [symbol, make] of Object.entries(GATES)) {
  for (const shell of SHELLS) {
    Deno.test(`${symbol} gives a command exactly its words, in ${shell[0]}`, async () => {
      using gate = make();
      await fc.assert(
        fc.asyncProperty(fc.array(text, { maxLength: 12 }), async (words) => {
          gate.clear();
          const argv = ["/usr/bin/printf", "%s\\0", "first", ...words];
          const { stdout } = await gate.pass(shell, gate.spec(argv));
          deepEqual(stdout.split("\0").slice(0, -1), ["first", ...words]);
        }),
        runs,
      );
    });

    Deno.test(`${symbol} gives a command exactly its variables, in ${shell[0]}`, async () => {
      using gate = make();
      const variables = fc.uniqueArray(fc.tuple(name, text), {
        maxLength: 12,
        selector: ([each]) => each,
      });
      await fc.assert(
        fc.asyncProperty(variables, async (given) => {
          gate.clear();
          const env = given.map(([each, value]) => `${each}=${value}`);
          const { stdout } = await gate.pass(shell, gate.spec(["/usr/bin/env", "-0"], { env }));
          const seen = stdout.split("\0").slice(0, -1).map(split);
          deepEqual(new Map(seen), new Map([...given, ...own(gate)]));
        }),
        runs,
      );
    });
  }
}

function own({ cwd }: { readonly cwd: string }): [string, string][] {
  return [["CHORE_JOB", "build"], ["CHORE_RUN", "7"], ["CHORE_SESSION", "chored"], ["PWD", cwd]];
}

function split(variable: string): [string, string] {
  const end = variable.indexOf("=");
  return [variable.slice(0, end), variable.slice(end + 1)];
}
