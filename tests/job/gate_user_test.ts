import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { exportVariables } from "../../job/gate_env.ts";
import type { Spec } from "../../job/spec.ts";
import { isOwnVariable, isUserName } from "../../job/user.ts";
import { Gate } from "../support/gate.ts";
import { hasTool } from "../support/place.ts";
import { SHELLS } from "../support/shells.ts";

const NOBODY = 65534;
const ignore = Deno.uid() !== 0 || !hasTool("setpriv");
if (ignore) console.error("gate_user_test.ts: left out: it needs root and setpriv");

/** A spec of a command of nobody, in a folder that he can enter, with its environment in a file. */
function specOf(gate: Gate, argv: readonly string[], change: Partial<Spec> = {}): Spec {
  const spec = gate.spec(argv, { user: "nobody", cwd: "/usr", ...change });
  const userEnv = `${gate.paths.folder}/env`;
  Deno.writeTextFileSync(userEnv, exportVariables(spec.env, gate.run).join("\n") + "\n", {
    mode: 0o400,
  });
  Object.assign(gate.run, { userEnv });
  return spec;
}

function inEachShell(name: string, test: (gate: Gate, shell: readonly string[]) => Promise<void>) {
  for (const shell of SHELLS) {
    Deno.test({
      name: `gateScript() of another user ${name}, in ${shell[0]}`,
      ignore,
      fn: async () => {
        using gate = new Gate();
        await test(gate, shell);
      },
    });
  }
}

inEachShell("becomes him in all ways, where his command was looked for", async (gate, shell) => {
  const env = ["A=it's $HOME\n`x`", "PATH=/usr/bin:/bin", "LC_ALL=C", "SHELL=/bin/mine"];
  const show =
    "id -u; id -g; id -G; pwd; umask; grep -E '^(Cap(Prm|Eff|Amb)|Groups)' /proc/self/status";
  for (const orphan of ["kill", "adopt"] as const) {
    gate.clear();
    const spec = specOf(gate, [
      "sh",
      "-c",
      `${show}; echo "$HOME,$USER,$LOGNAME,$SHELL,$A,$LC_ALL"`,
    ], {
      ...{ env, orphan },
    });
    const { code, stdout, stderr } = await gate.pass(shell, spec);
    deepEqual([code, stderr], [0, ""]);
    const none = "0000000000000000";
    equal(
      stdout.replaceAll(/[ \t]+\n/g, "\n"),
      [
        ...[NOBODY, NOBODY, NOBODY, "/usr", "0022", `Groups:\t${NOBODY}`],
        ...["Prm", "Eff", "Amb"].map((set) => `Cap${set}:\t${none}`),
        "/nonexistent,nobody,nobody,/bin/mine,it's $HOME\n`x`,C\n",
      ].join("\n"),
    );
  }
});

inEachShell("has his environment and no other, whatever its shell sets", async (gate, shell) => {
  const spec = specOf(gate, ["/usr/bin/env"], { env: ["B=2"], cwd: "/usr" });
  const { stdout } = await gate.pass(shell, spec);
  const names = stdout.trimEnd().split("\n").map((line) => line.split("=")[0]).sort();
  deepEqual(
    names,
    ["B", "CHORE_JOB", "CHORE_RUN", "CHORE_SESSION", "HOME", "LOGNAME", "PWD", "SHELL", "USER"],
  );
});

inEachShell("has room for its command alone, where that is its limit", async (gate, shell) => {
  const env = Array.from({ length: 200 }, (_, index) => `V${index}=it's "$x" \\ ${index}\n`);
  const spec = specOf(gate, ["/usr/bin/env"], { env, user: "games", limits: { procs: 1 } });
  const { code, stdout, stderr } = await gate.pass(shell, spec);
  equal(code, 0, stderr);
  ok(stdout.includes(`V199=it's "$x" \\ 199\n`), stdout);
});

inEachShell("opens its output by name, and leaves /dev/null alone", async (gate, shell) => {
  const before = Deno.statSync("/dev/null");
  const script = "echo out >/dev/stdout; echo err >/dev/stderr";
  const { stdout, stderr } = await gate.pass(shell, specOf(gate, ["/bin/sh", "-c", script]));
  deepEqual([stdout, stderr], ["out\n", "err\n"]);
  const after = Deno.statSync("/dev/null");
  deepEqual([after.uid, after.gid, after.mode], [before.uid, before.gid, before.mode]);
});

inEachShell("lets no library of his into a program of root's", async (gate, shell) => {
  const spec = specOf(gate, ["/bin/sh", "-c", "echo $LD_PRELOAD"], {
    env: ["LD_PRELOAD=/nowhere.so"],
    limits: { nice: 1 },
  });
  const { stdout, stderr } = await gate.pass(shell, spec);
  equal(stdout, "/nowhere.so\n");
  // each program that loads it says so: those are his alone, env(1) and sh(1)
  const said = stderr.match(/cannot be preloaded/g) ?? [];
  ok(said.length > 0 && said.length <= 2, stderr);
});

