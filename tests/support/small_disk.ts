// A disk of a few kilobytes, so that a test can fill it: a tmpfs, which only root on Linux can mount.

export class SmallDisk implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async mount(folder: string, kib: number): Promise<SmallDisk> {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await run("mount", "-t", "tmpfs", "-o", `size=${kib}k,mode=700`, "tmpfs", folder);
    return new SmallDisk(folder);
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    using file = await Deno.open(`${this.folder}/ballast`, { create: true, append: true });
    try {
      for (const block = new Uint8Array(4096);;) await file.write(block);
    } catch {
      // full
    }
  }

  /** Gives it back. */
  async empty(): Promise<void> {
    await Deno.remove(`${this.folder}/ballast`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // lazily: what is mounted must not keep the test's own error from being told
    await run("umount", "-l", this.folder);
  }
}

/** Whether one can be had here. */
export const CAN_MOUNT = Deno.build.os === "linux" && Deno.uid() === 0 && await tryMount();

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function tryMount(): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "chore_" });
  try {
    await using _ = await SmallDisk.mount(folder, 4);
    return true;
  } catch {
    return false; // a container may not
  } finally {
    await Deno.remove(folder);
  }
}
