/** Which names of variables a gate can export by its shell; the others go through env(1). */

/** Names that some shell keeps for itself, sets, checks or complains of. */
const shellNames = new Set(
  ("_ IFS UID EUID GROUPS PPID SHELLOPTS OPTIND OPTARG OPTERR LINENO RANDOM SRANDOM SECONDS PIPESTATUS SHLVL " +
    "DIRSTACK FUNCNAME COLUMNS LINES TMOUT LANG USER_ID PGRP").split(" "),
);
const shellPrefix = /^(?:BASH|COMP_|EPOCH|HIST|KSH|LC_|chore_)/;

export function isPlainName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !shellNames.has(name) && !shellPrefix.test(name);
}
