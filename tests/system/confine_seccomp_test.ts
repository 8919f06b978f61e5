import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  type Allowed,
  type Architecture,
  ARCHITECTURES,
  seccompFilter,
} from "../../system/confine_seccomp.ts";

/** What Linux takes: the most instructions of one filter. */
const mostInstructions = 4096;
const numbers = { x86_64: 0xc000003e, aarch64: 0xc00000b7 } as const;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const error = (errno: number) => 0x00050000 + errno;

interface Call {
  readonly number: number;
  readonly arguments?: readonly number[];
  readonly architecture?: number;
}

/** Runs a filter as the kernel would. @throws {Error} where it is none */
function judge(filter: Uint8Array, architecture: Architecture, call: Call): number {
  const view = new DataView(filter.buffer);
  const data = new Map([[0, call.number], [4, call.architecture ?? numbers[architecture]]]);
  (call.arguments ?? []).forEach((value, index) => data.set(16 + 8 * index, value));
  let accumulator = 0;
  for (let at = 0; at < filter.length / 8; at++) {
    const [code, yes, no, operand] = [
      view.getUint16(8 * at, true),
      view.getUint8(8 * at + 2),
      view.getUint8(8 * at + 3),
      view.getUint32(8 * at + 4, true),
    ];
    const jump = (holds: () => boolean) => at += holds() ? yes : no;
    if (code === 0x20) accumulator = data.get(operand) ?? 0;
    else if (code === 0x06) return operand;
    else if (code === 0x15) jump(() => accumulator === operand);
    else if (code === 0x35) jump(() => accumulator >= operand);
    else if (code === 0x45) jump(() => (accumulator & operand) !== 0);
    else throw new Error(`no such instruction: ${code}`);
  }
  throw new Error("it runs over its end");
}

const allowed: fc.Arbitrary<Allowed> = fc.record({
  ...{ network: fc.boolean(), unixSockets: fc.boolean(), processes: fc.boolean() },
  ...{ ids: fc.boolean(), owners: fc.boolean(), nodes: fc.boolean() },
});
const all: Allowed = {
  ...{ network: true, unixSockets: true, processes: true, ids: true, owners: true, nodes: true },
};
const nothing: Allowed = {
  ...{
    network: false,
    unixSockets: false,
    processes: false,
    ids: false,
    owners: false,
    nodes: false,
  },
};

Deno.test("seccompFilter() is a filter that Linux takes, for any promises", () => {
  fc.assert(fc.property(allowed, fc.constantFrom(...ARCHITECTURES), (walls, architecture) => {
    const filter = seccompFilter(walls, architecture);
    const length = filter.length / 8;
    ok(Number.isInteger(length) && length <= mostInstructions);
    const view = new DataView(filter.buffer);
    for (let at = 0; at < length; at++) {
      const isJump = (view.getUint16(8 * at, true) & 7) === 5;
      const farthest = Math.max(view.getUint8(8 * at + 2), view.getUint8(8 * at + 3));
      if (isJump) ok(at + 1 + farthest < length, "it jumps within itself");
    }
    equal(view.getUint16(8 * (length - 1), true), 0x06, "it ends with an end");
  }));
});

Deno.test("seccompFilter() answers each call, whatever its number and arguments", () => {
  const call = fc.record({ number: fc.nat(600), arguments: fc.array(fc.nat(), { maxLength: 3 }) });
  fc.assert(fc.property(allowed, fc.constantFrom(...ARCHITECTURES), call, (walls, arch, asked) => {
    const answer = judge(seccompFilter(walls, arch), arch, asked);
    ok([ALLOW, error(1), error(38), error(97)].includes(answer));
  }));
});

Deno.test("seccompFilter() ends a program of another architecture, and has no x32", () => {
  for (const architecture of ARCHITECTURES) {
    const filter = seccompFilter(all, architecture);
    equal(judge(filter, architecture, { number: 39, architecture: 0x40000003 }), KILL);
  }
  equal(judge(seccompFilter(all, "x86_64"), "x86_64", { number: 0x40000000 + 101 }), error(38));
});

