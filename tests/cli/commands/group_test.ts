import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { fakeChored, HELLO } from "../fake_chored.ts";

type Body = Readonly<Record<string, unknown>>;

const groups = [{ name: "big", slots: 2, used: 1, queued: 3, state: "paused" }];

/** Notes what is asked, and answers with the same groups. */
function noting(bodies: unknown[]) {
  return fakeChored((message) => {
    if (message["kind"] === "hello") return [HELLO];
    bodies.push((message as Body)["body"]);
    return [{ kind: "reply", id: message["id"], value: groups }];
  });
}

Deno.test("chore group asks for what its words say", async () => {
  const bodies: unknown[] = [];
  await using fake = noting(bodies);
  const table: [words: string[], body: object][] = [
    [[], { do: "list" }],
    [["list"], { do: "list" }],
    [["add", "big"], { do: "add", name: "big", slots: 1 }],
    [["add", "big", "--slots", "4096"], { do: "add", name: "big", slots: 4096 }],
    [["set", "big", "--slots=0"], { do: "set", name: "big", slots: 0 }],
    [["rm", "big"], { do: "remove", name: "big" }],
    [["pause", "big"], { do: "pause", name: "big" }],
    [["resume", "big"], { do: "resume", name: "big" }],
    [["drain", "big"], { do: "drain", name: "big" }],
  ];
  for (const [words, body] of table) {
    const { code, stdout, stderr } = await fake.chore("group", ...words);
    deepEqual([code, stderr], [0, ""], words.join(" "));
    const table = "NAME  STATE   SLOTS  USED  QUEUED\nbig   paused      2     1       3\n";
    equal(stdout, body === undefined || words[1] === undefined ? table : "big\n");
    deepEqual(bodies.pop(), body);
  }
  deepEqual(JSON.parse((await fake.chore("group", "--json")).stdout), groups);
});

Deno.test("chore group refuses wrong words before it asks", async () => {
  const bodies: unknown[] = [];
  await using fake = noting(bodies);
  const table: [words: string[], complaint: string][] = [
    [["ad", "big"], 'Cannot ad a group: did you mean "add"?'],
    [["frobnicate"], "use one of list, add, set, rm, pause, resume, drain"],
    [["add"], "Cannot add a group: name it"],
    [["set", "big"], 'Cannot set group "big": say --slots N'],
    [["add", "a b"], 'Cannot use "a b": a group is named by 1 to 63 letters, digits and _'],
    [["add", "big", "small"], 'Cannot use "small": one word too many'],
    [["list", "big"], 'Cannot use "big": one word too many'],
    [["rm", "big", "--slots", "1"], "Cannot use --slots with group rm: only with add and set"],
    [["add", "big", "--slots", "4097"], "a number from 0 to 4096 is wanted"],
    [["add", "big", "--slots", "-1"], "a number from 0 to 4096 is wanted"],
  ];
  for (const [words, complaint] of table) {
    const { code, stdout, stderr } = await fake.chore("group", ...words);
    deepEqual([code, stdout], [100, ""], words.join(" "));
    equal(stderr.trimEnd().endsWith(complaint), true, stderr);
  }
  deepEqual(bodies, []);
});
