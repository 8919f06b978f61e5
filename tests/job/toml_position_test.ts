import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { parse } from "smol-toml";
import { findLines } from "../../job/toml_position.ts";

const TEXT = `# a comment with = and [
keep = "1h" # "
"quoted key" = 'it''s'
[ defaults ]
grace = """
x = 1
[no]""""
  success = [ # first
    0, [
    'a]', "b\\"]"], # ]
    75 ]
a . "b.c".d = { x = 1, y.z = [1, { w = 2 }] }
empty = ""
[session."my site".log]
size = 1979-05-27 07:32:00Z
[[list]]
n = 1
[[list]]
n = 2
[list.sub]
'raw\\key' = '''
]'''
"\\u00e9\\"\\t" = +inf`;

Deno.test("findLines() finds each key of a document, however it is written", () => {
  const sound = TEXT.replace("'it''s'", "'it'");
  parse(sound);
  const lineOf = findLines(sound);
  const table: [(string | number)[], number][] = [
    [["keep"], 2],
    [["quoted key"], 3],
    [["defaults"], 4],
    [["defaults", "grace"], 5],
    [["defaults", "success"], 8],
    [["defaults", "success", 0], 9],
    [["defaults", "success", 1], 9],
    [["defaults", "success", 1, 1], 10],
    [["defaults", "success", 2], 11],
    [["defaults", "a", "b.c", "d", "y", "z", 1, "w"], 12],
    [["defaults", "empty"], 13],
    [["session", "my site", "log"], 14],
    [["session", "my site", "log", "size"], 15],
    [["list", 0, "n"], 17],
    [["list", 1], 18],
    [["list", 1, "n"], 19],
    [["list", 1, "sub", "raw\\key"], 21],
    [["list", 1, "sub", 'é"\t'], 23],
  ];
  for (const [path, line] of table) equal(lineOf(path), line, path.join("."));
});

Deno.test("findLines() gives the line of the nearest that is known", () => {
  const lineOf = findLines("a = 1\n[b]\nc = 2\n");
  deepEqual([lineOf(["b", "x", "y"]), lineOf(["b", "c", 0]), lineOf(["x"]), lineOf([])], [
    ...[2, 3, 1, 1],
  ]);
});

/** A word in one of the ways in which a key can be written. */
const key = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/).map((name) => ({ name, text: name })),
  fc.string({ maxLength: 8, unit: "grapheme" }).map((name) => ({
    name,
    text: JSON.stringify(name).replaceAll("\x7f", "\\u007f"),
  })),
  // deno-lint-ignore no-control-regex
  fc.stringMatching(/^[^'\x00-\x1f\x7f]{0,8}$/).map((name) => ({ name, text: `'${name}'` })),
);

const value: fc.Arbitrary<string> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom("1", "-0.5", "true", "nan", "1979-05-27T07:32:00Z", "07:32:00", "0xff", "''"),
    fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text).replaceAll("\x7f", "\\u007f")),
    fc.constantFrom('"""\n[a]\nb = 1\n"""', "'''\n# x = [\n'''", '"""a""\\""""""', "'''it'''''"),
    fc.array(tie("value") as fc.Arbitrary<string>, { maxLength: 3 })
      .map((values) => `[${values.map((each) => `\n  ${each} # ], "\n`).join(",")}]`),
    fc.uniqueArray(fc.tuple(key, tie("value") as fc.Arbitrary<string>), {
      maxLength: 3,
      selector: ([{ name }]) => name,
    }).map((pairs) => `{ ${pairs.map(([{ text }, each]) => `${text} = ${each}`).join(", ")} }`),
  ),
})).value as fc.Arbitrary<string>;

const pairs = fc.uniqueArray(fc.tuple(key, value), {
  maxLength: 4,
  selector: ([{ name }]) => name,
});
const tables = fc.uniqueArray(fc.tuple(key, pairs), {
  maxLength: 4,
  selector: ([{ name }]) => name,
});

Deno.test("findLines() finds the line on which a key was written, in any document", () => {
  fc.assert(fc.property(tables, (document) => {
    let text = "";
    const known: [string[], number][] = [];
    const add = (path: string[], line: string) => {
      known.push([path, text.split("\n").length]);
      text += `${line}\n`;
    };
    for (const [table, lines] of document) {
      add([table.name], `\t[ ${table.text} ]  # [x]`);
      for (const [{ name, text }, each] of lines) {
        add([table.name, name], `  ${text}\t= ${each}# "`);
      }
    }
    parse(text);
    const lineOf = findLines(text);
    for (const [path, line] of known) equal(lineOf(path), line, `${path.join(" ")} in:\n${text}`);
  }));
});

Deno.test("findLines() comes to an end, whatever it is given", () => {
  const odd = fc.array(
    fc.constantFrom(..."[]{}\"'#=.,\\ \n\ra1", '"""', "'''", "[[", "]]", "a = "),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(odd, (pieces) => {
      equal(findLines(pieces.join(""))(["nowhere"]), 1);
    }),
    { numRuns: 2000 },
  );
});

for (const open of ["a = { b", "a = [", "a = {", "[a.b]\nc = { d = ["]) {
  Deno.test(`findLines() ends with ${JSON.stringify(open)} without end`, () => {
    equal(findLines(open.repeat(30_000))(["a"]), 1);
  });
}
