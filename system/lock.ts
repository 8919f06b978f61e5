/** flock(2): the only evidence of life that chore trusts. */

/** Takes the exclusive lock of the file at `path`, made where missing; null when another process has it. */
export function tryLock(path: string): Deno.FsFile | null {
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  if (file.tryLockSync(true)) return file;
  file.close();
  return null;
}

/** Whether any process holds the lock of the file at `path`; false where there is no such file. */
export function isLocked(path: string): boolean {
  let file: Deno.FsFile;
  try {
    // for writing too: a FIFO in its place would be waited for
    file = Deno.openSync(path, { read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    // shared, so that two who ask at once do not take each other for a holder
    return !file.tryLockSync(false);
  } finally {
    file.close();
  }
}
