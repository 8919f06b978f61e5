/** What `chored -h` prints, made from the table of its options. */

import { LIMITS } from "../limits.ts";

/** chored's options, one row each: the launcher reads the same ones, and a test compares the two and the man page. */
export const OPTIONS = [
  {
    short: "n",
    long: "session",
    value: "NAME",
    brief: "serve this session; the default is chored",
  },
  { short: "p", long: "config", value: "PATH", brief: "read this configuration" },
  {
    short: "",
    long: "policy",
    value: "FILE",
    brief: "start nothing that this policy does not allow, from now on; none: no more",
  },
  { short: "d", long: "debug", value: "", brief: "tell all it does in its log" },
  {
    short: "f",
    long: "foreground",
    value: "",
    brief: "stay in the foreground, and log to stderr too",
  },
  {
    short: "F",
    long: "force",
    value: "",
    brief: "mend the modes of its folders instead of refusing them",
  },
  { short: "v", long: "version", value: "", brief: "print the version" },
  { short: "h", long: "help", value: "", brief: "print this help" },
  { short: "H", long: "", value: "", brief: "show the man page" },
  {
    short: "",
    long: "restart",
    value: "",
    brief: "take over from the chored that serves, without touching a job",
  },
  {
    short: "",
    long: "manifest",
    value: "",
    brief: "print the rights that it would run under, and leave",
  },
] as const;

export const HELP = [
  "usage: chored [-n NAME] [-p PATH] [--policy FILE] [-dfF] [--restart]",
  "       chored -v | -h | -H | --manifest",
  "",
  "Supervises the jobs of one session. It serves when this command returns.",
  "",
  ...OPTIONS.map(helpLine),
  "",
  `At its end every job is stopped: TERM, then KILL after at most ${LIMITS.terminateMs / 1000} s.`,
].join("\n");

function helpLine({ short, long, value, brief }: typeof OPTIONS[number]): string {
  const names = [short === "" ? "" : `-${short}`, long === "" ? "" : `--${long}`].filter((name) =>
    name !== ""
  );
  return `  ${`${names.join(", ")} ${value}`.trim().padEnd(22)} ${brief}`;
}
