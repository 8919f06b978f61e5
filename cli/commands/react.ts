/** `chore react`: the rules of a job: listed with what they have seen, added, removed. */

import { EXIT } from "../../job/exit_code.ts";
import { LIMITS } from "../../limits.ts";
import type { RequestInput } from "../../wire/messages.ts";
import type { JobRules } from "../../wire/replies.ts";
import type { Caller } from "../caller.ts";
import { wrongUse } from "../failure.ts";
import { parseNumber } from "../flag_values.ts";
import { all, JOBS, json } from "../flags.ts";
import { say, write, writeJson } from "../output.ts";
import { REACT_FLAGS, REACT_LETTERS, type ReactFlags, rulesWish } from "../run_react.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags extends ReactFlags {
  readonly remove?: readonly number[];
  readonly clear: boolean;
  readonly all: boolean;
  readonly json: boolean;
}

export const react: Verb<Flags> = {
  about: [
    "Without options the rules of a job are listed, each with how often it matched, did",
    "something, was held back and failed. Rules hold at once, also for a job that runs.",
  ],
  flags: {
    ...REACT_FLAGS,
    remove: {
      ...{ kind: "parsed", optional: true, variadic: true },
      parse: (text: string) => parseNumber(text, { least: 1, most: Number.MAX_SAFE_INTEGER }),
      brief: "remove the rule of this number",
      placeholder: "RULE",
    },
    clear: { kind: "boolean", brief: "remove all rules" },
    all,
    json,
  },
  letters: { ...REACT_LETTERS, a: "all" },
  operand: JOBS,
  run: reactTo,
};

async function reactTo({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "react" });
  const reply = await new Session(caller).call("react", requestOf(flags, jobs));
  if (flags.json) writeJson(words.length === 1 ? reply[0] : reply);
  else await print(reply, caller);
  return EXIT.ok;
}

/** @throws {Failure} */
function requestOf(flags: Flags, jobs: RequestInput<"react">["jobs"]): RequestInput<"react"> {
  const wish = rulesWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  const { remove, clear } = flags;
  const asked = [
    wish.rules.length > 0 && "-r",
    remove !== undefined && "--remove",
    clear && "--clear",
  ]
    .filter((each) => each !== false);
  if (asked.length > 1) throw wrongUse(`Cannot use ${asked[0]} and ${asked[1]}: choose one`);
  if (wish.rules.length > 0) return { jobs, do: "add", rules: wish.rules };
  if (clear) return { jobs, do: "remove" };
  if (remove === undefined) return { jobs, do: "list" };
  if (remove.length <= LIMITS.rules) return { jobs, do: "remove", rules: [...remove] };
  throw wrongUse(`Cannot use --remove so often: a job has at most ${LIMITS.rules} rules`);
}

async function print(reply: readonly JobRules[], caller: Caller): Promise<void> {
  const { rulesTable } = await import("../print_rules.ts");
  const texts = reply.map((job) => {
    if (job.note !== undefined) say(`${job.name}: ${job.note}`);
    const head = reply.length > 1 ? `${job.name}:\n` : "";
    return `${head}${rulesTable(job, caller.env)}`;
  });
  write(texts.join(reply.length > 1 ? "\n" : ""));
}
