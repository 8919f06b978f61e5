// A confined job that tries to get out. Each attempt is a row of SECURITY.md.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { CAN_CONFINE } from "../support/confinement.ts";
import { hasTool } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const isRoot = Deno.uid() === 0;

function attempt(name: string, fn: () => Promise<void>, { needs = "sh" } = {}): void {
  Deno.test({ name: `a confined job ${name}`, ignore: !CAN_CONFINE || !hasTool(needs), fn });
}

const withPerl = { needs: "perl" };
/** Tries a system call by its number, and prints 0 or the error. */
const calling =
  `my @call = map { $_ + 0 } @ARGV; my $done = syscall($call[0], @call[1..$#call]); ` +
  `my $error = $! + 0; print $done >= 0 ? "done" : "error $error", "\\n"`;
const isX86 = Deno.build.arch === "x86_64";

/** What the words print, under `options`. */
async function tryOut(home: UserHome, [options, words]: readonly [string[], string[]]) {
  const ran = await home.chore(["run", "-f", ...options, "--", ...words]);
  return ran.stdout + ran.stderr.replace(/^chore: started .*\n/m, "");
}

const socketOf = (family: string) =>
  `use Socket; print socket(my $s, ${family}, SOCK_STREAM, 0) ? "made" : $!{EAFNOSUPPORT} ? "none" : $!, "\\n"`;

attempt(
  "cannot reach the session's socket: it is not there, and no socket can be made",
  async () => {
    await using home = await makeHome();
    const { socket } = home.paths();
    const open = `use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die "no socket: $!\\n";` +
      `connect($s, pack_sockaddr_un("${socket}")) or die "no way: $!\\n"; print "connected\\n"`;
    // the same, not confined, is the proof that it would be
    equal(await tryOut(home, [[], ["perl", "-e", open]]), "connected\n");
    const inside = (...options: string[]) => tryOut(home, [options, ["perl", "-e", open]]);
    match(await inside("--sandbox", "strict"), /no socket: Address family not supported/);
    match(await inside("--sandbox", "default"), /no way: No such file or directory/);
    match(await inside("--no-net"), /no way: No such file or directory/);
    match(await inside("--unveil", `rwc:${home.folder}`), /no way: No such file or directory/);
  },
  withPerl,
);

