/** What confinement costs: from a submission to the job's first instruction, and the memory of what stands around it. */

import { connect, type RunOptions } from "../mod.ts";
import { compare } from "./compare.ts";
import { install } from "./installation.ts";

const rounds = Number(Deno.args[0] ?? 30);
const argv = ["/bin/sh", "-c", "echo >first; exec sleep 100"];

const KINDS: Readonly<Record<string, Partial<RunOptions>>> = {
  "plain": {},
  "--limit cpu=10m,files=256 --nice 5": { limits: { cpuMs: 600_000, files: 256, nice: 5 } },
  "--no-net": { confine: { noNet: true } },
  "--sandbox default": { confine: { sandbox: "default" } },
  "--sandbox strict": { confine: { sandbox: "strict" } },
  "--sandbox strict --unveil r:/etc": {
    confine: { sandbox: "strict", unveil: [{ permissions: "r", path: "/etc" }] },
  },
};

await using installation = await install();
const cwd = `${installation.prefix}/work`;
await Deno.mkdir(cwd);
await new Deno.Command("mkfifo", { args: [`${cwd}/first`] }).output();
// both ends, so that neither open waits for the other
using fifo = await Deno.open(`${cwd}/first`, { read: true, write: true });
await using session = await connect({ base: installation.home });

console.log(
  `installed form, ${rounds} rounds, medians; wanted: at most 25 ms and 1 MB more than a plain start`,
);
const memory = new Map<string, number>();
const sides = Object.entries(KINDS).map(([name, options]) => ({
  name,
  run: () => firstInstruction(name, options),
}));
const medians = await compare(sides, { rounds });
for (const [index, { name }] of sides.entries()) {
  const moreMs = ((medians[index] ?? 0) - (medians[0] ?? 0)).toFixed(1).padStart(6);
  const moreKib = String(memory.get(name) ?? 0).padStart(6);
  console.log(`${name.padEnd(44)} ${moreMs} ms and ${moreKib} KiB more`);
}

async function firstInstruction(name: string, options: Partial<RunOptions>): Promise<number> {
  const began = performance.now();
  const started = session.run({ argv, cwd, env: { PATH: "/usr/bin:/bin" }, ...options });
  await fifo.read(new Uint8Array(1));
  const ms = performance.now() - began;
  const { id } = await started;
  memory.set(name, await kibOfBubblewrap());
  await session.kill([id]);
  await session.wait([id]);
  await session.remove([id]);
  return ms;
}

/** The proportional share of all that is bubblewrap's; one job runs at a time. */
async function kibOfBubblewrap(): Promise<number> {
  let sum = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await read(`/proc/${name}/cmdline`)).split("\0");
    if (words[0] !== "/usr/bin/bwrap" || !words.includes("echo >first; exec sleep 100")) continue;
    sum += Number(/^Pss: +(\d+)/m.exec(await read(`/proc/${name}/smaps_rollup`))?.[1] ?? 0);
  }
  return sum;
}

async function read(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return ""; // gone since
  }
}
