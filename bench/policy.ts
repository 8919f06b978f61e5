/** What a policy costs a start: from a submission to the job's first instruction, with a policy and without one. */

import { connect } from "../mod.ts";
import { compare } from "./compare.ts";
import { install } from "./installation.ts";

const rounds = Number(Deno.args[0] ?? 40);
const argv = ["/bin/sh", "-c", "echo >first"];

/** As long as a careful user would write one. */
const POLICY = `
programs = ["/usr/bin/make", "/bin/sh", "/usr/bin/env", "/opt/jobs/"]
folders = ["/srv", "/tmp", "/var/tmp", "/home"]
variables = ["PATH", "HOME", "LANG", "LC_*", "USER", "LOGNAME", "TZ"]
[limits]
core = 0
`;

/** As many variables as a login has. */
const env = Object.fromEntries([
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  ["HOME", "/root"],
  ...Array.from({ length: 30 }, (_, at) => [`LC_${at}`, "a value of usual length"]),
]);

await using installation = await install();
const { prefix, home } = installation;
// a policy lies where nobody else may write
const safe = await Deno.makeTempDir({ prefix: "chore-bench-", dir: Deno.env.get("HOME") ?? "/" });
const file = `${safe}/policy.toml`;
await Deno.writeTextFile(file, POLICY);
const cwd = `${prefix}/work`;
await Deno.mkdir(cwd);
await new Deno.Command("mkfifo", { args: [`${cwd}/first`] }).output();
// both ends, so that neither open waits for the other
using fifo = await Deno.open(`${cwd}/first`, { read: true, write: true });

const started = await new Deno.Command(`${prefix}/bin/chored`, {
  args: ["-n", "bound", "--policy", file],
  env: { ...installation.env, XDG_DATA_HOME: safe },
  stdin: "null",
}).output();
if (!started.success) throw new Error(new TextDecoder().decode(started.stderr));

try {
  await using plain = await connect({ base: home });
  await using bound = await connect({ base: home, session: "bound" });
  console.log(`installed form, ${rounds} rounds, medians; wanted: at most 3 ms more`);
  const sides = Object.entries({ "without a policy": plain, "with a policy": bound }).map(
    ([name, session]) => ({ name, run: () => firstInstruction(session) }),
  );
  const [without = 0, withOne = 0] = await compare(sides, { rounds });
  console.log(`a policy: ${(withOne - without).toFixed(1)} ms more`);
} finally {
  await new Deno.Command(installation.chore, {
    args: ["-n", "bound", "shutdown"],
    env: { ...installation.env, XDG_DATA_HOME: safe },
  }).output();
  await Deno.remove(safe, { recursive: true });
}

async function firstInstruction(session: Awaited<ReturnType<typeof connect>>): Promise<number> {
  const began = performance.now();
  const accepted = session.run({ argv, cwd, env });
  await fifo.read(new Uint8Array(1));
  const ms = performance.now() - began;
  const { id } = await accepted;
  await session.wait([id]);
  await session.remove([id]);
  return ms;
}