attempt(
  "cannot move the folders around the base folder, nor put others in their place",
  async () => {
    await using home = await makeHome();
    const deep = home.path("deep");
    await Deno.mkdir(`${deep}/down/base`, { recursive: true, mode: 0o700 });
    const env = { CHORE_HOME: `${deep}/down/base` };
    const script = `mv ${deep}/down ${deep}/away; mv ${deep}/down/base ${deep}/down/b; ` +
      `rm -r ${deep}/down; mkdir ${deep}/down/base/x; umount ${deep}/down/base; ls ${deep}/down/base`;
    for (const options of [["--sandbox", "strict"], ["--no-net"], ["--unveil", `rwc:${deep}`]]) {
      const ran = await home.chore(["run", "-f", "-C", deep, ...options, "-c", script], { env });
      match(ran.stderr, /away': Device or resource busy/, options.join(" "));
      equal((await home.chore(["list", "-q"], { env })).code, 0);
    }
    deepEqual([...Deno.readDirSync(deep)].map(({ name }) => name), ["down"]);
    await home.chore(["shutdown"], { env });
  },
);

attempt("cannot write outside, nor remount what it cannot write", async () => {
  await using home = await makeHome();
  const script = "mount -o remount,rw,bind / ; mount -t tmpfs tmpfs /etc; umount /run; " +
    "echo x >/etc/chore_was_here; echo x >/usr/chore_was_here; echo x >/var/chore_was_here";
  const said = await tryOut(home, [["--sandbox", "strict"], ["sh", "-c", script]]);
  equal(said.match(/Read-only file system|cannot create/g)?.length ?? 0 ? "no" : said, "no");
  for (const folder of ["/etc", "/usr", "/var"]) {
    equal([...Deno.readDirSync(folder)].some(({ name }) => name === "chore_was_here"), false);
  }
});

attempt(
  "cannot set what the kernel runs, also where it may write all that its user may",
  async () => {
    await using home = await makeHome();
    const files = ["/proc/sys/kernel/core_pattern", "/sys/kernel/mm/ksm/run", "/sys/power/state"]
      .filter((path) => isThere(path));
    const open = [
      "sh",
      "-c",
      'for f do ( : >>"$f" ) 2>/dev/null && echo "$f"; done',
      "sh",
      ...files,
    ];
    for (const options of [["--sandbox", "strict"], ["--no-net"]]) {
      equal(await tryOut(home, [options, open]), "", options.join(" "));
    }
    // the same, not confined, is the proof that root could
    if (isRoot) equal((await tryOut(home, [[], open])).includes("core_pattern"), true);
  },
);

attempt(
  "has no privileges, gets none from a set-user-id program, and sees its own processes alone",
  async () => {
    await using home = await makeHome();
    const script = "grep -E '^(Cap(Eff|Prm|Bnd)|NoNewPrivs|Seccomp):' /proc/self/status; ls /proc";
    const said = await tryOut(home, [["--sandbox", "default"], ["sh", "-c", script]]);
    match(said, /CapPrm:\t0+\nCapEff:\t0+\nCapBnd:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2\n/);
    ok((said.match(/^\d+$/gm) ?? []).length <= 5, said);
  },
);

attempt("cannot trace, mount, make namespaces, load modules or use io_uring", async () => {
  await using home = await makeHome();
  // ptrace(TRACEME), mount, unshare(NEWUSER), init_module, io_uring_setup, bpf, keyctl
  const calls = isX86
    ? [
      [101, 0, 0, 0],
      [165, 0, 0, 0, 0],
      [272, 0x10000000],
      [175, 0, 0, 0],
      [425, 1, 0],
      [321, 0],
      [
        250,
        0,
      ],
    ]
    : [[117, 0, 0, 0], [40, 0, 0, 0, 0], [97, 0x10000000], [105, 0, 0, 0], [425, 1, 0], [280, 0], [
      219,
      0,
    ]];
  for (const call of calls) {
    const words = ["perl", "-e", calling, ...call.map(String)];
    equal(await tryOut(home, [["--private-tmp"], words]), "error 1\n", `call ${call[0]}`);
  }
  const clone3 = ["perl", "-e", calling, "435", "0", "0"];
  equal(await tryOut(home, [["--private-tmp"], clone3]), "error 38\n");
}, withPerl);

attempt("has no network without its promise, and has it with it", async () => {
  await using home = await makeHome();
  const inet = ["perl", "-e", socketOf("AF_INET")];
  const unix = ["perl", "-e", socketOf("AF_UNIX")];
  const rest = "stdio rpath proc exec";
  equal(await tryOut(home, [["--no-net"], inet]), "none\n");
  equal(await tryOut(home, [["--sandbox", "strict"], inet]), "none\n");
  equal(await tryOut(home, [["--sandbox", "default"], inet]), "made\n");
  equal(await tryOut(home, [["--pledge", `${rest} inet`], inet]), "made\n");
  equal(await tryOut(home, [["--pledge", `${rest} unix`], inet]), "none\n");
  equal(await tryOut(home, [["--pledge", `${rest} unix`], unix]), "made\n");
  equal(await tryOut(home, [["--pledge", `${rest} inet`], unix]), "none\n");
  equal(
    await tryOut(home, [["--no-net"], ["sh", "-c", "tail -n +3 /proc/net/dev | grep -vc lo:"]]),
    "0\n",
  );
}, withPerl);

attempt("starts no process without proc, and becomes nobody else without id", async () => {
  await using home = await makeHome();
  const fork = ["perl", "-e", `print defined(fork) ? "forked" : $!{EPERM} ? "no" : $!, "\\n"`];
  match(await tryOut(home, [["--pledge", "stdio rpath proc exec"], fork]), /^forked\n/);
  equal(await tryOut(home, [["--pledge", "stdio rpath exec"], fork]), "no\n");
  const chown = [
    "perl",
    "-e",
    `print chown($<, $(+0, "f") ? "done" : $!{EPERM} ? "no" : $!, "\\n"`,
  ];
  await Deno.writeTextFile(home.path("f"), "");
  equal(await tryOut(home, [["--pledge", "stdio rpath wpath exec"], chown]), "no\n");
  equal(await tryOut(home, [["--pledge", "stdio rpath wpath exec chown"], chown]), "done\n");
}, withPerl);

attempt("holds no file of others, but the lock of its run", async () => {
  await using home = await makeHome();
  const list = ["sh", "-c", "cd /proc/self/fd; for f in *; do readlink $f; done | sort -u"];
  const said = await tryOut(home, [["--sandbox", "strict"], list]);
  const paths = said.split("\n").filter((path) => path.startsWith("/") && path !== "/dev/null");
  deepEqual(
    paths.map((path) => path.replace(/^.*\/runs\/\d+/, "RUN")).filter((path) =>
      !/^\/proc\/|^RUN\/w\/alive.lock$/.test(path)
    ),
    [],
  );
});

attempt(
  "sees no secret of the system where something is unveiled; root sees its own otherwise",
  async () => {
    await using home = await makeHome();
    const read = ["sh", "-c", "cat /etc/shadow >/dev/null && echo read"];
    match(await tryOut(home, [["--unveil", `r:${home.folder}`], read]), /No such file/);
    const said = await tryOut(home, [["--sandbox", "strict"], read]);
    // as SECURITY.md has it: who is root may read what is root's
    match(said, isRoot ? /^read\n$/ : /Permission denied/);
  },
);

attempt("cannot leave a process behind by a double fork", async () => {
  await using home = await makeHome();
  const mark = home.path("mark");
  const script = `(setsid sh -c 'sleep 1; echo lived >${mark}' &) ; exit 0`;
  await home.run("-j", "job", "--sandbox", "default", "-c", script);
  await home.ask(["wait", "job"]);
  equal((await home.job("job")).runs[0]?.leftBehind, false);
  // longer than it would have needed
  await home.ask(["run", "-f", "--", "sleep", "1.5"]);
  equal([...Deno.readDirSync(home.folder)].some(({ name }) => name === "mark"), false);
});

attempt("chooses no library for what confines it", async () => {
  await using home = await makeHome();
  const env = ["--env", "LD_PRELOAD=/nowhere.so", "--env", "LD_LIBRARY_PATH=/tmp"];
  const said = await tryOut(home, [["--sandbox", "strict", ...env], ["true"]]);
  // the command's own loader complains once; bubblewrap's and env's never see it
  equal(said.match(/LD_PRELOAD/g)?.length, 1, said);
});

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false; // this kernel has none
  }
}
