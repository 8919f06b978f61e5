// A checkout for the audit: its launchers tell Deno to ask the recorder; all else is the checkout's own.

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const LAUNCHERS = ["chore", "chored", "chored_worker"];
const LINKED = [
  ...["cli", "daemon", "worker", "job", "wire", "system", "man"],
  ...["limits.ts", "deno.json", "deno.lock"],
];

/** Where the launchers set what Deno finds in its environment. */
const mark = "DENO_NO_UPDATE_CHECK=1 ";

export class Stage implements AsyncDisposable {
  readonly root: string;
  /** HOME of what runs, with the base folder in it */
  readonly home: string;
  readonly base: string;
  readonly broker: string;
  readonly #cache: string;

  private constructor(readonly folder: string, cache: string) {
    this.root = `${folder}/root`;
    this.home = `${folder}/home`;
    this.base = `${this.home}/base`;
    this.broker = `${folder}/broker.sock`;
    this.#cache = cache;
  }

  static async make(): Promise<Stage> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "chore_audit_" }));
    const stage = new Stage(folder, cacheFolder());
    for (const each of [stage.root, stage.home, `${stage.root}/bin`]) await Deno.mkdir(each);
    for (const name of LINKED) await Deno.symlink(`${ROOT}/${name}`, `${stage.root}/${name}`);
    for await (const { name } of Deno.readDir(`${ROOT}/bin`)) {
      await Deno.copyFile(`${ROOT}/bin/${name}`, `${stage.root}/bin/${name}`);
    }
    for (const name of LAUNCHERS) await stage.#teach(`${stage.root}/bin/${name}`);
    await stage.#spareTheFetch();
    return stage;
  }

  /** The environment of what is audited. */
  get env(): Readonly<Record<string, string>> {
    return {
      PATH: `${this.root}/bin:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
      HOME: this.home,
      LOGNAME: "auditor",
      XDG_CACHE_HOME: this.#cache,
      CHORE_HOME: this.base,
      CHORE_DENO: Deno.execPath(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const deno = `${this.#cache}/chore/deno`;
    for (
      const path of [this.folder, `${deno}/fetched${this.root}`, `${deno}/gen/file${this.root}`]
    ) {
      await Deno.remove(path, { recursive: true }).catch(() => {
        // that one was never made
      });
    }
  }

  async #teach(launcher: string): Promise<void> {
    const text = await Deno.readTextFile(launcher);
    const taught = text.replace(mark, `${mark}"DENO_PERMISSION_BROKER_PATH=${this.broker}" `);
    if (taught === text) throw new Error(`Cannot audit "${launcher}": it has no "${mark}"`);
    await Deno.writeTextFile(launcher, taught);
  }

  /** The packages are in the cache: they were fetched for the checkout itself. */
  async #spareTheFetch(): Promise<void> {
    const lock = await Deno.stat(`${ROOT}/deno.lock`);
    const stamp = `${this.#cache}/chore/deno/fetched${this.root}`;
    await Deno.mkdir(stamp, { recursive: true });
    await Deno.writeTextFile(`${stamp}/deno.lock`, "");
    await Deno.utime(`${stamp}/deno.lock`, lock.atime ?? 0, lock.mtime ?? 0);
  }
}

function cacheFolder(): string {
  const given = Deno.env.get("XDG_CACHE_HOME");
  return given?.startsWith("/") ? given : `${Deno.env.get("HOME") ?? ""}/.cache`;
}
