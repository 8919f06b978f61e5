import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { type Options, parseOptions } from "../../daemon/options.ts";

const NEEDED = ["base", "session", "launcher", "deno", "deno-dir"] as const;
const words = NEEDED.map((name) => `--${name}=/${name}`);

const least: Options = {
  ...{ base: "/base", session: "/session", launcher: "/launcher", deno: "/deno" },
  ...{
    denoDir: "/deno-dir",
    boot: "",
    zone: undefined,
    home: undefined,
    user: undefined,
    config: undefined,
    named: undefined,
    policy: undefined,
    policyEnded: undefined,
    cgroup: undefined,
    root: false,
    debug: false,
    foreground: false,
  },
  ...{ background: false, force: false, restart: false },
};

Deno.test("parseOptions() reads the words of the launcher, in whatever order", () => {
  deepEqual(parseOptions(words), least);
  deepEqual(parseOptions(words.toReversed()), least);
});

const SWITCHES = ["debug", "foreground", "background", "force", "restart"] as const;
for (const name of SWITCHES) {
  Deno.test(`parseOptions() reads --${name}`, () =>
    deepEqual(parseOptions([...words, `--${name}`]), { ...least, [name]: true }));
}

const VALUES: readonly (readonly [string, Partial<Options>])[] = [
  ["--boot=0123-45", { boot: "0123-45" }],
  ["--boot=", { boot: "" }],
  ["--config=/etc/chore.toml", { config: "/etc/chore.toml" }],
  ["--policy=/p/policy.json", { policy: "/p/policy.json" }],
  ["--policy-ended=/etc/old.toml", { policyEnded: "/etc/old.toml" }],
  ["--base=/with space/and=/it's\nnew", { base: "/with space/and=/it's\nnew" }],
];
for (const [word, change] of VALUES) {
  Deno.test(`parseOptions() reads ${JSON.stringify(word)}`, () =>
    deepEqual(parseOptions([...words, word]), { ...least, ...change }));
}

for (const name of NEEDED) {
  Deno.test(`parseOptions() ends the program where --${name} is missing`, () => {
    const { code, said } = endOf(words.filter((word) => !word.startsWith(`--${name}=`)));
    equal(code, 100);
    equal(said, `chored: Cannot start: "--${name}" is missing: start it by bin/chored`);
  });
}

for (
  const word of ["--verbose", "--debug=yes", "--base", "-d", "debug", "", "--a\nb", "--toString"]
) {
  Deno.test(`parseOptions() ends the program upon ${JSON.stringify(word)}, which no launcher says`, () => {
    const { code, said } = endOf([...words, word]);
    const shown = word.replace("\n", "\\x0a");
    deepEqual([code, said], [
      100,
      `chored: Cannot start: no launcher says "${shown}": start it by bin/chored`,
    ]);
  });
}

/** The exit code of a start with `words`, and what it says. */
function endOf(words: readonly string[]): { code: number | undefined; said: string } {
  const { exit } = Deno;
  const { error } = console;
  let code: number | undefined;
  let said = "";
  console.error = (text: string) => said += text;
  Deno.exit = (given): never => {
    code = given;
    throw new Error("the program ends here");
  };
  try {
    throws(() => parseOptions(words), /the program ends here/);
  } finally {
    Object.assign(Deno, { exit });
    console.error = error;
  }
  return { code, said };
}
