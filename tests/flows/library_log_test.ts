import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { connect, type LogOptions, type LogPiece, type LostOutput, Refusal } from "../../mod.ts";
import { LIMITS } from "../../limits.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const decoder = new TextDecoder();

async function open(home: UserHome) {
  const session = await connect({ base: home.base });
  const run = (name: string, text: string) =>
    session.run({ argv: ["/bin/sh", "-c", text], name, cwd: "/", env: {} });
  const textOf = async (name: string, options: LogOptions = {}) =>
    (await Array.fromAsync(session.log(name, options)))
      .map(({ bytes }) => decoder.decode(bytes)).join("");
  return { session, run, textOf, [Symbol.dispose]: () => session.close() };
}

Deno.test("log() gives what a job wrote, in order, and of it what is asked for", async () => {
  await using home = await makeHome();
  using opened = await open(home);
  const { session, run, textOf } = opened;
  await run("job", "echo one; echo two >&2; printf three");
  await session.wait("job");
  const pieces = await Array.fromAsync(session.log("job"));
  const bytes = pieces.map(({ bytes }) => bytes.length).reduce((sum, each) => sum + each);
  equal(bytes, "one\ntwo\nthree".length);
  const [first] = pieces;
  ok(first?.at !== undefined && Math.abs(first.at.getTime() - Date.now()) < 60_000);
  equal(first.run, 1);
  equal(await textOf("job", { stream: "stdout" }), "one\nthree");
  equal(await textOf("job", { stream: "stderr" }), "two\n");
  equal(await textOf("job", { stream: "stdout", tail: 1 }), "three");
  equal(await textOf("job", { grep: { pattern: "^t.o$", invert: false } }), "two\n");
  equal(await textOf("job", { since: new Date(Date.now() + 60_000) }), "");
  await session.restart("job");
  await session.wait("job");
  const runs = async (
    options: LogOptions,
  ) => [...new Set((await Array.fromAsync(session.log("job", options))).map(({ run }) => run))];
  deepEqual([await runs({}), await runs({ run: 1 }), await runs({ run: "all" })], [[2], [1], [
    1,
    2,
  ]]);
  equal(
    await textOf("job", { run: "all", tail: 4, stream: "stdout" }),
    "one\nthreeone\nthree",
  );
});

Deno.test("log() follows a job over its runs, and ends with it", async () => {
  await using home = await makeHome();
  using opened = await open(home);
  const { session, run } = opened;
  await run("job", "echo ready; echo over");
  const seen: string[] = [];
  for await (const { run, bytes } of session.log("job", { follow: true })) {
    seen.push(`${run} ${decoder.decode(bytes)}`);
  }
  deepEqual(seen.join("").replaceAll("1 ", ""), "ready\nover\n");
  await session.run({ argv: [fixture("hold")], name: "held", cwd: "/", env: {} });
  const pieces: LogPiece[] = [];
  for await (const piece of session.log("held", { follow: true })) {
    pieces.push(piece);
    if (pieces.length === 1) await session.restart("held");
    if (piece.run === 3) await session.stop("held");
  }
  deepEqual(new Set(pieces.map(({ run }) => run)), new Set([2, 3]));
});

Deno.test("log() of a job that goes on can be left and begun again as often as one likes", async () => {
  await using home = await makeHome();
  using opened = await open(home);
  const { session } = opened;
  await session.run({ argv: [fixture("hold")], name: "job", cwd: "/", env: {} });
  await home.untilSaid("job", "ready");
  for (let i = 0; i <= LIMITS.requestsInFlight; i++) {
    for await (const { bytes } of session.log("job", { follow: true })) {
      equal(decoder.decode(bytes), "ready\n");
      break;
    }
  }
  equal((await session.show("job"))[0]?.state, "running");
});

Deno.test("log() reads as fast as it is asked, and tells what was rotated away meanwhile", async () => {
  await using home = await makeHome();
  using opened = await open(home);
  const { session } = opened;
  const lost: LostOutput[] = [];
  const size = 3_000_000;
  await session.run({
    ...{ argv: ["/bin/sh", "-c", `yes | head -c ${size}; ${fixture("hold")}`], name: "job" },
    ...{ cwd: "/", env: { PATH: "/usr/bin:/bin" }, log: { bytes: 65536, files: 2 } },
  });
  await home.untilSaid("job", "ready");
  let bytes = 0;
  for await (const piece of session.log("job", { follow: true, lost: (loss) => lost.push(loss) })) {
    bytes += piece.bytes.length;
    if (decoder.decode(piece.bytes).endsWith("ready\n")) break;
  }
  ok(
    lost.length > 0 &&
      lost.every(({ run, stream, why }) => run === 1 && stream === "stdout" && why === "rotated"),
  );
  equal(lost.reduce((sum, loss) => sum + loss.bytes, bytes), size + "ready\n".length);
});

Deno.test("log() refuses what is not there, and what cannot be meant", async () => {
  await using home = await makeHome();
  using opened = await open(home);
  const { session, run, textOf } = opened;
  await rejects(
    textOf("none"),
    (error) => error instanceof Refusal && error.code === "no_such_job",
  );
  await run("job", "echo one");
  await session.wait("job");
  await rejects(textOf("job", { run: 9 }), RangeError);
  await rejects(textOf("job", { follow: true, run: 1 }), TypeError);
  await rejects(textOf("job", { follow: true, until: new Date() }), TypeError);
  await rejects(textOf("job", { grep: { pattern: "(", invert: false } }), /missing closing \)/);
});
