/** What a line of a choretab asks for, as the spec of a job. */

import type { Problem } from "./cron_fields.ts";
import { makeEnv } from "./env.ts";
import { checkZone } from "./schedule.ts";
import type { CommandRead, TabCommand } from "./tab_command.ts";
import { fieldsOfFlags, type TabFlags } from "./tab_options.ts";

/** As cron(8) has it: what a job makes can be read by others. */
const umask = 0o022;

/** What the lines before have set. */
export interface Surroundings {
  readonly variables: ReadonlyMap<string, string>;
  readonly zone: string | undefined;
}

/** Its shape is not checked yet. */
export function wishOf(
  { flags, command }: CommandRead,
  expression: string,
  { around }: { around: Surroundings },
): object | Problem {
  const { cwd = "", resetEnv: reset, env: add, cleanEnv: clean = false } = flags;
  const home = around.variables.get("HOME") ?? "/";
  const shell = around.variables.get("SHELL") ?? "";
  if (command.kind === "text" && !shell.startsWith("/")) {
    return { problem: `Cannot use SHELL "${shell}": it is no absolute path` };
  }
  const env = makeEnv(around.variables, { reset, add, clean, user: flags.user });
  if ("problem" in env) return env;
  const when = whenOf(flags, expression, { zone: around.zone });
  if ("problem" in when) return when;
  const fields = fieldsOfFlags(flags);
  if ("problem" in fields) return fields;
  if (fields.orphan === "adopt" && fields.output === "pipe") {
    return { problem: "--orphan adopt needs --output direct or fifo: a pipe ends with its worker" };
  }
  return {
    ...{ argv: argvOf(command, shell), cwd: cwd.startsWith("/") ? cwd : join(home, cwd) },
    ...{ env, umask, when },
    ...fields,
  };
}

function argvOf(command: TabCommand, shell: string): readonly string[] {
  return command.kind === "words" ? command.argv : [shell, "-c", command.text];
}

function join(home: string, folder: string): string {
  return folder === "" ? home : `${home.replace(/\/$/, "")}/${folder}`;
}

function whenOf(
  { zone: own, overlap, catchUp }: TabFlags,
  expression: string,
  { zone: around }: { zone: string | undefined },
): object | Problem {
  const problem = own === undefined ? undefined : checkZone(own);
  if (problem !== undefined) return { problem: `Cannot use "${own}" for --zone: ${problem}` };
  const zone = own ?? around;
  return {
    ...{ kind: "cron", expression },
    ...zone === undefined ? {} : { zone },
    ...overlap === undefined ? {} : { overlap },
    ...catchUp === undefined ? {} : { catchUp },
  };
}
