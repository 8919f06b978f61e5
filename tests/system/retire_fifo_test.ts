import { strictEqual as equal } from "node:assert/strict";
import { retireFifo } from "../../system/retire_fifo.ts";
import { within } from "../support/deadline.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

async function makeFifo(path: string): Promise<void> {
  equal((await new Deno.Command("mkfifo", { args: [path] }).output()).success, true);
}

const write = (path: string) =>
  new Deno.Command("/bin/sh", {
    args: ["-c", `echo x; exec >"$1" && exec head -c 1000000 /dev/zero`, "sh", path],
    stdout: "piped",
    stderr: "null",
  }).spawn();

Deno.test("retireFifo() lets a shell neither wait nor make a file", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/stdin`;
  await makeFifo(path);
  retireFifo(path);
  equal(Deno.lstatSync(path).isDirectory, true);
  equal((await within("the shell ends", write(path).output())).success, false);
  equal(Deno.lstatSync(path).isDirectory, true);
});

Deno.test("retireFifo() lets go who waits for a reader", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/stdin`;
  await makeFifo(path);
  const writer = write(path);
  const reader = writer.stdout.getReader();
  // it has said so, and opens the FIFO next
  await within("the shell runs", reader.read());
  reader.releaseLock();
  retireFifo(path);
  equal((await within("the shell ends", writer.output())).success, false);
});

Deno.test("retireFifo() leaves alone what is no FIFO, or not there", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/stdin`;
  retireFifo(path);
  Deno.writeTextFileSync(path, "text");
  retireFifo(path);
  equal(Deno.readTextFileSync(path), "text");
});
