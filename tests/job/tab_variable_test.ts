import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { readVariable } from "../../job/tab_variable.ts";

Deno.test("readVariable() takes the forms of crontab(5)", () => {
  const table: [line: string, name: string, value: string][] = [
    ["A=b", "A", "b"],
    ["  A = b c  ", "A", "b c"],
    ['A=" b "', "A", " b "],
    ["A='b\"c'", "A", 'b"c'],
    ['"A"=b', "A", "b"],
    ["'A_1' = b", "A_1", "b"],
    ["A=", "A", ""],
    ["A=$HOME/b=c", "A", "$HOME/b=c"],
    ["A=b # c", "A", "b # c"],
  ];
  for (const [line, name, value] of table) {
    const read = readVariable(line);
    ok(read !== undefined && !("problem" in read), line);
    deepEqual([read.name, read.value], [name, value]);
  }
});

Deno.test("readVariable() leaves alone what is a job", () => {
  for (const line of ["* * * * * A=b", "@daily A=b c", "1 2 3 4 5 x", "A b=c", "0A=b", "=b", ""]) {
    equal(readVariable(line), undefined, line);
  }
});

Deno.test("readVariable() says what is wrong with a quote, and where", () => {
  const open = readVariable('AB="c');
  ok(open !== undefined && "problem" in open);
  deepEqual([open.problem, open.at], ["its quote is not closed", 3]);
  const more = readVariable("A = 'b' c");
  ok(more !== undefined && "problem" in more);
  match(more.problem, /follows the closing quote/);
  equal(more.at, 7);
});
