/** The shells that are here, out of those that a script must work in, each as it is when it is /bin/sh. */

const CANDIDATES: readonly (readonly [string, ...string[]])[] = [
  ["dash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["mksh"],
];

const FOLDERS = ["/usr/bin", "/bin", "/usr/local/bin"];

export const SHELLS = CANDIDATES.filter(([program]) => isInPath(program));

function isInPath(program: string): boolean {
  return FOLDERS.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}
