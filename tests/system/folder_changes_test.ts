import { strictEqual as equal } from "node:assert/strict";
import { FolderChanges } from "../../system/folder_changes.ts";

/** Looks that find nothing, until it watches: then a wait lasts until something happens. */
async function watch(changes: FolderChanges): Promise<void> {
  for (let look = 0; look < 8; look++) await changes.next({ found: false });
}

async function msOf(wait: Promise<void>): Promise<number> {
  const began = performance.now();
  await wait;
  return performance.now() - began;
}

Deno.test("FolderChanges.next() looks again at once where something changes in quiet, and still does after a find", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chore_" });
  using changes = new FolderChanges(folder);
  await watch(changes);
  const least = { quiet: Infinity, found: Infinity };
  // the least of a few, since the machine may be busy
  for (let i = 0; i < 8; i++) {
    const kind = i % 2 === 0 ? "quiet" : "found";
    const wait = msOf(changes.next({ found: kind === "found" }));
    Deno.writeTextFileSync(`${folder}/file`, "x");
    least[kind] = Math.min(least[kind], await wait);
  }
  // less than one look in a flood, to say nothing of the poll
  equal(least.quiet < 30 && least.found < 30, true, JSON.stringify(least));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("FolderChanges.wake() ends a wait, and one that comes later", async () => {
  using changes = new FolderChanges("/nowhere");
  for (let look = 0; look < 8; look++) {
    const wait = msOf(changes.next({ found: false }));
    changes.wake();
    equal(await wait < 150, true);
  }
  changes.wake();
  equal(await msOf(changes.next({ found: false })) < 150, true);
});

Deno.test("FolderChanges.next() polls where there is no folder to watch", async () => {
  using changes = new FolderChanges("/nowhere");
  await changes.next({ found: true });
  equal(await msOf(changes.next({ found: true })) >= 30, true);
  await watch(changes);
});
