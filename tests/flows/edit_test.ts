import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture, ROOT } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** An editor that does one thing to the file. */
function editor(script: string): Record<string, string> {
  return { EDITOR: `sed -i -e '${script}'` };
}

async function documentOf(home: UserHome, name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await home.ask(["edit", "--print", name]));
}

Deno.test("chore edit opens a job in the editor, and takes what was changed", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "-p", "3", "-e", "A=1", "--", "echo", "old");
  const edited = await home.chore(["edit", "job"], {
    env: editor('s/old/new/; s/"A": "1"/"A": "2"/'),
  });
  deepEqual([edited.code, edited.stdout, edited.stderr], [0, "job\n", ""]);
  const { argv, priority, env } = await documentOf(home, "job");
  deepEqual([argv, priority, (env as Record<string, string>)["A"]], [["echo", "new"], 3, "2"]);
  match(await home.ask(["env", "job"]), /^A=2$/m);
  const same = await home.chore(["edit", "job"], { env: { VISUAL: "true", EDITOR: "false" } });
  deepEqual([same.code, same.stdout, same.stderr], [0, "", "chore: job: nothing has changed\n"]);
  await home.ask(["now", "job"]);
  await home.ask(["wait", "job"]);
  equal(await home.ask(["log", "job"]), "new\n");
});

Deno.test("chore edit says what is wrong beside its line, asks again, and keeps the file", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--", "true");
  const env = { ...editor('s/"priority": 0/"priority": 5000/'), TMPDIR: home.folder };
  const wrong = await home.chore(["edit", "job"], { env, input: "n\n" });
  equal(wrong.code, 100);
  match(
    wrong.stderr,
    /^chore: Cannot edit: line \d+ \("priority": 5000\): priority: .*\nchore: the document is in "(.*)": edit it again\? \[Y\/n\] $/,
  );
  const [, file = ""] = /document is in "(.*)": edit/.exec(wrong.stderr) ?? [];
  match(await Deno.readTextFile(file), /"priority": 5000/);
  equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  // a second pass of this editor makes it right
  const twice = { ...editor('s/50*/5/; s/"priority": 0/"priority": 5000/'), TMPDIR: home.folder };
  const right = await home.chore(["edit", "job"], { env: twice, input: "\n" });
  deepEqual([right.code, right.stdout], [0, "job\n"], right.stderr);
  equal((await home.job("job")).priority, 5);
  equal((await home.chore(["edit", "nosuch"], { env })).code, 103);
});

Deno.test("chore edit leaves nothing behind where the editor fails, or leaves no document", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--", "true");
  await Deno.mkdir(home.path("tmp"));
  const cases: [editor: string, reason: RegExp][] = [
    ["false", /^chore: Cannot edit: the editor has failed\n$/],
    ["/nonexistent", /chore: Cannot edit: the editor has failed\n$/],
    ["rm -f", /^chore: Cannot edit: the editor has left no document\n$/],
  ];
  for (const [EDITOR, reason] of cases) {
    const { code, stderr } = await home.chore(["edit", "job"], {
      env: { EDITOR, TMPDIR: home.path("tmp") },
    });
    match(stderr, reason);
    equal(code, 111, EDITOR);
  }
  deepEqual([...Deno.readDirSync(home.path("tmp"))], []);
});

Deno.test("chore edit does not undo what somebody else changed while the editor was open", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--", "echo", "old");
  const other = home.path("other");
  await Deno.writeTextFile(
    other,
    `#!/bin/sh
sed -i 's/old/new/' "$1"
[ -e '${other}.done' ] || echo '{"priority": 7}' | '${ROOT}/bin/chore' edit --set - job
: >'${other}.done'
`,
    { mode: 0o755 },
  );
  const env = { EDITOR: other, TMPDIR: home.folder };
  const refused = await home.chore(["edit", "job"], { env, input: "n\n" });
  equal(refused.code, 103, refused.stderr);
  match(refused.stderr, /^chore: Cannot edit: somebody has changed it meanwhile: /m);
  const kept = await documentOf(home, "job");
  deepEqual([kept["priority"], kept["argv"]], [7, ["echo", "old"]]);
  const again = await home.chore(["edit", "job"], { env, input: "n\n" });
  deepEqual([again.code, again.stderr], [0, ""]);
  deepEqual((await documentOf(home, "job"))["argv"], ["echo", "new"]);
});

Deno.test("chore edit --set takes a document from a file, or from standard input", async () => {
  await using home = await makeHome();
  await home.run("-j", "first", "--", fixture("hold"));
  await home.run("-j", "job", "--in", "1d", "--", "true");
  await Deno.writeTextFile(home.path("change.json"), '{"restart": {"policy": "always"}}');
  equal(await home.ask(["edit", "job", "--set", "change.json"]), "job\n");
  const input =
    '{"restart": {"attempts": 2}, "when": {"kind": "now"}, "after": [{"job": "first", "when": "end"}]}';
  equal(await home.ask(["edit", "--set", "-", "job"], { input }), "job\n");
  const { restart, after } = await documentOf(home, "job");
  deepEqual(after, [{ job: "first", when: "end" }]);
  const { policy, attempts } = restart as Record<string, unknown>;
  deepEqual([policy, attempts], ["always", 2]);
  equal((await home.job("job")).state, "waiting");
  equal((await home.chore(["edit", "job", "--set", "nosuch.json"])).code, 111);
});

Deno.test("chore edit refuses a job that runs, a ring, and what chored does not know", async () => {
  await using home = await makeHome();
  await home.run("-j", "runs", "--", fixture("hold"));
  await home.run("-j", "a", "--after", "runs", "--", "true");
  await home.run("-j", "b", "--after", "a", "--", "true");
  const table: [name: string, input: string, code: number, complaint: RegExp][] = [
    ["runs", '{"priority": 1}', 103, /Cannot edit job "runs": it is running/],
    ["a", '{"after": [{"job": "b", "when": "end"}]}', 100, /it would wait for itself$/m],
    ["a", '{"after": [{"job": "a", "when": "end"}]}', 100, /it would wait for itself$/m],
    ["a", '{"after": [{"job": "nosuch", "when": "end"}]}', 103, /job "nosuch"/],
    ["a", '{"group": "nosuch"}', 100, /there is no group "nosuch"/],
    ["a", "{", 100, /Cannot edit: line 1, column 2: /],
  ];
  for (const [name, input, wanted, complaint] of table) {
    const { code, stderr } = await home.chore(["edit", "--set", "-", name], { input });
    match(stderr, complaint);
    equal(code, wanted, input);
  }
});
