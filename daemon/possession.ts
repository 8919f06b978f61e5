/** Whether the files under chored are still those that it opened: what was deleted or replaced is not to be served on. */

export class Possession {
  readonly #inodes = new Map<string, number | null>();

  /** What lies at `paths` now is ours. */
  hold(...paths: readonly string[]): void {
    for (const path of paths) this.#inodes.set(path, inodeOf(path));
  }

  get isWhole(): boolean {
    return [...this.#inodes].every(([path, inode]) => inode !== null && inodeOf(path) === inode);
  }
}

function inodeOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino;
  } catch {
    return null; // gone, or no longer ours to see
  }
}
