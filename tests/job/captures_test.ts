import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { captureVariables, problemOfGroup } from "../../job/captures.ts";

Deno.test("captureVariables() tells the line, the match, nine groups and the named ones", () => {
  const variables = captureVariables({
    ...{ rule: 3, line: "x main.c:12\0", spans: [[2, 12], [2, 8], [9, 11], [-1, -1]] },
    names: { file: 1, not_there: 3 },
  });
  deepEqual(variables, [
    ...["CHORE_RULE=3", "CHORE_LINE=x main.c:12\ufffd", "CHORE_MATCH=main.c:12\ufffd"],
    ...["CHORE_1=main.c", "CHORE_2=12", "CHORE_3="],
    ...[4, 5, 6, 7, 8, 9].map((n) => `CHORE_${n}=`),
    ...["CHORE_file=main.c", "CHORE_not_there="],
  ]);
});

Deno.test("captureVariables() sets all of them where nothing was printed", () => {
  const variables = captureVariables({ rule: 1 });
  equal(variables.length, 12);
  deepEqual(variables.slice(1, 4), ["CHORE_LINE=", "CHORE_MATCH=", "CHORE_1="]);
});

Deno.test("captureVariables() lets no group take the place of what is chore's own", () => {
  for (const name of ["JOB", "LINE", "1", "HOOK", "STDOUT"]) {
    match(problemOfGroup(name) ?? "", new RegExp(`CHORE_${name} is chore's own`));
    const variables = captureVariables({
      rule: 1,
      line: "x",
      spans: [[0, 1]],
      names: { [name]: 0 },
    });
    equal(variables.filter((each) => each.startsWith(`CHORE_${name}=`)).length <= 1, true);
  }
  equal(problemOfGroup("file"), undefined);
  equal(captureVariables({ rule: 1, names: { "a\nb": 0 } }).some((each) => /\n/.test(each)), false);
});
