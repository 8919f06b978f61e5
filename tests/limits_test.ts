import { ok, rejects, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../limits.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const TEXT = Deno.readTextFileSync(new URL("../limits.ts", import.meta.url));

/** Loads limits.ts with another value for one of its bounds. */
async function load(name: string, value: string): Promise<void> {
  using folder = temporaryFolder();
  const line = new RegExp(`^  ${name}: .*,$`, "m");
  ok(line.test(TEXT), name);
  const path = `${folder.path}/limits.ts`;
  Deno.writeTextFileSync(path, TEXT.replace(line, `  ${name}: ${value},`));
  await import(`file://${path}`);
}

Deno.test("LIMITS are whole numbers above nothing", () => {
  for (const [name, value] of Object.entries(LIMITS)) {
    ok(Number.isSafeInteger(value) && value > 0, `${name}: ${value}`);
  }
});

Deno.test("LIMITS load as they are", async () => {
  await load("nameChars", String(LIMITS.nameChars));
});

const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ["frameBytes", "1 * mib", /a frame holds the largest command and environment/],
  ["channelQueueBytes", "3 * mib", /a slow reader may wait for one frame/],
  ["wordBytes", "513 * kib", /a word fits a command/],
  ["pingDeadMs", "29 * seconds", /a dead worker is pinged before it is examined/],
  ["graceMs", "25 * 3600 * seconds", /a grace fits its maximum/],
];
for (const [name, value, reason] of BROKEN) {
  Deno.test(`LIMITS do not load with ${name} of ${value}`, async () => {
    await rejects(load(name, value), reason);
  });
}

Deno.test("LIMITS leave room in a file's name for a job's name with a date and a suffix", () => {
  const longest = `${"x".repeat(LIMITS.nameChars)}-20261124T170000Z.${LIMITS.jobs}.stdout`;
  equal(longest.length <= 255, true);
});
