/** `chore send`: something for the standard input of a job that runs. */

import { EXIT } from "../../job/exit_code.ts";
import { wrongUse } from "../failure.ts";
import { timeFlag } from "../flag_values.ts";
import { json } from "../flags.ts";
import { writeJson } from "../output.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly stdin?: string;
  readonly eof: boolean;
  readonly noNewline: boolean;
  readonly wait: boolean;
  readonly timeout?: number;
  readonly json: boolean;
}

export const send: Verb<Flags> = {
  about: [
    "The job was run with --stdin-open or --stdin-fifo. TEXT is sent as a line. chore send",
    "returns once the job's pipe has all of it, and waits where the job does not read.",
  ],
  flags: {
    stdin: {
      ...{ kind: "parsed", parse: String, optional: true },
      brief: "send FILE, or what - standard input has, in place of TEXT",
      placeholder: "FILE",
    },
    eof: { kind: "boolean", brief: "then let the job read the end of its input" },
    noNewline: { kind: "boolean", brief: "send TEXT as it is" },
    wait: { kind: "boolean", brief: "wait until the job runs" },
    timeout: timeFlag({ brief: "give up where the job takes nothing for this long" }),
    json,
  },
  letters: { i: "stdin", T: "timeout" },
  operand: {
    placeholder: "JOB [TEXT]",
    brief: "its name or id, and what to send",
    least: 0,
    most: 2,
  },
  run: sendInput,
};

async function sendInput({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const [job, text] = words;
  if (job === undefined) throw wrongUse("Cannot send: name a job");
  const { stdin, eof, wait, timeout: patienceMs } = flags;
  if (stdin === "") throw wrongUse(`Cannot use "" for --stdin: a file is wanted, or -`);
  if (stdin !== undefined && text !== undefined) {
    throw wrongUse("Cannot send a text and --stdin: choose one");
  }
  if (flags.noNewline && text === undefined) {
    throw wrongUse("Cannot use --no-newline without a text");
  }
  const { pieces, sendPieces } = await import("../send_pieces.ts");
  const source = text === undefined
    ? stdin === undefined ? undefined : Deno.stdin
    : readText(text, flags);
  if (source === undefined && !eof) {
    throw wrongUse("Cannot send: there is nothing to send: a text, -i FILE or --eof");
  }
  const sent = await sendPieces(new Session(caller), pieces(source), {
    job,
    eof,
    wait,
    patienceMs,
  });
  if (flags.json) writeJson(sent);
  return EXIT.ok;
}

function readText(text: string, { noNewline }: Flags): Uint8Array {
  // Deno gives this for bytes that are no UTF-8
  if (text.includes("\ufffd")) {
    throw wrongUse("Cannot send: the text is not UTF-8, or holds U+FFFD: use -i -");
  }
  return new TextEncoder().encode(noNewline ? text : `${text}\n`);
}
