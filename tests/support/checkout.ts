// A copy of the checkout with some of its files changed, for what the programs themselves never do.

import { cacheFolder, ROOT } from "./place.ts";

/** All that the launchers need. */
const PARTS = [
  ..."bin cli daemon worker job wire system".split(" "),
  ..."limits.ts mod.ts deno.json deno.lock".split(" "),
];

/** New texts, by the path in the checkout. */
export type Changes = Readonly<Record<string, (text: string) => string>>;

export class Checkout implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async copy(changes: Changes): Promise<Checkout> {
    const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_copy_" }));
    for (const part of PARTS) copyInto(`${root}/${part}`, `${ROOT}/${part}`);
    for (const [path, change] of Object.entries(changes)) {
      await Deno.writeTextFile(
        `${root}/${path}`,
        change(await Deno.readTextFile(`${root}/${path}`)),
      );
    }
    const checkout = new Checkout(root);
    await checkout.#spareTheFetch();
    return checkout;
  }

  /** The packages are in the cache: they were fetched for the checkout itself. */
  async #spareTheFetch(): Promise<void> {
    const stamp = `${cacheFolder()}/chore/deno/fetched${this.root}`;
    await Deno.mkdir(stamp, { recursive: true });
    await Deno.writeTextFile(`${stamp}/deno.lock`, "");
    // the same to the nanosecond
    const now = Math.floor(Date.now() / 1000);
    for (const folder of [this.root, stamp]) await Deno.utime(`${folder}/deno.lock`, now, now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const cache = `${cacheFolder()}/chore/deno`;
    for (
      const path of [this.root, `${cache}/fetched${this.root}`, `${cache}/gen/file${this.root}`]
    ) {
      await Deno.remove(path, { recursive: true }).catch(() => {
        // that one was never made
      });
    }
  }
}

function copyInto(to: string, from: string): void {
  if (Deno.statSync(from).isFile) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) copyInto(`${to}/${name}`, `${from}/${name}`);
}
