/** Following: `chore log -f` of 8 jobs that write 100 MB/s together: how far it is behind at their end, and what it takes of a processor. */

import { connect, type Session } from "../mod.ts";
import { install } from "./installation.ts";

const megabytes = Number(Deno.args[0] ?? 100);
const seconds = Number(Deno.args[1] ?? 8);
const jobs = 8;
const ticks = 10;

await using installation = await install();
await using session = await connect({ base: installation.home });
const { prefix, env, chore } = installation;

// what each job writes ten times a second: lines of 100 bytes
const line = `${"x".repeat(99)}\n`;
const piece = `${prefix}/piece`;
Deno.writeTextFileSync(piece, line.repeat(Math.round(megabytes * 1e4 / jobs / ticks)));
const pieceBytes = Deno.statSync(piece).size;

console.log(
  `${jobs} jobs write ${megabytes} MB/s together for ${seconds} s; wanted: nothing lost, less than 1 s behind`,
);
for (const words of [[], ["--no-prefix"], ["--raw"], ["--timestamps"], ["--grep", "never"]]) {
  await follow(session, words);
}

async function follow(session: Session, words: readonly string[]): Promise<void> {
  const go = `${prefix}/go`;
  const script = `until [ -e ${go} ]; do sleep 0.01; done
    i=0; while [ $i -lt ${seconds * ticks} ]; do cat ${piece} & sleep ${
    1 / ticks
  }; wait; i=$((i + 1)); done`;
  const names = await Promise.all(
    Array.from({ length: jobs }, async () => {
      const argv = ["/bin/sh", "-c", script];
      return (await session.run({ argv, cwd: "/", env: { PATH: "/usr/bin:/bin" } })).name;
    }),
  );
  await session.wait(names, { until: "start" });
  const follower = new Deno.Command("/bin/sh", {
    args: ["-c", '"$@" | wc -c; exit', "sh", "/bin/sh", "-c", '"$@"; times >&2', "sh"]
      .concat(chore, "log", "-f", ...words, ...names),
    ...{ env, clearEnv: true, stdin: "null", stdout: "piped", stderr: "piped" },
  }).spawn();
  const output = follower.output();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const began = performance.now();
  Deno.writeTextFileSync(go, "");
  const ended = await session.wait(names);
  const written = performance.now() - began;
  const wanted = seconds * ticks * pieceBytes;
  for (const { name, state, why, runs } of ended) {
    const wrote = runs.at(-1)?.stdoutBytes;
    if (state === "succeeded" && wrote === wanted) continue;
    throw new Error(
      `Cannot measure: ${name} is ${state} (${why}), wrote ${wrote} of ${wanted} bytes`,
    );
  }
  const { stdout, stderr } = await output;
  const behind = performance.now() - began - written;
  Deno.removeSync(go);
  await session.remove(names);
  report(words, { written, behind, ...read(stdout, stderr) });
}

interface Followed {
  readonly bytes: number;
  readonly cpu: number;
  readonly complaints: number;
}

/** The bytes that came, seconds of a processor, and what it said. */
function read(stdout: Uint8Array, stderr: Uint8Array): Followed {
  const said = new TextDecoder().decode(stderr).trimEnd().split("\n");
  const times = [...(said.at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)]
    .map(([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds));
  return {
    bytes: Number(new TextDecoder().decode(stdout)),
    cpu: times.reduce((sum, time) => sum + time, 0),
    complaints: said.filter((line) => line.startsWith("chore:")).length,
  };
}

function report(
  words: readonly string[],
  { written, behind, bytes, cpu, complaints }: Followed & { written: number; behind: number },
): void {
  const wrote = jobs * seconds * ticks * pieceBytes;
  const rate = wrote / 1e3 / written;
  console.log(
    `${(words.join(" ") || "with prefixes").padEnd(16)} ${
      rate.toFixed(0).padStart(4)
    } MB/s written, ${(bytes / 1e6).toFixed(0).padStart(5)} MB shown of ${
      (wrote / 1e6).toFixed(0)
    }, ${behind.toFixed(0).padStart(5)} ms behind, ${
      (100 * cpu / (wrote / 1e8)).toFixed(0).padStart(3)
    } % of a processor for 100 MB/s, ${complaints} losses told`,
  );
}
