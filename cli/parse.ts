/** Parses the words of a verb by its table of flags; stricli does the checking, messages are ours. */

import {
  AliasNotFoundError,
  type ApplicationText,
  ArgumentParseError,
  ArgumentScannerError,
  buildApplication,
  buildCommand,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  run,
  text_en,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { nearest, shortened } from "../system/text.ts";
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
      return complaintAbout(error, unknown);
    },
  };
}

/** By their classes and not, as stricli would, by the names of these: the installed form has others. */
function complaintAbout(error: ArgumentScannerError, unknown: (word: string) => string): string {
  if (error instanceof FlagNotFoundError) return unknown(`--${error.input}`);
  if (error instanceof AliasNotFoundError) return unknown(`-${error.input}`);
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, input, exception } = error;
    // our own parsers throw no errors of syntax: it is what stricli makes of a switch
    if (exception instanceof SyntaxError) return `Cannot use --${name} with a value: it takes none`;
    const reason = exception instanceof Error ? exception.message : exception;
    return `Cannot use "${shortened(input)}" for --${name}: ${reason}`;
  }
  if (error instanceof EnumValidationError) {
    const { externalFlagName: name, input, values } = error;
    return `Cannot use "${shortened(input)}" for --${name}: ${noneOf(input, values)}`;
  }
  if (error instanceof InvalidNegatedFlagSyntaxError) {
    return `Cannot use --${error.externalFlagName} with a value: it takes none`;
  }
  if (error instanceof UnsatisfiedFlagError) {
    return `Cannot use --${error.externalFlagName}: a value must follow`;
  }
  if (error instanceof UnexpectedFlagError) return `Cannot use --${error.externalFlagName} twice`;
  if (error instanceof UnexpectedPositionalError) {
    return `Cannot use "${shortened(error.input)}": one word too many`;
  }
  return error instanceof UnsatisfiedPositionalError
    ? `Cannot go on: ${error.placeholder} is missing`
    : error.message;
}
