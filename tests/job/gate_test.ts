import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Spec } from "../../job/spec.ts";
import { Gate } from "../support/gate.ts";
import { PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

const isLinux = Deno.build.os === "linux";

type AnyGate = Gate | PolicyGate;

/** The gate that chored writes, and that of a policy without a rule: they do the same. */
const GATES: Readonly<Record<string, () => AnyGate>> = {
  "gateScript()": () => new Gate(),
  "policy_gate": () => new PolicyGate(),
};

/** A test for each shell, with a gate of its own. */
function inEachShell(
  name: string,
  test: (gate: AnyGate, shell: readonly string[]) => Promise<void>,
) {
  for (const [symbol, make] of Object.entries(GATES)) {
    for (const shell of SHELLS) {
      Deno.test(`${symbol} ${name}, in ${shell[0]}`, async () => {
        using gate = make();
        await test(gate, shell);
      });
    }
  }
}

inEachShell("runs the command once the word is said, and leaves the mark", async (gate, shell) => {
  const spec = gate.spec(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"]);
  deepEqual(await gate.pass(shell, spec), {
    ...{ code: 3, stdout: "out\n", stderr: "err\n" },
    ...{ went: true, refused: undefined },
  });
});

inEachShell("lets a hook be told of the job that it is for", async (gate, shell) => {
  const argv = ["/bin/sh", "-c", "echo $CHORE_JOB $CHORE_RUN $CHORE_SESSION"];
  const spec = gate.spec(argv, { env: ["CHORE_JOB=other", "CHORE_RUN=3", "PATH=/bin"] });
  equal((await gate.pass(shell, spec)).stdout, "build 7 chored\n");
  Object.assign(gate.run, { isHook: true });
  equal((await gate.pass(shell, spec)).stdout, "other 3\n");
});

inEachShell("runs nothing and leaves no mark unless the word is go", async (gate, shell) => {
  const spec = gate.spec(["/bin/sh", "-c", "echo ran"]);
  for (
    const word of ["", "\n", "go", "go \n", " go\n", "stop\n", "going\n", "go\\\n\n", "\ngo\n"]
  ) {
    const end = await gate.pass(shell, spec, { word });
    deepEqual([end.code, end.stdout, end.went], [125, "", false], JSON.stringify(word));
  }
});

inEachShell("runs nothing where the mark cannot be left", async (gate, shell) => {
  Deno.mkdirSync(gate.paths.go);
  const spec = gate.spec(["/bin/sh", "-c", "echo ran"]);
  const end = await gate.pass(shell, spec);
  equal(end.stdout, "");
  equal(end.code === 0, false);
});

inEachShell("lets the command read nothing, unless it is to be fed", async (gate, shell) => {
  const spec = gate.spec(["/bin/cat"]);
  equal((await gate.pass(shell, spec, { word: "go\nnot for it" })).stdout, "");
  for (const kind of ["pipe", "fifo"] as const) {
    const fed = gate.spec(["/bin/cat"], { stdin: { kind } });
    // the gate takes its word and no byte more
    equal(
      (await gate.pass(shell, fed, { word: "go\ngo\n\n  x\\\nlast" })).stdout,
      "go\n\n  x\\\nlast",
    );
  }
});

inEachShell(
  "lets the command read a file from its start, and no descriptor more",
  async (gate, shell) => {
    const input = gate.put("it's $HOME", { text: "one\ntwo", mode: 0o400 });
    Object.assign(gate.run, { input });
    for (const output of ["pipe", "direct", "fifo"] as const) {
      const spec = gate.spec(["/bin/sh", "-c", 'cat >"$0"', `${gate.cwd}/${output}`], { output });
      equal((await gate.pass(shell, spec)).code, 0);
      equal(Deno.readTextFileSync(`${gate.cwd}/${output}`), "one\ntwo");
    }
    const adopt = gate.spec(["/bin/sh", "-c", 'cat >"$0"', `${gate.cwd}/adopt`], {
      orphan: "adopt",
      output: "direct",
    });
    equal((await gate.pass(shell, adopt)).code, 0);
    equal(Deno.readTextFileSync(`${gate.cwd}/adopt`), "one\ntwo");
    if (!isLinux) return;
    const fds = gate.spec(["/bin/sh", "-c", "ls /proc/$$/fd"]);
    equal(/^5$/m.test((await gate.pass(shell, fds)).stdout), false);
  },
);

inEachShell(
  "refuses a file for the input that cannot be read, and leaves no mark",
  async (gate, shell) => {
    const spec = gate.spec(["/bin/sh", "-c", "echo ran"]);
    for (
      const [input, code, reason] of [
        [
          `${gate.cwd}/no"where`,
          127,
          `there is no such file for its standard input: "${gate.cwd}/no"where"`,
        ],
        [gate.cwd, 126, `its standard input is a folder: "${gate.cwd}"`],
      ] as const
    ) {
      Object.assign(gate.run, { input });
      const end = await gate.pass(shell, spec);
      deepEqual([end.code, end.stdout, end.went, end.refused], [code, "", false, `${reason}\n`]);
      gate.clear();
    }
  },
);

/** Why a command cannot start: its spec, the exit code, and the reason that is put down. */
const REFUSALS:
  readonly (readonly [string, (gate: AnyGate) => Spec, number, (gate: AnyGate) => string])[] = [
    [
      "a folder that is not there",
      (gate) => gate.spec(["true"], { cwd: "/no/it's\n$HOME" }),
      127,
      () => `there is no such folder: "/no/it's $HOME"`,
    ],
    [
      "a folder that is a file",
      (gate) => gate.spec(["true"], { cwd: gate.put("file") }),
      126,
      (gate) => `it is not a folder: "${gate.cwd}/file"`,
    ],
    [
      "a command that is not there",
      (gate) => gate.spec(["/no/such `command`"]),
      127,
      () => 'there is no such command: "/no/such `command`"',
    ],
    [
      "a relative command that is not there",
      (gate) => gate.spec(["./configure"]),
      127,
      () => 'there is no such command: "./configure"',
    ],
    [
      "a command that is a folder",
      (gate) => gate.spec(["/usr/"]),
      126,
      () => 'it is a folder: "/usr/"',
    ],
    [
      "a command that is not executable",
      (gate) => gate.spec([gate.put("plain", { mode: 0o644 })]),
      126,
      (gate) => `it is not executable: "${gate.cwd}/plain"`,
    ],
    [
      "a command that is not in PATH",
      (gate) => gate.spec(["no_such"], { env: ["PATH=/usr/bin:/bin"] }),
      127,
      () => '"no_such" is not in PATH',
    ],
    [
      "a command whose PATH leads nowhere",
      (gate) => gate.spec(["true"], { env: ["PATH=/nowhere"] }),
      127,
      () => '"true" is not in PATH',
    ],
    [
      "a command that is not in the PATH of those who have none",
      (gate) => gate.spec(["no_such"]),
      127,
      () => '"no_such" is not in PATH',
    ],
    [
      "a command that no file in PATH may run",
      (gate) => {
        gate.put("plain", { mode: 0o644 });
        return gate.spec(["plain"], { env: [`PATH=/nowhere:${gate.cwd}`] });
      },
      126,
      () => 'it is not executable: "plain"',
    ],
    [
      "a name that a shell would act on",
      (gate) => gate.spec(["$(touch ran)*'"], { env: ["PATH=/usr/bin"] }),
      127,
      () => `"$(touch ran)*'" is not in PATH`,
    ],
    [
      "a name that is an option",
      (gate) => gate.spec(["-x"], { env: ["PATH=/usr/bin"] }),
      127,
      () => '"-x" is not in PATH',
    ],
  ];

for (const [what, specOf, code, reason] of REFUSALS) {
  inEachShell(`refuses ${what}, and says why`, async (gate, shell) => {
    const end = await gate.pass(shell, specOf(gate));
    deepEqual(end, {
      ...{ code, stdout: "", stderr: "" },
      ...{ went: false, refused: `${reason(gate)}\n` },
    });
  });
}

inEachShell("goes past what cannot run on its way through PATH", async (gate, shell) => {
  Deno.mkdirSync(`${gate.cwd}/bin`);
  gate.put("tool", { mode: 0o644 });
  gate.put("bin/tool", { text: "#!/bin/sh\necho found\n" });
  const env = [`PATH=/nowhere:${gate.cwd}:${gate.cwd}/bin`];
  equal((await gate.pass(shell, gate.spec(["tool"], { env }))).stdout, "found\n");
});

inEachShell("takes an empty word of PATH for the job's own folder", async (gate, shell) => {
  gate.put("tool", { text: "#!/bin/sh\necho found\n" });
  const spec = gate.spec(["tool"], { env: ["PATH=/nowhere::/usr/bin"] });
  equal((await gate.pass(shell, spec)).stdout, "found\n");
});

inEachShell("finds a command where the job has no PATH, and gives it none", async (gate, shell) => {
  const end = await gate.pass(shell, gate.spec(["env", "-0"]));
  equal(end.code, 0);
  equal(end.stdout.includes("PATH="), false);
});

inEachShell("finds a program with = in its name", async (gate, shell) => {
  Deno.copyFileSync("/usr/bin/env", `${gate.cwd}/A=B`);
  const env = [`PATH=${gate.cwd}`, "odd-name=1", "IFS=:", "X=2"];
  for (const program of ["A=B", "./A=B", `${gate.cwd}/A=B`]) {
    const { code, stdout } = await gate.pass(shell, gate.spec([program, "-0"], { env }));
    deepEqual([code, variablesIn(stdout)], [0, seenBy(gate, env)], program);
  }
});

inEachShell("gives the command its folder, and nothing to read", async (gate, shell) => {
  Deno.mkdirSync(`${gate.cwd}/-`);
  const spec = gate.spec(["/bin/sh", "-c", "pwd; cat"], { cwd: `${gate.cwd}/-` });
  equal((await gate.pass(shell, spec)).stdout, `${gate.cwd}/-\n`);
});

inEachShell("gives the command its umask, and its own files none of it", async (gate, shell) => {
  const spec = gate.spec(["/bin/sh", "-c", "umask"], { umask: 0o777 });
  const through = ["/bin/sh", "-c", 'umask 077; exec "$@"', "sh"];
  equal(Number.parseInt((await gate.pass(shell, spec, { through })).stdout, 8), 0o777);
  equal((Deno.statSync(gate.paths.go).mode ?? 0) & 0o777, 0o600);
});

/** Names that one shell or another makes its own, counts in, checks or complains about. */
const SHELL_NAMES = [
  "_ IFS UID EUID GROUPS PPID SHELLOPTS BASHOPTS BASH_VERSINFO BASH_VERSION BASH_ARGV0 BASHPID",
  "BASH_COMMAND BASH_SUBSHELL BASH_XTRACEFD BASH_COMPAT BASH_ENV ENV OPTIND OPTARG OPTERR LINENO",
  "RANDOM SRANDOM SECONDS EPOCHSECONDS EPOCHREALTIME KSHEGID KSHGID KSHUID KSH_VERSION USER_ID PGRP",
  "PIPESTATUS SHLVL FUNCNAME DIRSTACK HISTCMD HISTSIZE HISTFILE TMOUT COLUMNS LINES MAILCHECK",
  "LANG LC_ALL LC_CTYPE LC_MESSAGES LANGUAGE POSIXLY_CORRECT CDPATH OLDPWD PS1 PS4 REPLY TZ",
  "chore_word chore_refuse chore_found chore_folder chore_file chore_code do if exec",
].flatMap((line) => line.split(" "));

for (const value of ["x y", "", "08", "'\n\"$(exit 1)"]) {
  inEachShell(
    `hands on ${JSON.stringify(value)} under every name that shells use`,
    async (gate, shell) => {
      const env = SHELL_NAMES.map((name) => `${name}=${value}`);
      const end = await gate.pass(shell, gate.spec(["/usr/bin/env", "-0"], { env }));
      deepEqual([end.code, end.stderr], [0, ""]);
      deepEqual(variablesIn(end.stdout), seenBy(gate, env));
    },
  );
}

inEachShell("lets nobody speak in chore's name", async (gate, shell) => {
  const env = ["CHORE_JOB=x", "CHORE_RUN=x", "CHORE_SESSION=x", "PWD=/x"];
  const { stdout } = await gate.pass(shell, gate.spec(["/usr/bin/env", "-0"], { env }));
  deepEqual(variablesIn(stdout), seenBy(gate, []));
});

inEachShell("takes the last of several variables of one name", async (gate, shell) => {
  const env = ["A=1", "a-b=1", "A=2", "a-b=2"];
  const { stdout } = await gate.pass(shell, gate.spec(["/usr/bin/env", "-0"], { env }));
  deepEqual(variablesIn(stdout), seenBy(gate, ["A=2", "a-b=2"]));
});

inEachShell("appends the streams of a direct job to its files", async (gate, shell) => {
  const spec = gate.spec(["/bin/sh", "-c", "echo out; echo err >&2"], { output: "direct" });
  for (const text of ["", "before\n"]) {
    Deno.writeTextFileSync(gate.paths.stdout, text);
    const end = await gate.pass(shell, spec);
    deepEqual([end.stdout, end.stderr], ["", ""]);
    equal(Deno.readTextFileSync(gate.paths.stdout), `${text}out\n`);
  }
  equal(Deno.readTextFileSync(gate.paths.stderr), "err\nerr\n");
});

inEachShell("puts the exit code of a job that can be adopted on record", async (gate, shell) => {
  for (const [script, code] of [["exit 3", 3], ["kill -KILL $$", 137], ["kill -TERM $$", 143]]) {
    const argv = ["/bin/sh", "-c", String(script)];
    const spec = gate.spec(argv, { orphan: "adopt", output: "direct" });
    const end = await gate.pass(shell, spec);
    deepEqual([end.code, Deno.readTextFileSync(gate.paths.exitCode)], [code, `${code}\n`]);
  }
});

for (const orphan of ["kill", "adopt"] as const) {
  if (!isLinux) continue;
  inEachShell(
    `gives a job (${orphan}) no signal that is blocked or ignored`,
    async (gate, shell) => {
      const spec = gate.spec(["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"], {
        orphan,
        output: "direct",
      });
      const through = ["/usr/bin/env", "--block-signal=USR1", "--ignore-signal=HUP,INT,PIPE"];
      equal((await gate.pass(shell, spec, { through })).code, 0);
      const seen = Deno.readTextFileSync(gate.paths.stdout);
      // 32 and 33 are the C library's own: no program can change them
      match(seen, /^SigBlk:\t0{16}\nSigIgn:\t0{7}[01][08]0{7}\n$/);
    },
  );
}

/** What env -0 printed, sorted. */
function variablesIn(text: string): string[] {
  return text.split("\0").slice(0, -1).sort();
}

/** What a command is to see that was given `env`. */
function seenBy({ cwd }: AnyGate, env: readonly string[]): string[] {
  const own = ["CHORE_JOB=build", "CHORE_RUN=7", "CHORE_SESSION=chored", `PWD=${cwd}`];
  return [...env, ...own].sort();
}
