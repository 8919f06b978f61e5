/** The system calls of a confined program: a filter for seccomp(2), in the classic BPF that Linux takes. */

import type { Walls } from "./confine.ts";

export const ARCHITECTURES = ["x86_64", "aarch64"] as const;
export type Architecture = typeof ARCHITECTURES[number];

/** What a filter goes by. */
export type Allowed = Pick<
  Walls,
  "network" | "unixSockets" | "processes" | "ids" | "owners" | "nodes"
>;

/** The numbers of one call on x86_64 and aarch64; -1 where there is no such call. */
type Call = readonly [number, number];
type Numbers = Readonly<Record<string, Call>>;

/** Never: other programs' memory, mounts, namespaces, the kernel's own, clocks, names of the machine. */
const NEVER: Numbers = {
  ...{ ptrace: [101, 117], process_vm_readv: [310, 270], process_vm_writev: [311, 271] },
  ...{ kcmp: [312, 272], pidfd_getfd: [438, 438], process_madvise: [440, 440] },
  ...{ mount: [165, 40], umount2: [166, 39], pivot_root: [155, 41], chroot: [161, 51] },
  ...{ move_mount: [429, 429], open_tree: [428, 428], fsopen: [430, 430], fsconfig: [431, 431] },
  ...{ fsmount: [432, 432], fspick: [433, 433], mount_setattr: [442, 442] },
  ...{ unshare: [272, 97], setns: [308, 268], bpf: [321, 280], perf_event_open: [298, 241] },
  ...{ userfaultfd: [323, 282], keyctl: [250, 219], add_key: [248, 217], request_key: [249, 218] },
  ...{ init_module: [175, 105], finit_module: [313, 273], delete_module: [176, 106] },
  ...{ kexec_load: [246, 104], kexec_file_load: [320, 294], reboot: [169, 142] },
  ...{ swapon: [167, 224], swapoff: [168, 225], acct: [163, 89], quotactl: [179, 60] },
  ...{ syslog: [103, 116], personality: [135, 92], open_by_handle_at: [304, 265] },
  ...{ io_uring_setup: [425, 425], io_uring_enter: [426, 426], io_uring_register: [427, 427] },
  ...{ clock_settime: [227, 112], settimeofday: [164, 170], adjtimex: [159, 171] },
  ...{ sethostname: [170, 161], setdomainname: [171, 162], clock_adjtime: [305, 266] },
  ...{ quotactl_fd: [443, 443], open_tree_attr: [467, 467] },
};

/** Not without what they are named for. */
const WITHOUT: Readonly<Record<"processes" | "ids" | "owners" | "nodes", Numbers>> = {
  processes: {
    ...{ fork: [57, -1], vfork: [58, -1], kill: [62, 129], tkill: [200, 130] },
    ...{ pidfd_send_signal: [424, 424], rt_sigqueueinfo: [129, 138] },
  },
  ids: {
    ...{ setuid: [105, 146], setgid: [106, 144], setreuid: [113, 145], setregid: [114, 143] },
    ...{ setresuid: [117, 147], setresgid: [119, 149], setgroups: [116, 159] },
    ...{ setfsuid: [122, 151], setfsgid: [123, 152] },
  },
  owners: { chown: [92, -1], fchown: [93, 55], lchown: [94, -1], fchownat: [260, 54] },
  nodes: { mknod: [133, -1], mknodat: [259, 33] },
};

/** Calls that are looked at more closely. */
const CALLS = {
  ...{ socket: [41, 198], socketpair: [53, 199], clone: [56, 220], clone3: [435, 435] },
  ioctl: [16, 29],
} satisfies Numbers;

const AUDIT: Readonly<Record<Architecture, number>> = { x86_64: 0xc000003e, aarch64: 0xc00000b7 };
const FAMILIES = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
/** CLONE_NEW*, all of them. */
const newNamespaces = 0x7e020000;
const thread = 0x00010000;
/** Typing into a terminal as if somebody had. */
const typing = [0x5412, 0x541c];
const x32 = 0x40000000;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (errno: number) => 0x00050000 + errno;
const PERM = refuse(1);
const NOSYS = refuse(38);
const NOFAMILY = refuse(97);

