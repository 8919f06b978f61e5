// The text of a system/crash_point.ts that ends its program at chosen points, once each.

/**
 * The name of a session chooses the points of its programs: `run_committed_AND_gate_open`. chored dies
 * at a point where the file `armed_POINT_SESSION` lies in its base folder, and takes the file away; a
 * worker may read nothing but its run, and dies where it finds no `crashed_POINT` in its part of it.
 */
export const CRASH_HERE = `/** Ends the program at chosen points. */
const [first = "", folder = ""] = Deno.args;
const isChored = first.startsWith("--");
const word = (name: string) => Deno.args.find((each) => each.startsWith(name))?.slice(name.length);
const session = word("--session=") ?? /\\/cache\\/(\\w+)\\/runs\\//.exec(folder)?.[1] ?? "";
const points = session.split("_AND_").map((point) => point.replaceAll("_", "-"));

export function crashPoint(name: string): void {
  if (!points.includes(name)) return;
  try {
    if (isChored) Deno.removeSync(\`\${word("--base=")}/armed_\${name}_\${session}\`);
    else Deno.openSync(\`\${folder}/w/crashed_\${name}\`, { write: true, createNew: true });
  } catch {
    return;
  }
  Deno.kill(Deno.pid, "SIGKILL");
}
`;

/** The session in which the programs die at `points`, the more of them chosen by `word`. */
export function crashSession(points: readonly string[], word?: string): string {
  const words = word === undefined ? points : [word, ...points];
  return words.map((each) => each.replaceAll("-", "_")).join("_AND_");
}
