import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run --batch names the line that was the reason, and what was refused with it", async () => {
  await using home = await makeHome();
  const none = "none of lines 1 to 4 was accepted";
  const cases: [line: string, complaint: string][] = [
    ['{"command": "true", "priority": 5000}', "jobs.1.priority: expected at most 1000, found 5000"],
    ['{"command": "true", "group": "none"}', 'there is no group "none": '],
    ['{"command": "true", "restart": {"attempts": 2}}', "--attempts needs --restart or -x: "],
    ['{"command": "true", "env": {"A=": "1"}}', "jobs.1.env.0: a variable is NAME=VALUE: "],
  ];
  for (const [line, complaint] of cases) {
    const input = `true\n# a comment\n${line}\ntrue\n`;
    const { code, stdout, stderr } = await home.chore(["run", "--batch", "-"], { input });
    deepEqual([code, stdout], [100, ""], stderr);
    equal(stderr.includes(complaint), true, stderr);
    equal(stderr.endsWith(`: line 3; ${none}\n`), true, stderr);
  }
  const input = 'true\n{"command": "true", "after": [{"job": "none", "when": "end"}]}\n';
  const { stderr } = await home.chore(["run", "--batch", "-"], { input });
  equal(stderr.endsWith(": none of lines 1 to 2 was accepted\n"), true, stderr);
  const alone = await home.chore(["run", "--batch", "-"], { input: input.split("\n")[1] ?? "" });
  equal(alone.stderr.endsWith(": line 1\n"), true, alone.stderr);
  equal(await home.ask(["list", "-q", "--all"]), "");
});
