import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { EXIT, type ExitName, WORKER_EXIT } from "../../job/exit_code.ts";
import { Page } from "./page.ts";

/** What a page says of each code, in its own words. */
const MEANING: Readonly<Record<ExitName, RegExp>> = {
  ok: /^(Done|It was told to end|The run is on record)/,
  differs: /^What was checked is not as it should be/,
  usage: /^Wrong (use|words)/,
  bug: /^A bug/,
  noDaemon: /^No chored 8 serves/,
  refused: /refused|is served already/,
  system: /^The system refused/,
};

const WORKER_MEANING: Readonly<Record<keyof typeof WORKER_EXIT, RegExp>> = {
  alive: /still holds w\/alive\.lock/,
  locked: /holds w\/worker\.lock/,
  void: /ticket is void/,
};

/** Deno's own, where it could not start a program or the program threw. */
const denoFailed = 1;

Deno.test("chore.1 has each exit code, with its meaning", () => {
  deepEqual(codesIn("chore.1"), Object.values(EXIT));
  compare("chore.1");
});

Deno.test("chored.8 has no exit code that chored has not", () => {
  const { ok, usage, bug, refused, system } = EXIT;
  deepEqual(codesIn("chored.8"), [ok, denoFailed, usage, bug, refused, system]);
  compare("chored.8");
});

Deno.test("chored_worker.8 has each exit code that chored reads", () => {
  const { ok, usage, system } = EXIT;
  deepEqual(
    codesIn("chored_worker.8"),
    [ok, denoFailed, ...Object.values(WORKER_EXIT), usage, system],
  );
  compare("chored_worker.8");
  const texts = textsIn("chored_worker.8");
  for (const name of Object.keys(WORKER_EXIT) as (keyof typeof WORKER_EXIT)[]) {
    match(texts.get(WORKER_EXIT[name]) ?? "", WORKER_MEANING[name]);
  }
});

function compare(name: string): void {
  const texts = textsIn(name);
  for (const code of Object.keys(EXIT) as ExitName[]) {
    // from the other programs that code is Deno's own
    const text = code === "differs" && name !== "chore.1" ? undefined : texts.get(EXIT[code]);
    if (text !== undefined) match(text, MEANING[code], `${name}: ${EXIT[code]}`);
  }
}

function codesIn(name: string): number[] {
  return [...textsIn(name).keys()];
}

function textsIn(name: string): Map<number, string> {
  const { items } = Page.read(name).part("EXIT STATUS");
  return new Map(items.map(({ words, text }) => [Number(words[0]), text]));
}
