/** Start-up: chore, and a job's first instruction, beside an empty Deno program in the same run. */

import { compare, timeProcess } from "./compare.ts";
import { install, type Installation } from "./installation.ts";

const rounds = Number(Deno.args[0] ?? 30);

await using installation = await install();
const { chore, env, prefix, plainFlags } = installation;
const empty = `${prefix}/empty.js`;
await Deno.writeTextFile(empty, "");

console.log(
  `installed form, ${rounds} rounds, medians; wanted: list x 1.25, first instruction x 2.6`,
);
await compare([
  {
    name: "empty Deno program",
    run: () => timeProcess(Deno.execPath(), [...plainFlags, empty], env),
  },
  { name: "chore -v", run: () => timeProcess(chore, ["-v"], env) },
  { name: "chore list", run: () => timeProcess(chore, ["list"], env) },
  {
    name: "chore run, to the end of chore",
    run: () => timeProcess(chore, ["run", "--", "true"], env),
  },
  { name: "chore run, to the job's first instruction", run: () => firstInstruction(installation) },
], { rounds });

/** The job's first instruction is a line into a fifo. */
async function firstInstruction({ chore, env, prefix }: Installation): Promise<number> {
  const fifo = `${prefix}/first`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  // both ends, so that neither open waits for the other
  using file = await Deno.open(fifo, { read: true, write: true });
  const began = performance.now();
  const client = new Deno.Command(chore, {
    args: ["run", "--no-wait", "--", "/bin/sh", "-c", `echo >${fifo}`],
    ...{ env, clearEnv: true, stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  await file.read(new Uint8Array(1));
  const ms = performance.now() - began;
  await client.status;
  await Deno.remove(fifo);
  return ms;
}
