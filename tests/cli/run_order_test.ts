import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { complaintAbout, specOf } from "./run_flags.ts";

Deno.test("orderSpec() takes jobs to wait for, each once, and the seed's -D", async () => {
  const success = (...jobs: string[]) => jobs.map((job) => ({ job, when: "success" }));
  deepEqual(await specOf(["--after", "a"]), { after: success("a") });
  deepEqual(await specOf(["--after", "a,b", "--after=b,3"]), { after: success("a", "b", "3") });
  deepEqual(await specOf(["-D", "build"]), { after: success("build") });
  deepEqual(await specOf(["-D", "12"]), { after: success("12") });
  deepEqual(await specOf(["-D", "build", "--after", "a,build"]), { after: success("build", "a") });
  deepEqual(await specOf(["--after", "a", "--after-any", "b", "--after-fail", "c,d"]), {
    after: [
      ...success("a"),
      { job: "b", when: "end" },
      { job: "c", when: "failure" },
      { job: "d", when: "failure" },
    ],
  });
  deepEqual(await specOf(["-D", "build", "--in", "0", "-x"]).then(({ after }) => after), [
    ...success("build"),
  ]);
});

Deno.test("orderSpec() takes a group, slots, a priority, and what keeps a job", async () => {
  deepEqual(await specOf(["-g", "big", "-p", "-5", "--slots-used", "0"]), {
    group: "big",
    priority: -5,
    slots: 0,
  });
  deepEqual(await specOf(["--group=big", "--priority=1000", "--slots-used=4096"]), {
    group: "big",
    priority: 1000,
    slots: 4096,
  });
  deepEqual(await specOf(["--hold", "-k"]), { held: true, pinned: true });
  deepEqual(await specOf(["--pin"]), { pinned: true });
  deepEqual(await specOf(["--now"]), {});
  deepEqual(await specOf(["--now", "-D", "2020-01-01"]), {});
});

const name = /a name is 1 to 63 letters, digits and _, with commas between$/;
const many = Array.from({ length: LIMITS.dependencies + 1 }, (_, index) => `j${index}`).join();

const wrong: readonly [words: string[], complaint: RegExp][] = [
  [["--after", ""], /^Cannot use "" for --after: "" is no job/],
  [["--after", "a-b"], name],
  [["--after-any", "a,,b"], name],
  [["--after-fail", ","], name],
  [["--after", "a", "--after-fail", "a"], /^Cannot wait for job "a" in two ways: for its success/],
  [["--after", many], /^Cannot wait for 1001 jobs: at most 1000$/],
  [["-g", "a b"], /^Cannot use "a b" for --group: a group is named by 1 to 63 letters/],
  [["-g", ""], /^Cannot use "" for --group/],
  [["-p", "1001"], /^Cannot use "1001" for --priority: a number from -1000 to 1000 is wanted$/],
  [["-p", "high"], /a number from -1000 to 1000 is wanted$/],
  [["--slots-used", "-1"], /^Cannot use "-1" for --slots-used: a number from 0 to 4096 is wanted$/],
  [["--slots-used", "4097"], /a number from 0 to 4096 is wanted$/],
  [["--now", "--hold"], /^Cannot use --now and --hold: choose one$/],
  [["--now", "--in", "5"], /^Cannot use --now and --in/],
  [["--now", "-D", "2096-01-01"], /^Cannot use --now and --at/],
  [["--now", "-D", "build"], /^Cannot use --now and --at/],
  [["--now", "--cron", "@daily"], /^Cannot use --now and --cron/],
  [["--now", "--after-any", "a"], /^Cannot use --now and --after-any/],
  [["--orphan", "foo"], /^Cannot use "foo" for --orphan: it is none of kill, leave, adopt$/],
  [["--output", "pip"], /^Cannot use "pip" for --output: .*: did you mean "pipe"\?$/],
];

for (const [words, complaint] of wrong) {
  Deno.test(`orderSpec() refuses ${words.join(" ").slice(0, 60)}`, async () => {
    const message = await complaintAbout(words);
    equal(complaint.test(message ?? ""), true, message);
  });
}
