/** What doctor says of the place where everything lies: the socket's path, the file system, the disk. */

import { LIMITS } from "../../limits.ts";
import type { SessionPaths } from "../../system/paths.ts";
import type { Facts } from "../facts.ts";
import { fail, type Finding, good, warn } from "./finding.ts";

/** `sun_path` less its final NUL; elsewhere that of the BSDs and macOS. */
const socketBytes: Readonly<Record<string, number>> = { Linux: LIMITS.socketPathBytes };
const otherSocketBytes = 103;

/** File systems that lie on another machine, or as good as: their locks and sockets are not to be relied on. */
const remote =
  /^(?:nfs|nfs4|cifs|smb|smb2|smbfs|afs|afpfs|webdav|9p|v9fs|fuseblk|fuse|fuse\.sshfs|sshfs|osxfuse|macfuse|ceph|lustre|gpfs|glusterfs|ncpfs|coda|panfs|vboxsf|prl_fs|davfs)\b/i;

export function checkPlace(facts: Facts, paths: SessionPaths): Finding[] {
  return [checkSocket(facts, paths), checkFileSystem(facts), checkFolder(facts), checkDisk(facts)];
}

function checkSocket(facts: Facts, { socket }: SessionPaths): Finding {
  const most = socketBytes[facts.get("system") ?? ""] ?? otherSocketBytes;
  // it is bound under this name
  const bytes = new TextEncoder().encode(`${socket}.new`).length;
  if (bytes <= most) return good("socket", `${bytes} of ${most} bytes: ${socket}`);
  return fail("socket", {
    text: `its path has ${bytes} bytes, and this system takes ${most}: ${socket}`,
    remedy: "set CHORE_HOME to a shorter path",
  });
}

function checkFileSystem(facts: Facts): Finding {
  const type = facts.get("file_system") ?? typeIn(facts.get("mount") ?? "");
  const place = facts.get("place") ?? "?";
  if (type === undefined) return good("file system", `of "${place}": not told here`);
  if (!remote.test(type)) return good("file system", `${type}: ${place}`);
  return warn("file system", {
    text: `"${place}" lies on ${type}: locks and sockets may not work there, and are not durable`,
    remedy: "set CHORE_HOME to a folder on a disk of this machine",
  });
}

/** `DEVICE on PLACE (ufs, local)` of FreeBSD and macOS, `DEVICE on PLACE type ffs (local)` of others. */
function typeIn(line: string): string | undefined {
  return /^.* on .* type (\S+) \(/.exec(line)?.[1] ?? /^.* on .* \(([\w.]+)/.exec(line)?.[1];
}

const ABILITIES = [
  ["links", "symbolic links"],
  ["hard_links", "hard links"],
  ["fifos", "FIFOs"],
  ["locks", "locks"],
] as const;

function checkFolder(facts: Facts): Finding {
  const place = facts.get("place") ?? "?";
  const unwritable = facts.get("unwritable");
  if (unwritable !== undefined) {
    return fail("folder", {
      text: `nothing can be made in "${place}": ${unwritable}`,
      remedy: "make it yours, or set CHORE_HOME to another folder",
    });
  }
  const missing = ABILITIES.filter(([key]) => (facts.get(key) ?? "yes") !== "yes");
  const lacks = [
    ...missing.map(([, what]) => what),
    ...facts.get("kept_mode") === undefined ? ["modes that keep others out"] : [],
  ];
  if (lacks.length === 0) return good("folder", "takes links, FIFOs, locks and modes");
  return fail("folder", {
    text: `"${place}" does not take ${lacks.join(", ")}`,
    remedy: "set CHORE_HOME to a folder on a file system of Unix",
  });
}

function checkDisk(facts: Facts): Finding {
  const [, free] = / (\d+) +\d+% +\/[^]*$/.exec(facts.get("disk") ?? "") ?? [];
  if (free === undefined) return good("disk", "free space is not told here");
  const bytes = Number(free) * 1024;
  const text = `${(bytes / 2 ** 30).toFixed(1)} GiB free`;
  if (bytes >= LIMITS.freeDiskBytes) return good("disk", text);
  return warn("disk", {
    text,
    remedy: "make room, or let chore: chore clean, and [output] total in chore.toml",
  });
}
