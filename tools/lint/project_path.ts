// Where a file lies: its path from the top of the project, and its place, which is the first word of that path.

const TOP = new URL("../../", import.meta.url);
const TOP_FOLDER = decodeURIComponent(TOP.pathname);

/** Places that stand beside the programs: they may see everything, and nothing of the programs sees them. */
export const OUTER_PLACES: readonly string[] = ["tests", "bench", "tools"];

/** A file outside the project keeps its absolute path, which has no place: the layers rule refuses it. */
export function projectPath(filename: string): string {
  return filename.startsWith(TOP_FOLDER) ? filename.slice(TOP_FOLDER.length) : filename;
}

export function placeOf(path: string): string {
  return path.replace(/\/.*/s, "");
}

/** The path that a relative import leads to; one that leaves the project comes back as a whole URL. */
export function resolveImport(path: string, source: string): string {
  const target = new URL(source, new URL(path, TOP)).href;
  return target.startsWith(TOP.href) ? target.slice(TOP.href.length) : target;
}
