// The house style as a lint plugin: the table of its rules, each of which is a file in tools/lint/.

import { fileLength } from "./lint/file_length.ts";
import { fileName } from "./lint/file_name.ts";
import { firstLine } from "./lint/first_line.ts";
import { functionLength } from "./lint/function_length.ts";
import { layers } from "./lint/layers.ts";
import { nodeLayer } from "./lint/node_layer.ts";
import { parameters } from "./lint/parameters.ts";
import { promiseCatch } from "./lint/promise_catch.ts";
import { purity } from "./lint/purity.ts";
import { strictAssert } from "./lint/strict_assert.ts";

export default {
  name: "chore",
  rules: {
    "file-length": fileLength,
    "file-name": fileName,
    "first-line": firstLine,
    "function-length": functionLength,
    "layers": layers,
    "node-layer": nodeLayer,
    "parameters": parameters,
    "promise-catch": promiseCatch,
    "purity": purity,
    "strict-assert": strictAssert,
  },
} satisfies Deno.lint.Plugin;
