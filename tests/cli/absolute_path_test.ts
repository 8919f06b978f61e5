import { strictEqual as equal } from "node:assert/strict";
import { absolutePath } from "../../cli/absolute_path.ts";

Deno.test("absolutePath() goes from the folder at hand, as cd(1) does", () => {
  const table: [string, string][] = [
    ["", "/a/b"],
    [".", "/a/b"],
    ["c", "/a/b/c"],
    ["./c/", "/a/b/c"],
    ["../c", "/a/c"],
    ["../../../c", "/c"],
    ["/", "/"],
    ["//c//d/..", "/c"],
    ["a b/ä", "/a/b/a b/ä"],
  ];
  for (const [path, wanted] of table) equal(absolutePath(path, "/a/b"), wanted, `"${path}"`);
});
