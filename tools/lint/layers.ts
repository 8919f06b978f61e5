// Rule: imports go one way, boxes -> wire -> job -> limits.ts and boxes -> logs -> job, system -> limits.ts.

import { visitImports } from "./import_sources.ts";
import { OUTER_PLACES, placeOf, projectPath, resolveImport } from "./project_path.ts";

const BELOW_A_BOX = ["wire", "job", "system", "limits.ts"];

/** What each place may import of ours. */
const LAYERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["cli", ["cli", "logs", ...BELOW_A_BOX]],
  ["daemon", ["daemon", ...BELOW_A_BOX]],
  ["worker", ["worker", ...BELOW_A_BOX]],
  ["mod.ts", ["logs", ...BELOW_A_BOX]],
  ["wire", ["wire", "job", "limits.ts"]],
  ["logs", ["logs", "job", "system", "limits.ts"]],
  ["job", ["job", "limits.ts"]],
  ["system", ["system", "limits.ts"]],
  ["limits.ts", []],
]);

/** Names that, as the first word of a bare import, would be an alias of a file of ours. */
const OWN_NAMES = [...LAYERS.keys(), ...OUTER_PLACES, "chore"];
const PACKAGE_NAME = /^(@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*(\/|$)/;

interface Complaint {
  message: string;
  hint: string;
}

export const layers: Deno.lint.Rule = {
  create(context) {
    const path = projectPath(context.filename);
    const place = placeOf(path);
    if (!LAYERS.has(place) && !OUTER_PLACES.includes(place)) {
      return { Program: (node) => context.report({ node, ...complainOfPlace(path) }) };
    }
    return visitImports((source, node) => {
      const complaint = complainOfImport(path, source);
      if (complaint !== undefined) context.report({ node, ...complaint });
    });
  },
};

function complainOfPlace(path: string): Complaint {
  return {
    message: `Cannot tell the layer of "${path}": it lies in none of the known places`,
    hint: `Move it into one of ${[...LAYERS.keys(), ...OUTER_PLACES].join(", ")}`,
  };
}

function complainOfImport(path: string, source: string | undefined): Complaint | undefined {
  const allowed = LAYERS.get(placeOf(path));
  if (source === undefined) return allowed === undefined ? undefined : COMPUTED;
  if (!/^\.\.?\//.test(source)) return isPackage(source) ? undefined : complainOfAlias(source);
  const target = resolveImport(path, source);
  if (allowed === undefined || allowed.includes(placeOf(target))) return undefined;
  return {
    message: `Cannot import "${target}" in "${path}": ${explainLayer(placeOf(path), allowed)}`,
    hint: "Move what both need into a lower layer, or pass it in from the caller",
  };
}

const COMPUTED: Complaint = {
  message: "Cannot follow a computed import: its layer is unknown",
  hint: "Write the path as a plain string",
};

function complainOfAlias(source: string): Complaint {
  return {
    message: `Cannot import "${source}": it is neither a relative path nor an npm or node module`,
    hint: "Import files of ours by relative path, starting with ./ or ../",
  };
}

function explainLayer(place: string, allowed: readonly string[]): string {
  return allowed.length === 0
    ? `${place} imports nothing of ours`
    : `${place} imports only ${allowed.join(", ")}`;
}

function isPackage(source: string): boolean {
  if (/^(npm|node):/.test(source)) return true;
  const name = source.replace(/^@[^/]*\//, "").replace(/\/.*/s, "");
  return PACKAGE_NAME.test(source) && !OWN_NAMES.includes(name);
}