/** One instruction: what it does, how far it jumps, and its operand. */
type Instruction = readonly [code: number, yes: number, no: number, operand: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const end = (with_: number): Instruction => [0x06, 0, 0, with_];
/** How many instructions a test leaves out: where it is true, and where not. */
type Jump = readonly [yes: number, no: number];
const test =
  (code: number) => (operand: number, [yes, no]: Jump): Instruction => [code, yes, no, operand];
const isEqual = test(0x15);
const isLeast = test(0x35);
const hasBits = test(0x45);

/** Where a call's number, its architecture and the low halves of its arguments are. */
const numberAt = 0;
const architectureAt = 4;
const argumentAt = (index: number) => 16 + 8 * index;

/** The filter: 8 bytes for each instruction. */
export function seccompFilter(allowed: Allowed, architecture: Architecture): Uint8Array {
  const column = ARCHITECTURES.indexOf(architecture);
  const numberOf = (call: readonly number[]) => call[column] ?? -1;
  const refused = [
    ...Object.values(NEVER),
    ...(Object.keys(WITHOUT) as (keyof typeof WITHOUT)[])
      .flatMap((wall) => allowed[wall] ? [] : Object.values(WITHOUT[wall])),
  ].map(numberOf).filter((number) => number >= 0);
  return encode([
    load(architectureAt),
    ...[isEqual(AUDIT[architecture], [1, 0]), end(KILL), load(numberAt)],
    ...architecture === "x86_64" ? [isLeast(x32, [0, 1]), end(NOSYS)] : [],
    ...refused.flatMap((number) => [isEqual(number, [0, 1]), end(PERM)]),
    // its flags are in memory, where no filter can look: programs then use clone
    ...[isEqual(numberOf(CALLS.clone3), [0, 1]), end(NOSYS)],
    ...when(numberOf(CALLS.clone), cloning(allowed)),
    ...when(numberOf(CALLS.socket), families(familiesOf(allowed))),
    ...when(numberOf(CALLS.socketpair), families([FAMILIES.unix])),
    ...when(numberOf(CALLS.ioctl), [
      load(argumentAt(1)),
      ...typing.flatMap((request) => [isEqual(request, [0, 1]), end(PERM)]),
      end(ALLOW),
    ]),
    end(ALLOW),
  ]);
}

/** `block`, which ends by itself, for one call. */
function when(number: number, block: readonly Instruction[]): Instruction[] {
  return [isEqual(number, [0, block.length]), ...block];
}

/** No namespaces, and without processes nothing but threads. */
function cloning({ processes }: Allowed): Instruction[] {
  return [
    ...[load(argumentAt(0)), hasBits(newNamespaces, [0, 1]), end(PERM)],
    ...processes ? [] : [hasBits(thread, [1, 0]), end(PERM)],
    end(ALLOW),
  ];
}

function families(known: readonly number[]): Instruction[] {
  return [
    load(argumentAt(0)),
    ...known.flatMap((family) => [isEqual(family, [0, 1]), end(ALLOW)]),
    end(NOFAMILY),
  ];
}

/** Who asks which addresses this machine has does so by netlink. */
function familiesOf({ network, unixSockets }: Allowed): number[] {
  const { unix, inet, inet6, netlink } = FAMILIES;
  return [...unixSockets ? [unix] : [], ...network ? [inet, inet6, netlink] : []];
}

function encode(instructions: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * instructions.length));
  instructions.forEach(([code, yes, no, operand], index) => {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, yes);
    view.setUint8(8 * index + 3, no);
    view.setUint32(8 * index + 4, operand, true);
  });
  return new Uint8Array(view.buffer);
}
