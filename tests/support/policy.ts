// A policy for a test, in a folder that nobody else can change: /tmp is none.

import { cacheFolder } from "./place.ts";
import { temporaryFolder } from "./temporary_folder.ts";

export interface PolicyFolder extends Disposable {
  readonly path: string;
  /** Writes a policy and gives its path. */
  write(text: string, name?: string): string;
}

export function policyFolder(): PolicyFolder {
  Deno.mkdirSync(cacheFolder(), { recursive: true });
  const folder = temporaryFolder({ dir: safePlace() });
  return {
    path: folder.path,
    write(text, name = "policy.toml") {
      const path = `${folder.path}/${name}`;
      Deno.writeTextFileSync(path, text);
      Deno.chmodSync(path, 0o600);
      return path;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

function safePlace(): string {
  const places = [cacheFolder(), Deno.env.get("HOME") ?? "/root", "/opt", "/srv", "/var/lib"];
  const place = places.find(isSafe);
  if (place !== undefined) return place;
  throw new Error(`Cannot make a policy: others can change each of ${places.join(", ")}`);
}

/** It is ours, and neither it nor a folder above it can be changed by others. */
function isSafe(place: string): boolean {
  try {
    const path = Deno.realPathSync(place);
    const folders = path.split("/").map((_, index, parts) =>
      `/${parts.slice(1, index + 1).join("/")}`
    );
    return Deno.statSync(path).uid === Deno.uid() && folders.every((folder) => {
      const { mode, uid } = Deno.statSync(folder);
      return ((mode ?? 0) & 0o022) === 0 && (uid === 0 || uid === Deno.uid());
    });
  } catch {
    return false; // it is not there
  }
}
