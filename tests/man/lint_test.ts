import { strictEqual as equal } from "node:assert/strict";
import { hasTool, ROOT } from "../support/place.ts";

const overstrike = new RegExp(`.${String.fromCharCode(8)}`, "g");

const PAGES = ["chore.1", "chore.toml.5", "choretab.5", "chored.8", "chored_worker.8"];

if (!hasTool("mandoc")) console.error("mandoc is missing, so the man pages are not linted");

for (const page of PAGES) {
  Deno.test({
    name: `${page} gives mandoc nothing to warn of`,
    ignore: !hasTool("mandoc"),
    async fn() {
      const { code, stdout, stderr } = await new Deno.Command("mandoc", {
        args: ["-T", "lint", "-W", "warning", `${ROOT}/man/${page}`],
      }).output();
      equal(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "");
      equal(code, 0);
    },
  });
}

for (const program of ["chore", "chored", "chored_worker"]) {
  Deno.test(`${program} -H shows its page`, async () => {
    const { code, stdout } = await new Deno.Command(`${ROOT}/bin/${program}`, {
      args: ["-H"],
      env: { PAGER: "cat", MANPAGER: "cat" },
      stdin: "null",
    }).output();
    equal(code, 0);
    // a formatter may overstrike what is bold
    const text = new TextDecoder().decode(stdout).replaceAll(overstrike, "");
    equal(text.toLowerCase().includes(program), true);
    equal(/EXIT STATUS/i.test(text), true);
  });
}
