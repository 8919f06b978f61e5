/** The lines of a gate whose command is another user's. Until he is that nothing of the job's environment is there: what it has programs load is for him. */

import { commandWords, pathOf, unaskedNames } from "./gate_env.ts";
import { quote } from "./quote.ts";
import type { Spec } from "./spec.ts";

/** The account, as the system has it; who may not log in any more gets no job either. */
export function findUser(user: string): string[] {
  const say = (reason: string) => quote(`${reason}: "${user}"`);
  return [
    // for the gate alone: nobody gets it from here
    "PATH=/usr/bin:/bin:/usr/sbin:/sbin",
    `chore_user=${quote(user)}`,
    `[ "$(id -u)" = 0 ] || chore_refuse 126 '--user needs a chored that runs as root'`,
    `chore_uid=$(id -u "$chore_user" 2>/dev/null) && chore_gid=$(id -g "$chore_user") ||`,
    `  chore_refuse 126 ${say("there is no such user")}`,
    `chore_line=$(getent shadow "$chore_user" 2>/dev/null) || chore_line=`,
    "set -f; IFS=:; set -- $chore_line",
    // a password that somebody put a mark before; an account that never had one is none of these
    `case \${2-} in '!'[!'!*']*) chore_refuse 126 ${say("the user's account is locked")} ;; esac`,
    `case \${8-} in '' | *[!0-9]*) ;; *) [ "$8" -gt $(($(date +%s) / 86400)) ] ||`,
    `  chore_refuse 126 ${say("the user's account has expired")} ;; esac`,
    `chore_line=$(getent passwd "$chore_user" 2>/dev/null || id -P "$chore_user" 2>/dev/null) || chore_line=`,
    // three fields more where id(1) tells
    "set -- $chore_line; [ $# -lt 10 ] || shift 3",
    "chore_home=${6:-/} chore_shell=${7:-/bin/sh}; unset IFS; set +f; set --",
  ];
}

/**
 * How he is become, and whether he can: the first means that does it is the one. As him his folder is
 * entered and his command looked for, since root sees and enters more.
 */
export function becomeUser({ cwd, argv, env, user = "" }: Spec): string[] {
  const [program = ""] = argv;
  const trial = ["/bin/sh", "-c", TRIAL, "sh", cwd, program, pathOf(env)].map(quote).join(" ");
  const groups = `$(id -G "$chore_user" | tr ' ' ,)`;
  const folder = `"${oneLine(cwd)}"`;
  const shown = `"${oneLine(program)}"`;
  const refusals: readonly (readonly [word: string, code: number, reason: string])[] = [
    ["folder", 126, `the user "${user}" cannot enter the folder: ${folder}`],
    ["none", 127, `there is no such command for the user "${user}": ${shown}`],
    ["closed", 126, `it is not executable for the user "${user}": ${shown}`],
    ["*", 126, `it cannot be seen what the user "${user}" may run`],
  ];
  return [
    'for chore_become in "setpriv --reuid=$chore_user --regid=$chore_gid --init-groups --" \\',
    `  "chroot --userspec=$chore_uid:$chore_gid --groups=${groups} /" \\`,
    `  "chroot -u $chore_user -g $chore_gid -G ${groups} /" ''; do`,
    `  chore_found=$($chore_become /usr/bin/env -i ${trial} 2>/dev/null) || chore_found=`,
    '  [ -z "$chore_become" ] || [ "${chore_found%% *}" != "$chore_uid" ] || break',
    "done",
    `[ -n "$chore_become" ] || chore_refuse 126 ${
      quote(`it cannot become user "${user}": neither setpriv(1) nor chroot(8) does it here`)
    }`,
    "case ${chore_found#* } in",
    "  ok) ;;",
    ...refusals.map(([word, code, reason]) =>
      `  ${word}) chore_refuse ${code} ${quote(reason)} ;;`
    ),
    "esac",
  ];
}

/** In words: who he is, then what is wrong, if anything. */
const TRIAL = [
  'printf "%s " "$(/usr/bin/id -u)"',
  'cd -- "$1" 2>/dev/null || { echo folder; exit; }',
  "found=none",
  'look() { [ -f "$1" ] || return 1; found=closed; [ ! -x "$1" ] || found=ok; [ "$found" = ok ]; }',
  "case $2 in",
  '  */*) look "$2" ;;',
  '  *) IFS=:; set -f; for folder in $3; do look "${folder:-.}/$2" && break; done ;;',
  "esac",
  'echo "$found"',
].join("\n");

/** His pipes are his to open by name, as /dev/stderr is; they were made by root. */
export function givePipes({ output }: Pick<Spec, "output">): string[] {
  if (output !== "pipe") return [];
  return [
    // by the descriptors of this shell, which a redirection would change in some
    "for chore_file in /proc/$$/fd/1 /proc/$$/fd/2; do",
    '  [ ! -p "$chore_file" ] || chown -f "$chore_uid" "$chore_file" || :',
    "done",
  ];
}

/** What the account decides and the job does not: names, and words of the gate's shell for their values. */
export function accountVariables(env: readonly string[]): (readonly [string, string])[] {
  return Object.entries(ACCOUNT).filter(([name]) => !isSet(env, name))
    .map(([name, variable]) => [name, `"$${variable}"`] as const);
}

const ACCOUNT = {
  ...{ HOME: "chore_home", USER: "chore_user", LOGNAME: "chore_user", SHELL: "chore_shell" },
};

const isSet = (env: readonly string[], name: string) =>
  env.some((variable) => variable.startsWith(`${name}=`));

/** Becomes him, then takes the environment from the file at `path`, which he could not open by its name, then becomes the command. */
export function execAsUser(
  spec: Spec,
  { nice, path, redirections }: {
    readonly nice: string;
    readonly path: string;
    readonly redirections: string;
  },
): string[] {
  const unset = unaskedNames(spec.env);
  const script = [
    'cd -- "$1" || exit 126',
    "shift; unset OLDPWD; chore_all=",
    // without another process: he may have room for one alone
    'while IFS= read -r chore_line; do chore_all="$chore_all$chore_line',
    '"; done <&8',
    'exec 8<&-; eval "$chore_all"',
    `export PWD; unset chore_line chore_all ${unset.join(" ")}`,
    "[ ! -d /proc/self ] || [ -h /usr/bin/env ] ||",
    `  exec /usr/bin/env --default-signal ${unset.map((name) => `-u ${name}`).join(" ")} -- "$@"`,
    'exec /usr/bin/env -- "$@"',
  ].join("\n");
  const account = accountVariables(spec.env).map(([name, word]) => `${name}=${word} `).join("");
  const words = `${nice}$chore_become /usr/bin/env -i ${account}/bin/sh -c`;
  return [
    `exec ${words} ${quote(script)} sh ${quote(spec.cwd)} ${commandWords(spec)} ` +
    `${redirections} 8<${quote(path)}`,
  ];
}

/** For a reason of one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\n\r]/g, " ").slice(0, 200);
}
