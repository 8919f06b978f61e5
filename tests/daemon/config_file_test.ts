import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { BadConfig, readConfigFile } from "../../daemon/config_file.ts";
import { LIMITS } from "../../limits.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** What is said of the file at `path`. */
function complaintsOf(path: string, need: "is wanted" | "may be missing" = "is wanted") {
  let complaints: readonly string[] = [];
  throws(() => readConfigFile(path, need), (error) => {
    ok(error instanceof BadConfig);
    complaints = error.complaints;
    return true;
  });
  return complaints;
}

Deno.test("readConfigFile() gives the text of a file, and takes one that is as long as it may be", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/chore.toml`;
  Deno.writeTextFileSync(path, "\ufeff# é\n");
  equal(readConfigFile(path, "is wanted"), "# é\n");
  const most = "#".repeat(LIMITS.configBytes);
  Deno.writeTextFileSync(path, most);
  equal(readConfigFile(path, "may be missing"), most);
  Deno.writeTextFileSync(path, `${most}#`);
  deepEqual(complaintsOf(path), [`${path}: it has more than 65536 bytes`]);
});

Deno.test("readConfigFile() goes through a link", () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/own.toml`, "keep = 1\n");
  const link = `${folder.path}/chore.toml`;
  Deno.symlinkSync("own.toml", link);
  equal(readConfigFile(link, "may be missing"), "keep = 1\n");
  Deno.removeSync(`${folder.path}/own.toml`);
  for (const need of ["is wanted", "may be missing"] as const) {
    deepEqual(complaintsOf(link, need), [`${link}: it is a link to nothing`]);
  }
});

Deno.test("readConfigFile() lets a file be missing where it may be", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/chore.toml`;
  equal(readConfigFile(path, "may be missing"), undefined);
  deepEqual(complaintsOf(path), [`${path}: there is no such file`]);
});

Deno.test("readConfigFile() refuses what is no text, at once", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/chore.toml`;
  deepEqual(complaintsOf(folder.path, "may be missing"), [`${folder.path}: it is a folder`]);
  deepEqual(complaintsOf("/dev/null"), ["/dev/null: it is no file"]);
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  ok(success);
  deepEqual(complaintsOf(path), [`${path}: it is no file`]);
  Deno.removeSync(path);
  Deno.writeFileSync(path, new Uint8Array([0x23, 0xc3, 0x28]));
  deepEqual(complaintsOf(path), [`${path}: it is not UTF-8`]);
});

Deno.test("readConfigFile() tells what the system says", () => {
  const path = `/${"x".repeat(5000)}`;
  const [complaint = ""] = complaintsOf(path);
  ok(complaint.startsWith(`${path}: it cannot be read: File name too long`), complaint.slice(-80));
});
