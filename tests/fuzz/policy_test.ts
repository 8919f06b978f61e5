// Fuzzing of policy files, and of the rules for the shell of a gate that are made of them.

import { ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { allowsPath, allowsProgram, allowsVariable, type Policy } from "../../job/policy.ts";
import { readPolicy } from "../../job/policy_file.ts";
import { rulesScript } from "../../job/policy_shell.ts";
import { quote } from "../../job/quote.ts";
import { LIMITS } from "../../limits.ts";
import { nearest } from "../../system/text.ts";
import { fact, fuzz } from "./fuzz.ts";
import { mutatedText } from "./texts.ts";
import { strangeNumber } from "./values.ts";

const TOMLS = [
  'programs = ["/usr/bin/make", "/opt/jobs/"]\nfolders = ["/srv", "/home/me"]\nask = "ops"\n' +
  'variables = ["PATH", "LC_*"]\n[confine]\nleast = "strict"\nnetwork = false\nwrite = ["/srv"]\n',
  'programs = ["/bin/true"]\n[confine]\nsee = [\'/usr\', "/it\'s"]\nunix = true\n[limits]\ncpu = "10m"\n' +
  'mem = "1G"\nfiles = 256\nprocs = 64\nfsize = "1G"\ncore = 0\nnice = 5\n',
];
const WORDS = [
  ...["programs", "folders", "variables", "ask", "confine", "limits", "least", "network", "see"],
  ...["[", "]", '"', "'", "/", "//", "/..", "/./", "*", "?", "\\n", "\\u0000", "$(x)", ";", ")"],
];
const toml = mutatedText(TOMLS, WORDS);
const path = mutatedText(
  ["/usr/bin/make", "/opt/jobs/x", "/opt/jobs/", "/srv/a b", "/it's", "LC_ALL", "ENV"],
  WORDS,
)
  .map((text) => text.replaceAll("\0", "").toWellFormed().slice(0, 2000));
const place = { base: "/b", session: "s", deno: "/deno", denoDir: "/cache", folder: "/policy" };

fuzz("policy", {
  "readPolicy() gives a policy, or names the lines that are wrong": fact(toml, (text) => {
    const read = readPolicy(text, { file: "p.toml", suggest: nearest });
    if (read.kind === "policy") return equal(strangeNumber(read.policy), undefined);
    ok(read.complaints.length > 0 && read.complaints.length <= LIMITS.configComplaints + 1);
    for (const complaint of read.complaints) ok(complaint.startsWith("p.toml:"), complaint);
  }, { runs: 300 }),
  "rulesScript() says to /bin/sh what the policy says, and nothing of its own": fact(
    fc.tuple(toml, fc.array(path, { minLength: 1, maxLength: 8 })),
    ([text, values]) => {
      const read = readPolicy(text, { file: "/it's/p\n.toml", suggest: nearest });
      if (read.kind === "policy") equal(asked(read.policy, values), decided(read.policy, values));
    },
    { runs: 60 },
  ),
});

const RULES = ["program", "folder", "variable", "write"] as const;

/** What a shell says that has read the rules. */
function asked(policy: Policy, values: readonly string[]): string {
  const questions = values.flatMap((value) =>
    RULES.map((rule) => `if rule_${rule} ${quote(value)}; then echo yes; else echo no; fi`)
  );
  const script = ["set -euf", rulesScript(policy, place), ...questions].join("\n");
  const { stdout, stderr } = new Deno.Command("/bin/sh", {
    args: ["-c", script],
    clearEnv: true,
    env: { PATH: "/nowhere" },
  }).outputSync();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

function decided(policy: Policy, values: readonly string[]): string {
  return values.flatMap((value) => [
    allowsProgram(policy, value),
    allowsPath(policy.folders, value),
    allowsVariable(policy, value),
    allowsPath(policy.confine.write, value),
  ]).map((is) => is ? "yes\n" : "no\n").join("");
}

Deno.test("readPolicy() takes the texts that are mutated", () => {
  for (const text of TOMLS) {
    const read = readPolicy(text, { file: "p", suggest: nearest });
    equal(read.kind === "wrong" ? read.complaints.join() : read.kind, "policy");
  }
});
