import { strictEqual as equal } from "node:assert/strict";
import { sourceOf } from "../../../cli/manifest/run_source.ts";
import { LIMITS } from "../../../limits.ts";
import { sessionPaths } from "../../../system/paths.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** What a ticket says, and whose output is read. */
const TICKETS: readonly (readonly [string, string | undefined])[] = [
  ['{"input":{"kind":"run","run":5,"isOver":true}}', "5/w"],
  ['{"input":{"kind":"fifo"}}', undefined],
  ['{"nonce":"a"}', undefined],
  ['{"input":{"kind":"run","run":"../../etc"}}', undefined],
  ["null", undefined],
  ["{", undefined],
  [`{"input":{"kind":"run","run":5}}${" ".repeat(LIMITS.recordBytes)}`, undefined],
];

for (const [ticket, expected] of TICKETS) {
  Deno.test(`sourceOf() reads ${expected} in ${ticket.slice(0, 60).trim()}`, () => {
    using folder = temporaryFolder();
    const paths = sessionPaths(folder.path, "s");
    Deno.mkdirSync(`${paths.runs}/7`, { recursive: true });
    Deno.writeTextFileSync(`${paths.runs}/7/ticket`, ticket);
    equal(sourceOf(paths, 7), expected === undefined ? undefined : `${paths.runs}/${expected}`);
  });
}

Deno.test("sourceOf() knows of none where no run is meant, or it is gone", () => {
  const paths = sessionPaths("/nonexistent", "s");
  equal(sourceOf(paths, undefined), undefined);
  equal(sourceOf(paths, 7), undefined);
});
