import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import {
  exists,
  namesIn as namesAt,
  readGivenText,
  readText,
  removeIfThere,
  syncFolder,
  writeDurable,
  writeWhole,
} from "../../system/durable.ts";
import { CAN_MOUNT, SmallDisk } from "../support/small_disk.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
const namesIn = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

for (const write of [writeDurable, writeWhole]) {
  Deno.test(`${write.name}() puts a file there that only its owner can read, and nothing beside it`, () => {
    using folder = temporaryFolder();
    write(folder.path, "final", { text: "héllo\n" });
    deepEqual(namesIn(folder.path), ["final"]);
    equal(Deno.readTextFileSync(`${folder.path}/final`), "héllo\n");
    equal(modeOf(`${folder.path}/final`), 0o600);
  });

  Deno.test(`${write.name}() gives a file the mode that it is given, and writes it again all the same`, () => {
    using folder = temporaryFolder();
    for (const text of ["one", "", "three"]) {
      write(folder.path, "ticket", { text, mode: 0o400 });
      equal(Deno.readTextFileSync(`${folder.path}/ticket`), text);
      equal(modeOf(`${folder.path}/ticket`), 0o400);
    }
  });

  Deno.test(`${write.name}() replaces the file, so that one who reads the old reads it whole`, () => {
    using folder = temporaryFolder();
    write(folder.path, "final", { text: "old" });
    using old = Deno.openSync(`${folder.path}/final`);
    write(folder.path, "final", { text: "new and longer" });
    const buffer = new Uint8Array(20);
    equal(new TextDecoder().decode(buffer.subarray(0, old.readSync(buffer) ?? 0)), "old");
  });

  Deno.test(`${write.name}() takes no notice of what a crash left behind, and follows no link`, () => {
    using folder = temporaryFolder();
    Deno.writeTextFileSync(`${folder.path}/precious`, "precious");
    Deno.symlinkSync(`${folder.path}/precious`, `${folder.path}/.final.new`);
    write(folder.path, "final", { text: "text" });
    deepEqual(namesIn(folder.path), ["final", "precious"]);
    equal(Deno.readTextFileSync(`${folder.path}/precious`), "precious");
  });

  Deno.test(`${write.name}() throws where there is no folder`, () => {
    using folder = temporaryFolder();
    throws(
      () => write(`${folder.path}/none`, "final", { text: "text" }),
      Deno.errors.NotFound,
    );
  });

  Deno.test({
    name:
      `${write.name}() leaves the old file whole where the disk is full, and works once there is room`,
    ignore: !CAN_MOUNT,
    async fn() {
      using folder = temporaryFolder();
      await using disk = await SmallDisk.mount(`${folder.path}/disk`, 64);
      const text = "x".repeat(10_000);
      write(disk.folder, "final", { text: "old" });
      await disk.fill();
      throws(() => write(disk.folder, "final", { text }), /No space left/);
      throws(() => write(disk.folder, "other", { text }), /No space left/);
      equal(Deno.readTextFileSync(`${disk.folder}/final`), "old");
      equal(exists(`${disk.folder}/other`), false);
      await disk.empty();
      write(disk.folder, "final", { text });
      equal(Deno.readTextFileSync(`${disk.folder}/final`), text);
    },
  });
}

Deno.test("readText() gives the text, and undefined where there is none", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/file`;
  equal(readText(path, 10), undefined);
  Deno.writeTextFileSync(path, "héllo");
  equal(readText(path, 10), "héllo");
  Deno.writeTextFileSync(path, "");
  equal(readText(path, 0), "");
});

Deno.test("readText() takes as many bytes as it may, and not one more", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/file`;
  Deno.writeTextFileSync(path, "é234");
  equal(readText(path, 5), "é234");
  throws(() => readText(path, 4), {
    name: "RangeError",
    message: `Cannot read "${path}": more than 4 bytes`,
  });
});

Deno.test("readText() does not read a file without end to its end", () => {
  throws(() => readText("/dev/zero", 1000), RangeError);
});

Deno.test("readText() throws what is no missing file", () => {
  using folder = temporaryFolder();
  throws(() => readText(folder.path, 10));
});

Deno.test("exists() is true of whatever is there, a link to nothing too", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/link`;
  equal(exists(path), false);
  Deno.symlinkSync("/no/such/file", path);
  equal(exists(path), true);
  equal(exists(folder.path), true);
});

Deno.test("removeIfThere() removes a file, and makes nothing of one that is not there", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/file`;
  Deno.writeTextFileSync(path, "");
  removeIfThere(path);
  removeIfThere(path);
  equal(exists(path), false);
  Deno.writeTextFileSync(path, "");
  throws(() => removeIfThere(`${path}/below`));
});

Deno.test("syncFolder() throws where there is no folder", () => {
  using folder = temporaryFolder();
  syncFolder(folder.path);
  throws(() => syncFolder(`${folder.path}/none`), Deno.errors.NotFound);
});

Deno.test("readGivenText() reads a plain file, and takes all else that may lie there for none", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/final`;
  equal(readGivenText(path, 5), undefined);
  Deno.writeTextFileSync(path, "12345");
  equal(readGivenText(path, 5), "12345");
  throws(() => readGivenText(path, 4), RangeError);
  equal(readGivenText(`${path}/in_a_file`, 5), undefined);
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  equal(readGivenText(path, 5), undefined);
  Deno.removeSync(path);
  Deno.symlinkSync(path, path);
  equal(readGivenText(path, 5), undefined);
  Deno.removeSync(path);
  // nobody writes to it: whoever opened it for reading alone would wait for ever
  equal(new Deno.Command("mkfifo", { args: [path] }).outputSync().code, 0);
  equal(readGivenText(path, 5), undefined);
});

Deno.test("namesIn() finds none where there is no folder", () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  deepEqual(namesAt(folder.path), ["file"]);
  deepEqual(namesAt(`${folder.path}/file`), []);
  deepEqual(namesAt(`${folder.path}/missing`), []);
});
