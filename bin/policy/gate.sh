# shellcheck shell=sh disable=SC2154
# The gate of every run of a session with a policy: read by its program "gate" after rules.sh. Told by
# chore_policy, chore_lib and one word, the folder of the run. The pass in that folder, which chored wrote,
# is data: what the rules do not allow does not start. All else is as in a gate that chored writes, see
# job/gate.ts; but the command is named by its true path, so that no PATH and no link decides again.
umask 077
set -fu
chore_newline='
' chore_d=${1-} chore_w=${1-}/w chore_word=''
chore_run=${chore_d##*/}

chore_await() { # nothing runs that is not on record: the worker says so by one word
  [ "$chore_word" ] || { IFS= read -r chore_word && [ "$chore_word" = go ]; } || exit 125
}
chore_refuse() { # CODE BEFORE [VALUE AFTER]
  chore_await
  chore_shown=${3-}
  while case $chore_shown in *"$chore_newline"*) ;; *) false ;; esac do
    chore_shown="${chore_shown%%"$chore_newline"*} ${chore_shown#*"$chore_newline"}"
  done
  [ $# -lt 3 ] || set -- "$1" "$2\"$(printf %.200s "$chore_shown")\"${4-}"
  printf '%s\n' "$2" >"$chore_w/refused"
  exit "$1"
}
chore_forbid() { # RULE WHAT [VALUE]
  if [ $# -lt 3 ]; then chore_refuse 126 "the policy \"$rule_source\" does not allow $2: see its rule $1"; fi
  chore_refuse 126 "the policy \"$rule_source\" does not allow $2 " "$3" ": see its rule $1"
}
chore_within() { # PATH FOLDER
  case $1/ in "${2%/}"/*) ;; *) return 1 ;; esac
}

# A folder of a run of this session, and no link on the way below the base folder.
case $chore_run in '' | *[!0-9]*) exit 125 ;; esac
[ "$chore_d" = "$rule_base/cache/$rule_session/runs/$chore_run" ] && cd -P -- "$rule_base" && chore_base=$PWD &&
  cd -P -- "$chore_w" && [ "$PWD" = "$chore_base/cache/$rule_session/runs/$chore_run/w" ] || exit 125
cd -P -- "$chore_policy" && chore_own=${PWD%/*} || exit 125 # the policy, and what names it
cd /
. "$chore_lib/policy/pass.sh"
if [ "$chore_said_output" = fifo ]; then
  for chore_fifo in "$chore_w/stdout.fifo" "$chore_w/stderr.fifo"; do
    [ -p "$chore_fifo" ] || mkfifo -m 600 "$chore_fifo" || chore_refuse 126 'no fifo could be made'
  done
fi
chore_await

. "$chore_lib/policy/place.sh"
[ -z "$chore_wall_sees" ] || . "$chore_lib/policy/walls.sh"
{ cd -P -- "$chore_real" && [ "$PWD" = "$chore_real" ]; } || chore_refuse 126 'the folder is another one now: ' "$chore_cwd"
. "$chore_lib/policy/start.sh"
