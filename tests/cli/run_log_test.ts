import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { LOG_FULLS } from "../../job/policies.ts";
import { complaintAbout, specOf } from "./run_flags.ts";

Deno.test("logSpec() takes size, files and what happens then, and says nothing of what is not said", async () => {
  deepEqual(await specOf([]), {});
  deepEqual(await specOf(["--log-size", "64k"]), { log: { bytes: 65_536 } });
  deepEqual(await specOf(["--log-size=1G", "--log-files=64"]), {
    log: { bytes: 2 ** 30, files: 64 },
  });
  deepEqual(await specOf(["--log-size", "100000"]), { log: { bytes: 100_000 } });
  for (const full of LOG_FULLS) {
    deepEqual(await specOf(["--log-full", full]), { log: { full } });
  }
});

const wrong: readonly [words: string[], complaint: RegExp][] = [
  [["--log-size", "65535"], /it is no size from 64K to 1G: write 512K or 10M/],
  [["--log-size", "1073741825"], /it is no size from 64K to 1G/],
  [["--log-size", ""], /it is no size/],
  [["--log-size", "-1M"], /./],
  [["--log-files", "0"], /a number from 1 to 64 is wanted/],
  [["--log-files", "65"], /a number from 1 to 64 is wanted/],
  [["--log-full", "drop"], /drop/],
];
for (const [words, complaint] of wrong) {
  Deno.test(`logSpec() refuses ${words.join(" ")}`, async () => {
    match(await complaintAbout(words) ?? "", complaint);
  });
}
