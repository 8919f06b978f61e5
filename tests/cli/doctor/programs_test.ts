import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { configFinding, type Served, versionFinding } from "../../../cli/doctor/programs.ts";
import { VERSION } from "../../../job/version.ts";
import { LIMITS } from "../../../limits.ts";
import { sessionPaths } from "../../../system/paths.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

/** A chored that serves, as far as doctor asks. */
function serving(version: string, config: string | null): Served {
  const view = {
    ...{ session: "s", version, pid: 1, startedAt: "", jobs: 0, active: 0, clients: 1, config },
    policy: null,
    recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
    ...{ tab: { path: "/b/choretab.s", jobs: 0, problems: [] }, profiles: [] },
  };
  return { kind: "serves", view };
}

const PLACE = { paths: sessionPaths("/b", "s") };

Deno.test("versionFinding() tells of no chored, of the same, of another, and of one that is silent", () => {
  const other: Served = {
    kind: "other",
    hello: {
      ...{ kind: "hello", version: 9, program: "chored 7", session: "s" },
      recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
    },
  };
  const cases: readonly (readonly [Served, string, RegExp])[] = [
    [{ kind: "nobody" }, "ok", /no chored serves session "s"$/],
    [serving(VERSION, null), "ok", new RegExp(`^chore ${VERSION}, chored ${VERSION}$`)],
    [serving("0.0.9", null), "warn", /chored 0\.0\.9$/],
    [other, "fail", /chored 7 9$/],
    [{ kind: "silent", why: "it is late" }, "fail", /does not answer: it is late$/],
  ];
  for (const [served, mark, text] of cases) {
    const finding = versionFinding(served, PLACE);
    deepEqual(finding.mark, mark);
    match(finding.text, text);
    deepEqual(finding.remedy === null, mark === "ok");
  }
});

/** What the file has, what chored has read, and what is said. */
const CONFIGS: readonly (readonly [string | undefined, Served, string, RegExp])[] = [
  [undefined, { kind: "nobody" }, "ok", /what is built in holds$/],
  ['keep = "1h"\n', { kind: "nobody" }, "ok", /chore\.toml$/],
  ['keep = "1h"\n', serving(VERSION, null), "warn", /came after chored had started$/],
  ["keeep = 1\n", { kind: "nobody" }, "fail", /chore\.toml:1: .*keeep/],
  ["=\n", serving(VERSION, null), "fail", /chore\.toml:1:1: /],
  ["#".repeat(LIMITS.configBytes + 1), { kind: "nobody" }, "fail", /has more than/],
  [undefined, serving(VERSION, "/etc/own.toml"), "ok", /^\/etc\/own\.toml: chored has read it/],
];

for (const [text, served, mark, said] of CONFIGS) {
  Deno.test(`configFinding() says of ${text?.slice(0, 20).trim()} with a chored that ${served.kind}: ${said}`, async () => {
    using folder = temporaryFolder();
    const paths = sessionPaths(folder.path, "s");
    if (text !== undefined) Deno.writeTextFileSync(paths.config, text);
    const finding = await configFinding(served, { paths });
    deepEqual(finding.mark, mark);
    match(finding.text, said);
  });
}

Deno.test("configFinding() fails a folder in the place of the file, and a link to nothing", async () => {
  using folder = temporaryFolder();
  const paths = sessionPaths(folder.path, "s");
  Deno.symlinkSync("nothing", paths.config);
  deepEqual((await configFinding({ kind: "nobody" }, { paths })).mark, "fail");
  Deno.removeSync(paths.config);
  Deno.mkdirSync(paths.config);
  deepEqual((await configFinding({ kind: "nobody" }, { paths })).mark, "fail");
});