const REFUSED: readonly (readonly [string, Partial<Spec>, number, RegExp])[] = [
  ["whom nobody knows", { user: "no-such" }, 126, /^there is no such user: "no-such"$/],
  [
    "who cannot enter his folder",
    { cwd: "/root" },
    126,
    /^the user "nobody" cannot enter the folder: "\/root"$/,
  ],
  ["without a folder", { cwd: "/no/such" }, 126, /cannot enter the folder: "\/no\/such"$/],
  [
    "without a command",
    { argv: ["no-such"] },
    127,
    /^there is no such command for the user "nobody": "no-such"$/,
  ],
  [
    "whose command he may not run",
    { argv: ["/etc/passwd"] },
    126,
    /^it is not executable for the user "nobody": "\/etc\/passwd"$/,
  ],
  ["whose command is hidden from him", { argv: ["/root/x:y"] }, 127, /^there is no such command/],
];

for (const [who, change, code, reason] of REFUSED) {
  inEachShell(`refuses one ${who}`, async (gate, shell) => {
    const spec = specOf(gate, ["/bin/true"], { env: ["PATH=/usr/bin:/bin"], ...change });
    const end = await gate.pass(shell, spec);
    deepEqual([end.code, end.went, end.stdout], [code, false, ""]);
    match((end.refused ?? "").trim(), reason);
  });
}

/** Runs the gate where the account is as getent(1) says, by a mount of its own. */
async function passWith(gate: Gate, shadow: string) {
  const fake = gate.put("getent", {
    text: `#!/bin/sh\ncase $1 in shadow) echo '${shadow}' ;; *) exit 2 ;; esac\n`,
  });
  const through = [
    "unshare",
    "-m",
    "sh",
    "-c",
    'mount --bind "$1" /usr/bin/getent; shift; exec "$@"',
  ];
  return await gate.pass(["dash"], specOf(gate, ["/bin/true"]), {
    through: [...through, "sh", fake],
  });
}

Deno.test({
  name: "gateScript() refuses a user whose account is locked or expired, and no system's own",
  ignore: ignore || !hasTool("unshare") || !hasTool("dash"),
  fn: async () => {
    using gate = new Gate();
    const refused = async (shadow: string) => {
      gate.clear();
      return (await passWith(gate, shadow)).refused?.trim();
    };
    equal(
      await refused("nobody:!$y$j9T$x:1:0:99999:7:::"),
      `the user's account is locked: "nobody"`,
    );
    equal(await refused("nobody:$y$x:1:0:99999:7::1:"), `the user's account has expired: "nobody"`);
    for (
      const open of [
        "*:1:0:99999:7:::",
        "!:1::::::",
        "!!:1::::::",
        "!*:1::::::",
        "x:1:0:9:7::99999:",
      ]
    ) {
      equal(await refused(`nobody:${open}`), undefined, open);
    }
  },
});

Deno.test({
  name: "gateScript() of another user is refused to whoever is not root",
  ignore,
  fn: async () => {
    using gate = new Gate();
    Deno.chmodSync(gate.paths.w, 0o777);
    for (
      let path = gate.paths.folder;
      path !== "/tmp" && path !== "";
      path = path.replace(/\/[^/]*$/, "")
    ) {
      Deno.chmodSync(path, 0o755);
    }
    const through = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const end = await gate.pass(["dash"], specOf(gate, ["/bin/true"]), { through });
    deepEqual([end.code, end.refused], [126, "--user needs a chored that runs as root\n"]);
  },
});

Deno.test({
  name: "gateScript() becomes another user by chroot(8) where setpriv(1) cannot",
  ignore: ignore || !hasTool("unshare") || !hasTool("chroot"),
  fn: async () => {
    using gate = new Gate();
    const through = [
      "unshare",
      "-m",
      "sh",
      "-c",
      'mount --bind /bin/false /usr/bin/setpriv; exec "$@"',
      "sh",
    ];
    const spec = specOf(gate, ["/bin/sh", "-c", "id -u; id -G; pwd"]);
    const { stdout, stderr } = await gate.pass(["dash"], spec, { through });
    deepEqual([stdout, stderr], [`${NOBODY}\n${NOBODY}\n/usr\n`, ""]);
  },
});

Deno.test("isUserName() takes names and no numbers", () => {
  const good = ["ann", "_x", "www-data", "Ann.B", "a@example.org", "a".repeat(128)];
  const bad = ["", "0", "1000", "-x", "a b", "a:b", "$(id)", "../x", "a".repeat(129), "ä"];
  deepEqual(good.filter((name) => !isUserName(name)), []);
  deepEqual(bad.filter(isUserName), []);
});

Deno.test("isOwnVariable() knows what tells of its user", () => {
  const own = [
    "HOME=/x",
    "USER",
    "LOGNAME=a",
    "SHELL=",
    "MAIL=x",
    "XDG_RUNTIME_DIR=/run",
    "SUDO_USER=a",
  ];
  const others = ["PATH=/bin", "HOMER=1", "LANG=C", "XDG=1", "EDITOR=vi"];
  deepEqual(own.filter((variable) => !isOwnVariable(variable)), []);
  deepEqual(others.filter(isOwnVariable), []);
});
