/** What a verb is: one row that parser, help, completion and the test of the man page read. */

import type { Aliases, FlagParametersForType } from "@stricli/core";
import type { Caller } from "./caller.ts";

/** What the user asked of a verb. */
export interface Asked<Flags> {
  readonly caller: Caller;
  readonly flags: Flags;
  /** the words that are no options: jobs, or the command */
  readonly words: readonly string[];
}

/** The words that a verb takes beside its options. */
export interface Operand {
  /** as help shows it: `JOB` */
  readonly placeholder: string;
  readonly brief: string;
  readonly least: number;
  readonly most?: number;
}

export interface Verb<Flags> {
  /** more than the line in the table of verbs, a line each */
  readonly about?: readonly string[];
  readonly flags: FlagParametersForType<Flags>;
  readonly letters: Aliases<keyof Flags & string>;
  readonly operand?: Operand;
  /** from the first plain word on, all belongs to a command */
  readonly takesCommand?: true;
  /** `-9` or `-HUP` in place of an option is the value of this flag */
  readonly signalFlag?: keyof Flags & string;
  /** Does it; gives the exit code. */
  run(asked: Asked<Flags>): Promise<number>;
}

/** What help, parser and tests must know of a flag, whatever its type. */
export interface ShownFlag {
  readonly kind: string;
  readonly brief: string;
  readonly placeholder?: string;
  /** the words that it takes */
  readonly values?: readonly string[];
  readonly optional?: boolean;
  readonly variadic?: boolean | string;
}

/** A verb whose type of flags is not known: its own table makes them what its own function takes. */
export interface AnyVerb extends Omit<Verb<never>, "flags" | "letters" | "signalFlag"> {
  readonly flags: Readonly<Record<string, ShownFlag>>;
  readonly letters: Readonly<Record<string, string>>;
  readonly signalFlag?: string;
}
