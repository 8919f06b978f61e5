import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { runPaths, sessionPaths } from "../../system/paths.ts";

Deno.test("sessionPaths() puts each file where the manual says", () => {
  const { folders: _, ...files } = sessionPaths("/home/ann/.config/chore", "night");
  deepEqual(files, {
    base: "/home/ann/.config/chore",
    session: "night",
    pid: "/home/ann/.config/chore/run/night.pid",
    socket: "/home/ann/.config/chore/run/night.sock",
    log: "/home/ann/.config/chore/logs/night.log",
    config: "/home/ann/.config/chore/chore.toml",
    choretab: "/home/ann/.config/chore/choretab.night",
    cache: "/home/ann/.config/chore/cache/night",
    store: "/home/ann/.config/chore/cache/night/state.db",
    runs: "/home/ann/.config/chore/cache/night/runs",
    jobs: "/home/ann/.config/chore/cache/night/jobs",
    inputs: "/home/ann/.config/chore/cache/night/inputs",
  });
});

Deno.test("sessionPaths() names each folder after its parent, and the folder of each file", () => {
  const { folders, base, session: _, ...files } = sessionPaths("/b", "s");
  equal(folders[0], base);
  folders.slice(1).forEach((folder, index) =>
    ok(folders.slice(0, index + 1).includes(parentOf(folder)), folder)
  );
  for (const file of Object.values(files)) {
    ok(folders.includes(file) || folders.includes(parentOf(file)), file);
  }
});

Deno.test("sessionPaths() keeps sessions apart", () => {
  const [one, two] = [sessionPaths("/b", "one"), sessionPaths("/b", "two")];
  const shared = ["base", "folders", "config"];
  for (const name of Object.keys(one).filter((each) => !shared.includes(each))) {
    ok(Reflect.get(one, name) !== Reflect.get(two, name), name);
  }
});

Deno.test("runPaths() keeps what chored writes from what the worker may write", () => {
  const { folder, gate, pass, ticket, input, groupName, userEnv, w, ...workers } = runPaths(
    "/b/cache/s/runs/7",
  );
  const choreds = [gate, pass, ticket, input, groupName, userEnv, w];
  for (const path of choreds) equal(parentOf(path), folder, path);
  for (const path of Object.values(workers)) equal(parentOf(path), w, path);
  const all = [...choreds, ...Object.values(workers)];
  equal(new Set(all).size, all.length);
});

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
