# shellcheck shell=sh disable=SC2154
# Read by look.sh for manifest, in a subshell: what the launchers grant; with --check also which
# programs run, and who could change them.
set +e
PATH=/usr/bin:/bin:/usr/sbin:/sbin
fact root "$root"
fact deno "$deno"
fact uid "$(id -u)"
fact kill "$kill"
fact ps "$ps"
fact cgroup_script "$lib/cgroup.sh"
words() { # PROGRAM LAUNCHER WORD...
  asked=$1 launcher=$2 && shift 2
  "$launcher" --manifest "$@" </dev/null | sed "s|^|$asked |"
}
export CHORE_SESSION="$session"
words chore "$root/bin/chore"
words chored "$root/bin/chored"
# the one that chored may start: under a policy it is the policy's
worker=$("$root/bin/chored" --manifest </dev/null | sed -n 's/^--allow-run=//p')
words chored_worker "$worker" run "$base" "$session" 0 00000000 a-0 none "$deno" "$cache/deno"
case " $* " in *' --check '*) ;; *) exit ;; esac

# Programs under Deno that name the base folder. On Linux also what no word shows: whether SIGUSR1 is
# blocked, and the names in the environment that would change Deno.
changers='DENO_(PERMISSION_BROKER_PATH|AUDIT_PERMISSIONS|V8_FLAGS|COVERAGE_DIR)|NODE_OPTIONS|LD_(PRELOAD|LIBRARY_PATH|AUDIT)'
list() { "$ps" -A -ww -o pid= -o user= -o args= || "$ps" -A -o pid= -o user= -o args= || "$ps" -o pid=,user=,args=; }
rows=$(list 2>/dev/null) || fact blind "\"$ps\" cannot list processes with their words"
while read -r pid user args; do
  case $args in *deno' run '*"$base"*) ;; *) continue ;; esac
  fact process "$pid $user $args"
  [ -r "/proc/$pid/status" ] || continue
  sed -n "s/^SigBlk:[^0-9a-f]*/blocked $pid /p" "/proc/$pid/status"
  { tr '\0' '\n' <"/proc/$pid/environ" | grep -E "^($changers)=" | sed "s/=.*//; s/^/changed $pid /"; } 2>/dev/null
done <<END
$rows
END

# What others could change: by its mode, by its owner, or by those of a folder above it. The group of
# whoever asks is no other where it is his alone.
mine=$(id -gn)
[ "$mine" = "$(id -un)" ] || mine=0
set -- "$root/bin" "$lib" "$deno" "$cache/deno"
[ -z "$checkout" ] || set -- "$root/bin" "$root/cli" "$root/daemon" "$root/worker" "$root/job" "$root/wire" "$root/system" \
  "$root/limits.ts" "$root/deno.json" "$root/deno.lock" "$deno" "$cache/deno"
rules=${worker%/*}
policy=''
if [ "$rules" != "$root/bin" ]; then
  set -- "$@" "$rules"
  { IFS= read -r policy <"${rules%/*}/source"; } 2>/dev/null && set -- "$@" "$policy"
fi
is_open='( -perm -0002 -o -perm -0020 ! -group 0 ! -group '$mine' -o ! -user 0 ! -user '$(id -u)' )'
# shellcheck disable=SC2086 # words
find -H "$@" ! -type l $is_open -print 2>/dev/null | sed 's/^/open /'
for place in "$root" "$deno" "$cache/deno" "$base" ${policy:+"$rules" "$policy"}; do
  [ "$place" = "$base" ] || [ ! -d "${place%/deno}" ] || { cd -P "${place%/deno}" && fact place "$PWD"; }
  while [ "$place" ]; do
    # shellcheck disable=SC2086
    find -H "$place" -prune $is_open ! \( -perm -1000 -user 0 \) -print 2>/dev/null | sed 's/^/open /'
    place=${place%/*}
  done
done
[ ! -d "$base" ] || { cd -P "$base" && fact base "$PWD"; }
