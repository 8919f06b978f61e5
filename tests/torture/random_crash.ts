// The text of a system/crash_point.ts that ends its program at random points.

/**
 * While the file `armed` lies in the base folder chored dies at one in 200 of the points that it passes,
 * and counts itself in `crashes`. A worker, that may read nothing but its run, dies at one in 60 whatever
 * is armed, and leaves `crashed` in its part of the folder of its run.
 */
export const RANDOM_CRASH = `/** Ends the program at random points. */
const [first = "", folder = ""] = Deno.args;
const isChored = first.startsWith("--");
const base = Deno.args.find((each) => each.startsWith("--base="))?.slice(7);

export function crashPoint(name: string): void {
  if (Math.random() >= 1 / (isChored ? 200 : 60)) return;
  try {
    if (isChored) Deno.statSync(\`\${base}/armed\`);
    const path = isChored ? \`\${base}/crashes\` : \`\${folder}/w/crashed\`;
    Deno.writeTextFileSync(path, name + "\\n", { append: true });
  } catch {
    return;
  }
  Deno.kill(Deno.pid, "SIGKILL");
}
`;
