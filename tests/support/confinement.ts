// Whether jobs can be confined here, and the files and words that a test needs for it.

import { linuxBackend } from "../../system/confine_linux.ts";
import { hasTool } from "./place.ts";

/** Linux, bubblewrap, and a kernel that lets it. */
export const CAN_CONFINE = Deno.build.os === "linux" && hasTool("bwrap") && await tryBubblewrap();

if (!CAN_CONFINE) console.error("confinement: left out: it needs Linux, bubblewrap and its rights");

async function tryBubblewrap(): Promise<boolean> {
  const args = ["--ro-bind", "/", "/", "--proc", "/proc", "--unshare-all", "--", "true"];
  try {
    return (await new Deno.Command("bwrap", { args, stderr: "null" }).output()).success;
  } catch {
    return false; // it cannot be run
  }
}

/** The backend, as chored would have it, but with bubblewrap in another place. */
export function backendWith(bubblewrap: string) {
  return linuxBackend(Deno.build.arch, { bubblewraps: [bubblewrap] });
}
