// The launchers stay what they are meant to be: clean, plain POSIX sh, and a page each.

import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { isInPath } from "./layout.ts";

const BIN = new URL("../../bin", import.meta.url).pathname;
const PAGE_LINES = 100;
const FILES = [BIN, `${BIN}/policy`].flatMap((folder) =>
  [...Deno.readDirSync(folder)].filter(({ isFile, name }) => isFile && !name.endsWith("rc"))
    .map(({ name }) => `${folder}/${name}`)
);

Deno.test({
  name: "shellcheck() finds nothing to say",
  ignore: !isInPath("shellcheck"),
  async fn() {
    const output = await new Deno.Command("shellcheck", { args: FILES }).output();
    equal(new TextDecoder().decode(output.stdout), "");
    equal(output.code, 0);
  },
});

Deno.test("launchers() are a page each", () => {
  const long = FILES.filter((file) => Deno.readTextFileSync(file).split("\n").length > PAGE_LINES);
  deepEqual(long, []);
});
