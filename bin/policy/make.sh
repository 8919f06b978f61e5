# shellcheck shell=sh disable=SC2034,SC2154
# Read by policy.sh: makes of a policy file a folder that nothing of chore may write afterwards, with its
# rules, the gate of all runs and the one launcher that chored may start. Told by: policy, policies and the
# rest of chored. Sets: rules.

# Each start has a folder of its own: a chored that serves goes on by what it was started with.
make_rules_folder() {
  { mkdir -p "$policies" && cd -P "$policies"; } || policy_die "folder \"$policies\" cannot be made"
  policies=$PWD
  case $policies/ in "$real"/*) policy_die "\"$policies\" lies in the base folder: set XDG_DATA_HOME to another folder" ;; esac
  check_path 111 'policy folder' "$policies"
  ! open_to_others "$policies" ! \( -perm -1000 -user 0 \) ||
    policy_die "its rules would lie in \"${place:-/}\", which others can change: set XDG_DATA_HOME to another folder"
  rules=$policies/$$
  until mkdir "$rules" 2>/dev/null; do
    if [ ! -d "$rules" ] || [ ${#rules} -gt $((${#policies} + 20)) ]; then policy_die "\"$rules\" cannot be made"; fi
    rules=${rules}_
  done
  { printf '#!/usr/bin/env -S -i PATH=/usr/bin:/bin /bin/sh\n' >"$rules/try" && chmod 500 "$rules/try"; } ||
    policy_die "\"$rules\" cannot be written"
  "$rules/try" 2>/dev/null ||
    policy_die "no script in \"$rules\" can be run: that needs an env(1) with -S and -i, and a file system that lets programs run"
  rm -f "$rules/try"
}

# Removes those of starts that are over; a worker of the last may yet be about to begin.
sweep_rules() {
  set +f
  for old in "$policies"/[0-9]*; do
    case $old in "$before" | "$rules" | "$policies/[0-9]*") continue ;; esac
    starter=${old##*/}
    kill -0 "${starter%%_*}" 2>/dev/null || rm -rf "$old"
  done
  set -f
}

compile() { # [LINK REAL]...
  set -- "$compiler" "$policy" "$rules" "$base" "$session" "$deno" "$cache/deno" "$root/bin/chored_worker" "$lib" "$@"
  set -- --ignore-env "--allow-read=$policy" "--allow-write=$rules" "$@"
  if [ "$checkout" ]; then
    set -- "--config=$root/deno.json" "--lock=$root/deno.lock" --frozen --cached-only "$@"
  else
    set -- --no-config --no-lock --no-npm "$@"
  fi
  set -- run --quiet --no-prompt --no-remote --deny-import --no-code-cache "$@"
  /usr/bin/env -i ${block:+"$block"} PATH=/usr/bin:/bin NO_COLOR=1 DENO_NO_UPDATE_CHECK=1 \
    "DENO_DIR=$cache/deno" "$deno" "$@" </dev/null
}

real_path() { # PATH: sets found
  if [ -d "$1" ]; then
    cd -P "$1" 2>/dev/null && found=$PWD
  else
    [ -e "$1" ] && cd -P "${1%/*}/" 2>/dev/null && found=${PWD%/}/${1##*/}
  fi
}

# What a link leads elsewhere goes by both names. Which paths there are is known once they are compiled.
make_rules() {
  compiler=$root/daemon/policy_main.ts
  [ "$checkout" ] || compiler=$lib/chored_policy.js
  set --
  for place in /bin /sbin /lib /lib64 /usr/sbin /etc /tmp /var; do
    [ ! -h "$place" ] || ! real_path "$place" || set -- "$@" "$place" "$found"
  done
  known=$#
  told=$(compile "$@") || exit
  while IFS= read -r line; do
    value=${line#* }
    case ${line%% *} in
      ask) group=$value ;;
      allows) say "policy \"$policy\" has no rule: it allows everything" ;;
      path)
        if ! real_path "$value"; then
          say "policy \"$policy\" names \"$value\", which is not there"
        elif [ "$found" != "$value" ]; then
          set -- "$@" "$value" "$found"
        fi
        ;;
    esac
  done <<END
$told
END
  [ $# -eq "$known" ] || compile "$@" >/dev/null || exit
}

say() { # MESSAGE
  printf 'chored: %s\n' "$1" >&2
}

check_policy_file
make_rules_folder
make_rules
mkdir -p "$base/logs" "$base/cache/$session/runs" "$base/cache/$session/jobs"
[ -z "$force" ] || chmod 700 "$base" "$base/run" "$base/cache"
[ -z "$group" ] || let_group_in
