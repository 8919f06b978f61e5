/** The end of a FIFO that users write to by its name: what takes its place neither takes their words nor lets them wait. */

import { removeIfThere } from "./durable.ts";

/**
 * Puts a folder in the place of the FIFO at `path`: a shell that opens it for writing is told so at
 * once. Without anything there it would make a file, and a FIFO that nobody reads would let it wait
 * for ever. Who opened it before, and waits for a reader, is let go.
 */
export function retireFifo(path: string): void {
  if (!isFifo(path)) return;
  // with both ends open no opening waits, and once they are closed no writing does
  using _ = Deno.openSync(path, { read: true, write: true });
  for (let tries = 0; tries < triesMost; tries++) {
    removeIfThere(path);
    try {
      return Deno.mkdirSync(path, { mode: 0o500 });
    } catch (error) {
      // a shell was faster, and has made a file of it
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

const triesMost = 100;

function isFifo(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFifo === true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
