/** Parses the words of a verb by its table of flags; stricli does the checking, messages are ours. */

import {
  type AliasNotFoundError,
  type ApplicationText,
  ArgumentScannerError,
  buildApplication,
  buildCommand,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  run,
  text_en,
} from "@stricli/core";
import { nearest } from "../system/text.ts";
import { type Failure, wrongUse } from "./failure.ts";
import { noneOf } from "./flag_values.ts";
import { EVERY_FLAGS, EVERY_LETTERS, type EveryFlags } from "./flags.ts";
import type { AnyVerb } from "./verb.ts";
import { longOption } from "./flag_name.ts";
import { plainWords } from "./words.ts";

export type Parsed =
  | {
    readonly kind: "parsed";
    readonly flags: Readonly<Record<string, unknown>> & EveryFlags;
    readonly words: readonly string[];
  }
  | { readonly kind: "help" | "version" };

/** @throws {Failure} where the words are wrong */
export async function parseWords(verb: AnyVerb, words: readonly string[]): Promise<Parsed> {
  const flags = { ...EVERY_FLAGS, ...verb.flags };
  const letters = { ...EVERY_LETTERS, ...verb.letters };
  const { takesCommand, signalFlag } = verb;
  const plain = plainWords(words, { flags, letters, takesCommand, signalFlag });
  if (plain.kind !== "words") return plain;
  let parsed: Parsed | undefined;
  const command = buildCommand<Record<string, unknown>, string[]>({
    // the table is typed where the verb defines it; here it is any verb's
    parameters: { flags, aliases: letters, positional: operandOf(verb) } as never,
    docs: { brief: "" },
    func(given, ...rest) {
      parsed = {
        kind: "parsed",
        flags: given as Record<string, unknown> & EveryFlags,
        words: rest,
      };
    },
  });
  const complaints: string[] = [];
  const app = buildApplication(command, {
    name: "chore",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    localization: { text: textFor(Object.keys(flags)) },
  }, {});
  const stdout = { write() {} };
  const stderr = { write: (text: string) => complaints.push(text) };
  await run(app, plain.words, { process: { stdout, stderr } });
  if (parsed !== undefined) return parsed;
  throw complain(complaints);
}

function operandOf({ operand }: AnyVerb) {
  const word = { brief: "", placeholder: "WORD", parse: String };
  if (operand === undefined) return { kind: "array", parameter: word, maximum: 0 };
  const { least, most, placeholder, brief } = operand;
  return {
    kind: "array",
    parameter: { ...word, brief, placeholder },
    minimum: least,
    ...(most === undefined ? {} : { maximum: most }),
  };
}

function complain(complaints: readonly string[]): Failure {
  const [first = "Cannot read the words"] = complaints;
  return wrongUse(first.trimEnd());
}

function textFor(names: readonly string[]): ApplicationText {
  const known = names.map(longOption);
  const unknown = (word: string) => {
    const near = word.startsWith("--") ? nearest(word, known) : undefined;
    return `Cannot use "${word}": no such option${
      near === undefined ? "" : `: did you mean "${near}"?`
    }`;
  };
  return {
    ...text_en,
    exceptionWhileParsingArguments(error) {
      if (!(error instanceof ArgumentScannerError)) {
        return error instanceof Error ? error.message : String(error);
      }
      return formatMessageForArgumentScannerError(error, {
        FlagNotFoundError: ({ input }: FlagNotFoundError) => unknown(`--${input}`),
        AliasNotFoundError: ({ input }: AliasNotFoundError) => unknown(`-${input}`),
        ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) =>
          `Cannot use "${input}" for --${name}: ${
            exception instanceof Error ? exception.message : exception
          }`,
        EnumValidationError: ({ externalFlagName: name, input, values }) =>
          `Cannot use "${input}" for --${name}: ${noneOf(input, values)}`,
        InvalidNegatedFlagSyntaxError: ({ externalFlagName: name }) =>
          `Cannot use --${name} with a value: it takes none`,
        UnsatisfiedFlagError: ({ externalFlagName: name }) =>
          `Cannot use --${name}: a value must follow`,
        UnexpectedFlagError: ({ externalFlagName: name }) => `Cannot use --${name} twice`,
        UnexpectedPositionalError: ({ input }) => `Cannot use "${input}": one word too many`,
        UnsatisfiedPositionalError: ({ placeholder }) => `Cannot go on: ${placeholder} is missing`,
      });
    },
  };
}