/** By numbers of x86_64. */
const NEVER = {
  ptrace: 101,
  mount: 165,
  unshare: 272,
  setns: 308,
  bpf: 321,
  init_module: 175,
  io_uring_setup: 425,
};

for (const [name, number] of Object.entries(NEVER)) {
  Deno.test(`seccompFilter() never allows ${name}`, () => {
    fc.assert(fc.property(allowed, (walls) => {
      equal(judge(seccompFilter(walls, "x86_64"), "x86_64", { number }), error(1));
    }));
  });
}

const CASES: readonly (readonly [string, keyof Allowed, Call, number])[] = [
  ["socket(AF_INET)", "network", { number: 41, arguments: [2] }, error(97)],
  ["socket(AF_INET6)", "network", { number: 41, arguments: [10] }, error(97)],
  ["socket(AF_UNIX)", "unixSockets", { number: 41, arguments: [1] }, error(97)],
  ["fork", "processes", { number: 57 }, error(1)],
  ["clone of a process", "processes", { number: 56, arguments: [17] }, error(1)],
  ["kill", "processes", { number: 62 }, error(1)],
  ["setuid", "ids", { number: 105 }, error(1)],
  ["chown", "owners", { number: 92 }, error(1)],
  ["mknod", "nodes", { number: 133 }, error(1)],
];
for (const [name, wall, call, refusal] of CASES) {
  Deno.test(`seccompFilter() allows ${name} with ${wall} alone`, () => {
    equal(judge(seccompFilter({ ...nothing, [wall]: true }, "x86_64"), "x86_64", call), ALLOW);
    equal(judge(seccompFilter({ ...all, [wall]: false }, "x86_64"), "x86_64", call), refusal);
  });
}

Deno.test("seccompFilter() allows threads and pairs of sockets always, namespaces and typing never", () => {
  for (const walls of [all, nothing]) {
    const filter = seccompFilter(walls, "x86_64");
    const answer = (call: Call) => judge(filter, "x86_64", call);
    deepEqual(
      [
        answer({ number: 56, arguments: [0x10000] }),
        answer({ number: 53, arguments: [1] }),
        answer({ number: 59 }),
        answer({ number: 56, arguments: [0x10000000 + 17] }),
        answer({ number: 435 }),
        answer({ number: 16, arguments: [1, 0x5412] }),
        answer({ number: 16, arguments: [1, 0x5401] }),
      ],
      [ALLOW, ALLOW, ALLOW, error(1), error(38), error(1), ALLOW],
    );
  }
});

/** The calls of this machine's headers, by their numbers. */
function callsIn(header: string): Map<number, string> {
  const lines = Deno.readTextFileSync(header).matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gm);
  return new Map([...lines].map(([, name = "", number]) => [Number(number), name]));
}

const HEADERS = {
  x86_64: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
  aarch64: "/usr/include/asm-generic/unistd.h",
} as const;
const hasHeaders = Object.values(HEADERS).every((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // linux-libc-dev is not installed
  }
});
if (!hasHeaders) console.error("confine_seccomp_test.ts: numbers: left out: no linux-libc-dev");

/** The names of the calls that a filter does not simply allow. */
function withheld(architecture: Architecture): string[] {
  const filter = seccompFilter(nothing, architecture);
  const calls = callsIn(HEADERS[architecture]);
  return [...calls].filter(([number]) =>
    judge(filter, architecture, { number, arguments: [0x10000, 0x5412] }) !== ALLOW
  ).map(([, name]) => name).sort();
}

/** What x86_64 has and newer machines have not. */
const OLDER = "chown fork lchown mknod vfork".split(" ");

Deno.test({
  name: "seccompFilter() withholds the same calls on both machines, by the numbers of each",
  ignore: !hasHeaders,
  fn: () => {
    const [x86, arm] = [withheld("x86_64"), withheld("aarch64")];
    deepEqual(x86.filter((name) => !arm.includes(name)), OLDER);
    deepEqual(arm.filter((name) => !x86.includes(name)), []);
    for (const name of ["ptrace", "mount", "socket", "setuid", "fchownat", "clone3", "kill"]) {
      ok(arm.includes(name), name);
    }
  },
});
