/** Files that are whole or not there, even after a power cut. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a file is to hold. */
export interface Content {
  readonly text: string;
  /** 0o600 where none is given */
  readonly mode?: number;
}

/** Writes `text` to `folder/name` so that it is there, whole, once this returns: write, fsync, rename, fsync the folder. */
export function writeDurable(folder: string, name: string, { text, mode = 0o600 }: Content): void {
  const temporary = `${folder}/.${name}.new`;
  writeNew(temporary, text, { mode, sync: true });
  Deno.renameSync(temporary, `${folder}/${name}`);
  syncFolder(folder);
}

/** Writes `text` to `folder/name` so that a reader never sees half of it; it may be lost by a power cut. */
export function writeWhole(folder: string, name: string, { text, mode = 0o600 }: Content): void {
  const temporary = `${folder}/.${name}.new`;
  writeNew(temporary, text, { mode, sync: false });
  Deno.renameSync(temporary, `${folder}/${name}`);
}

/** Makes what was created, renamed or removed in `folder` durable. */
export function syncFolder(folder: string): void {
  const file = Deno.openSync(folder, { read: true });
  try {
    file.syncSync();
  } finally {
    file.close();
  }
}

/** The text of the file at `path`, undefined where there is none. @throws {RangeError} past `most` bytes */
export function readText(path: string, most: number): string | undefined {
  try {
    using file = Deno.openSync(path, { read: true });
    return readFrom(file, path, { most });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The same where somebody else may have put something: what is no plain file, or a link to one that
 * is not ours to read, is none. It is opened for writing too, since a FIFO would be waited for.
 */
export function readGivenText(path: string, most: number): string | undefined {
  try {
    using file = Deno.openSync(path, { read: true, write: true });
    return file.statSync().isFile ? readFrom(file, path, { most }) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isMisplaced(error)) return undefined;
    throw error;
  }
}

/** Whether `error` says that something else lies where a file of ours, or its folder, should be. */
export function isMisplaced(error: unknown): boolean {
  const { IsADirectory, NotADirectory, NotCapable, FilesystemLoop } = Deno.errors;
  return error instanceof IsADirectory || error instanceof NotADirectory ||
    error instanceof NotCapable || error instanceof FilesystemLoop;
}

function readFrom(file: Deno.FsFile, path: string, { most }: { most: number }): string {
  const bytes = new Uint8Array(most + 1);
  let length = 0;
  for (;;) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) return decoder.decode(bytes.subarray(0, length));
    length += count;
    if (length > most) throw new RangeError(`Cannot read "${path}": more than ${most} bytes`);
  }
}

/** Whether anything is at `path`. */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function writeNew(path: string, text: string, how: { mode: number; sync: boolean }): void {
  removeIfThere(path);
  const file = Deno.openSync(path, { write: true, createNew: true, mode: how.mode });
  try {
    const bytes = encoder.encode(text);
    for (let offset = 0; offset < bytes.length;) offset += file.writeSync(bytes.subarray(offset));
    if (how.sync) file.syncSync();
  } finally {
    file.close();
  }
}

/** Removes the file at `path`; that it is not there is no error. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The names of what is in `folder`; none where it is not there, or is no folder. */
export function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isMisplaced(error)) return [];
    throw error;
  }
}
