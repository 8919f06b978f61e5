/** Systems on which nothing confines a job: why that is, and what to do instead. */

/** By the name that uname(1) gives, in small letters. */
const REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  // a jail without mounts of its own would see the base folder, and ask chored for what it may not do
  freebsd: [
    "a jail(8) takes root, and mounts that nobody undoes when what made them is killed",
    "have root make a jail, and run the command in it: -- jexec JAIL COMMAND",
  ],
  dragonfly: [
    "a jail(8) takes root, and mounts that nobody undoes when what made them is killed",
    "have root make a jail, and run the command in it: -- jexec JAIL COMMAND",
  ],
  openbsd: [
    "pledge(2) and unveil(2) are for programs to call themselves: no command starts another under them",
    "run it as a user of its own: -- doas -u USER COMMAND",
  ],
  netbsd: [
    "it has chroot(8), which is for root alone and no wall against root",
    "run it as a user of its own: -- su USER -c COMMAND",
  ],
  minix: ["it has nothing of the kind", "run it as a user of its own: -- su USER -c COMMAND"],
};

const UNKNOWN = ["chore has no means for it", "run it as a user of its own, or on another machine"];

/** Why a job cannot be confined there; `leave out what confines it` goes with it. */
export function unconfinable(os: string): { readonly reason: string; readonly remedy: string } {
  const [reason = "", remedy = ""] = REASONS[os.toLowerCase()] ?? UNKNOWN;
  return { reason, remedy };
}
