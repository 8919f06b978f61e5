// What bin/look.sh would tell of machines that are not here.

import { Facts } from "../../../cli/facts.ts";

const ANY = [
  "uid 1000",
  "user u",
  "deno /opt/deno",
  "open_files 1024",
  "flock /usr/bin/flock",
  "ps yes",
  "kill yes",
  "place /home/u/.config/chore",
  "kept_mode /home/u/.config/chore/.doctor.1/file",
  "links yes",
  "hard_links yes",
  "fifos yes",
  "locks yes",
];

const LINUX = [
  "system Linux",
  "block --block-signal=USR1",
  "boot d50c7d1a-1b9c-425b-b1f7-a1c03fe579c8",
  "bubblewrap bubblewrap 0.8.0",
  "confines yes",
  "user_namespaces 96365",
  "cgroup 2 cpu memory pids",
  "cgroup_writable yes",
  "linger yes",
  "synchronised yes",
  "disk /dev/vda 264212084 23149112 83241800 22% /",
  "file_system ext2/ext3",
];

const MACOS = [
  "system Darwin",
  "block ",
  "boot ",
  "flock ",
  "sandbox_exec yes",
  "disk /dev/disk3s5  482797652 300000000 150000000    67%    /System/Volumes/Data",
  "mount /dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)",
];

const FREEBSD = [
  "system FreeBSD",
  "flock ",
  "disk zroot/home 100000000 2000000 98000000     2%    /home",
  "mount zroot/home on /home (zfs, local, noatime, nfsv4acls)",
];

const OPENBSD = [
  "system OpenBSD",
  "disk /dev/sd0k     100000000 2000000  98000000     3%    /home",
  "mount /dev/sd0k on /home type ffs (local, nodev, nosuid)",
];

const NETBSD = ["system NetBSD", "disk /dev/wd0a 100000 20000 80000 20% /"];
const DRAGONFLY = ["system DragonFly", "disk /dev/vbd0s1d 100000 20000 80000 20% /"];
const MINIX = ["system Minix", "disk /dev/c0d0p0s0 100000 20000 80000 20% /"];
const OTHER = ["system Plan9"];

const SYSTEMS = {
  ...{ linux: LINUX, macos: MACOS, freebsd: FREEBSD, openbsd: OPENBSD, netbsd: NETBSD },
  ...{ dragonfly: DRAGONFLY, minix: MINIX, other: OTHER },
};

/** `changes` count instead of what is there, by their key; `KEY ` alone takes one away. */
export function factsOf(system: keyof typeof SYSTEMS, ...changes: string[]): Facts {
  return new Facts([...changes, ...SYSTEMS[system], ...ANY].join("\n"));
}
