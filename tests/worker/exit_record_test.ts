import { strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { readExitRecord } from "../../worker/exit_record.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

function codeOf(text: string): number | undefined {
  using folder = temporaryFolder();
  const exitCode = `${folder.path}/rc`;
  Deno.writeTextFileSync(exitCode, text);
  return readExitRecord({ exitCode });
}

Deno.test("readExitRecord() gives the code that a gate wrote in one line", () => {
  for (const code of [0, 3, 137, 255]) equal(codeOf(`${code}\n`), code);
});

const NONE = [
  ...[
    "",
    "0",
    "\n",
    "0\n\n",
    " 0\n",
    "-1\n",
    "+0\n",
    "0x0\n",
    "1e1\n",
    "0\0\n",
    "0\r\n",
    "00000\n",
  ],
  ...["256\n", "999\n", "zero\n", "0".repeat(LIMITS.recordBytes + 1)],
];
for (const text of NONE) {
  Deno.test(`readExitRecord() takes ${JSON.stringify(text.slice(0, 20))} for no code`, () =>
    equal(codeOf(text), undefined));
}

Deno.test("readExitRecord() gives nothing where there is no file, or a folder in its place", () => {
  using folder = temporaryFolder();
  equal(readExitRecord({ exitCode: `${folder.path}/rc` }), undefined);
  equal(readExitRecord({ exitCode: folder.path }), undefined);
});
