// Rule: files and folders are snake_case and named for a subject, never for being a heap.

import { projectPath } from "./project_path.ts";

const FOLDER = /^[a-z\d]+(_[a-z\d]+)*$/;
const FILE = /^[a-z\d]+(_[a-z\d]+)*(\.d)?\.[cm]?[jt]sx?$/;
const HEAPS = ["util", "utils", "helper", "helpers", "common"];

export const fileName: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    const complaint = complainOf(path.split("/"));
    if (complaint === undefined) return {};
    return { Program: (node) => context.report({ node, ...complaint }) };
  },
};

function complainOf(segments: string[]) {
  const file = segments.at(-1) ?? "";
  const misspelt = segments.find((segment) => !(segment === file ? FILE : FOLDER).test(segment));
  if (misspelt !== undefined) {
    return {
      message: `Name "${misspelt}" is not snake_case`,
      hint: "Use small letters, digits and single underscores",
    };
  }
  const heap = segments.find((segment) =>
    segment.split(/[_.]/).some((word) => HEAPS.includes(word))
  );
  if (heap !== undefined) {
    return {
      message: `Name "${heap}" says nothing of its subject`,
      hint: "Name it for what it does; if it has no name, it has no home yet",
    };
  }
  if (!file.startsWith("index.")) return undefined;
  return {
    message: `File "${file}" hides where things are`,
    hint: "Remove it, and import each file by its own name",
  };
}
