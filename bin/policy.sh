# shellcheck shell=sh disable=SC2034,SC2154
# Read by chored where a policy is named, or may have been before: finds the file, has its rules made, and
# narrows what chored may run and write. Told by: policy (as it was said) and the rest of chored. Sets:
# rules (their folder, or nothing), ended (the policy that "--policy none" ends), launcher, writes.
given=$policy remembered='' before=''

policy_die() { # MESSAGE
  die 111 "Cannot use policy \"$policy\": $1"
}

# Each base folder has a name of its own there, in one part: / is +, + is =p and = is =e.
policies() {
  case ${XDG_DATA_HOME-} in
    /*) data=${XDG_DATA_HOME%/}/chore ;;
    *) data=${HOME:+${HOME%/}/.local/share/chore} ;;
  esac
  case $data in /*) ;; *) return 1 ;; esac
  coded='' rest=$real
  while :; do
    head=${rest%%[/+=]*}
    coded=$coded$head rest=${rest#"$head"}
    case $rest in
      /*) coded=$coded+ ;;
      +*) coded=$coded=p ;;
      =*) coded=$coded=e ;;
      *) break ;;
    esac
    rest=${rest#?}
  done
  policies=$data/policy/$coded/$session
}

# Two lines: the policy, and the folder that was made of it last. The second copy speaks up where the
# first is looked for in vain.
remember() {
  for memo in "$policies/source" "$base/run/$session.policy"; do
    { printf '%s\n' "$policy" "$rules" >"$memo.$$" && mv -f "$memo.$$" "$memo"; } ||
      policy_die "\"$memo\" cannot be written"
  done
}

is_served() {
  [ -e "$base/run/$session.pid" ] || return 1
  pid=''
  read -r pid <"$base/run/$session.pid" || :
  case $pid in '' | *[!0-9]*) pid='?' ;; esac # what chored wrote there is no more than that
  if command -v flock >/dev/null; then
    ! flock -n "$base/run/$session.pid" true
  else
    kill -0 "$pid" 2>/dev/null
  fi
}

if policies; then
  [ ! -r "$policies/source" ] || { IFS= read -r remembered && IFS= read -r before; } <"$policies/source" || :
elif [ "$policy" ] && [ "$policy" != none ]; then
  policy_die 'neither XDG_DATA_HOME nor HOME is an absolute path, so there is no place for its rules'
fi
if [ -z "$policy$remembered$manifest$ask" ] && [ -e "$base/run/$session.policy" ]; then
  [ -r "$base/run/$session.policy" ] || die 111 "Cannot start: base folder \"$base\" belongs to another user: only that one starts its chored"
  IFS= read -r found <"$base/run/$session.policy" || found='?'
  die 103 "Cannot start: session \"$session\" has the policy \"$found\", and \"${policies:-the data folder}\" has no rules of it: say --policy FILE, or --policy none"
fi
case $policy in
  none) policy='' ended=$remembered ;;
  '') policy=$remembered ;;
esac
[ -z "$policy" ] || [ -z "$link" ] || policy_die "a link leads to the base folder: set CHORE_HOME to \"$base\""

if [ "$manifest" ]; then
  [ -z "$policy" ] || rules=${before:-$policies/0}
elif [ -z "$ask" ] && [ "$policy$given" ]; then
  served=''
  ! is_served || served=yes
  [ -z "$served" ] || [ "$restart" ] || die 103 "session \"$session\" is served already, by process $pid"
  if [ "$policy" ]; then
    uid=$(id -u) group=''
    . "$lib/policy/file.sh"
    . "$lib/policy/make.sh"
    remember
    [ "$served" ] || sweep_rules
  else
    rm -f "${policies:+$policies/source}" "$base/run/$session.policy"
  fi
  cd /
fi

# What chored may then run, and write: nothing that another session of this base folder goes by.
if [ "$rules" ]; then
  tab=choretab
  [ "$session" = chored ] || tab=choretab.$session
  launcher=$rules/chored_worker
  writes=$base/cache/$session,$base/logs,$base/run/$session.pid,$socket,$socket.new,$base/$tab,$base/.$tab.new
fi
