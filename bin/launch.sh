# shellcheck shell=sh disable=SC2034,SC2154
# Read by chore, chored and chored_worker: what they have in common. Told by name, root, lib.
umask 077
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
LC_ALL=C # a length is in bytes, and a-z are 26 letters
newline='
'

die() { # CODE MESSAGE
  printf '%s: %s\n' "$name" "$2" >&2
  exit "$1"
}

# Deno cuts its lists of paths at commas: a comma in a path would be a second right.
check_path() { # CODE WHAT PATH
  case $3/ in
    *,* | *"$newline"*) die "$1" "Cannot use $2 \"$3\": it must not contain a comma or a newline" ;;
    */./* | */../* | *//*) die "$1" "Cannot use $2 \"$3\": it must not have an empty part, . or .." ;;
    /?*) ;;
    *) die "$1" "Cannot use $2 \"$3\": it must be an absolute path" ;;
  esac
}

check_session() {
  case $session in
    '' | *[!0-9a-zA-Z_]*) die 100 "Cannot use session \"$session\": a name is made of letters, digits and _" ;;
  esac
  [ ${#session} -le 63 ] || die 100 "Cannot use session \"$session\": a name has at most 63 characters"
}

# Where the programs are: ROOT/lib/chore when installed, else the sources, run as they are with the
# packages that deno.lock names.
man=$root/share/man program=$lib/$name.js checkout=
if [ "$lib" = "$root/bin" ]; then
  checkout=yes man=$root/man
  case $name in
    chore) program=$root/cli/main.ts ;;
    chored) program=$root/daemon/main.ts ;;
    chored_worker) program=$root/worker/main.ts ;;
  esac
fi
check_path 111 'program folder' "$root"

# SIGUSR1 opens Deno's debugger to every user of the machine: block it wherever env(1) can.
block=''
if [ -d /proc/self/ns ] && { [ ! -h /usr/bin/env ] || /usr/bin/env --block-signal=USR1 true 2>/dev/null; }; then
  block=--block-signal=USR1
fi
boot=''
[ ! -r /proc/sys/kernel/random/boot_id ] || read -r boot </proc/sys/kernel/random/boot_id
