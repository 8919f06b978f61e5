/** What a confined job may be promised, in the words of OpenBSD's pledge(2): one table. */

import type { SANDBOXES } from "./policies.ts";

/** What each word means here. `isApart`: it can be withheld; the others hold for every confined job. */
interface Meaning {
  readonly about: string;
  readonly isApart: boolean;
}

export const PROMISES = {
  stdio: { about: "to read and write what it was given; always", isApart: false },
  rpath: { about: "to see files beside the system's own", isApart: true },
  wpath: { about: "to write files; not kept apart from cpath", isApart: true },
  cpath: { about: "to make and remove files; not kept apart from wpath", isApart: true },
  dpath: { about: "to make fifos", isApart: true },
  tmppath: { about: "a /tmp of its own", isApart: true },
  inet: { about: "the network", isApart: true },
  dns: { about: "to ask for names; not kept apart from inet", isApart: true },
  unix: { about: "sockets that are files", isApart: true },
  proc: { about: "to start processes and to signal its own", isApart: true },
  exec: { about: "to become another program; always", isApart: false },
  id: { about: "to change who it is, as far as it may", isApart: true },
  chown: { about: "to give files to others, as far as it may", isApart: true },
  fattr: { about: "to change modes and times of files; always", isApart: false },
  flock: { about: "to lock files; always", isApart: false },
  getpw: { about: "to read who the users are; always", isApart: false },
  tty: { about: "a terminal: no job has one", isApart: false },
} as const satisfies Readonly<Record<string, Meaning>>;

export type Promised = keyof typeof PROMISES;

export const PROMISE_WORDS = Object.keys(PROMISES) as readonly Promised[];

const most = "stdio rpath wpath cpath tmppath proc exec".split(" ") as readonly Promised[];

/** What a sandbox promises where `--pledge` says nothing; `none` withholds nothing by itself. */
export const SANDBOX_PROMISES: Readonly<Record<typeof SANDBOXES[number], readonly Promised[]>> = {
  none: PROMISE_WORDS,
  default: [...most, "inet", "dns", "unix"],
  strict: most,
};

/** Words of pledge(2) that no confined job is given. */
export const WITHHELD: readonly string[] = [
  ..."audio bpf disklabel drm error mcast pf prot_exec ps recvfd route sendfd".split(" "),
  ..."settime tape unveil video vminfo vmm wroute".split(" "),
];
