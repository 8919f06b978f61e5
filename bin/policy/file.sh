# shellcheck shell=sh disable=SC2034,SC2154
# Read by policy.sh: refuses a policy file that somebody else can change, or chored; and lets the group in
# that it names. Told by: policy, real, base, uid.

# Whether somebody else can change what lies at PATH, by a folder on its way too; WORDs are for find(1).
# Sets place, where he can.
open_to_others() { # PATH [WORD]...
  place=$1 && shift
  while :; do
    found=$(find -H "${place:-/}" -prune \( -perm -0002 -o -perm -0020 -o ! -user 0 ! -user "$uid" \) "$@" -print) || found='?'
    [ -z "$found" ] || return 0
    [ "$place" ] || return 1
    place=${place%/*}
  done
}

check_policy_file() {
  check_path 111 policy "$policy"
  [ ! -h "$policy" ] || policy_die 'it is a link: name the file itself'
  [ -e "$policy" ] || policy_die "there is no such file${remembered:+: say --policy FILE, or --policy none}"
  [ ! -d "$policy" ] || policy_die 'it is a folder'
  [ -f "$policy" ] || policy_die 'it is no regular file'
  [ -r "$policy" ] || policy_die 'it cannot be read'
  folder=${policy%/*}
  cd -P "${folder:-/}" || policy_die "folder \"$folder\" cannot be entered"
  [ "${PWD%/}" = "$folder" ] || policy_die "a link is on its way: its real path is \"${PWD%/}/${policy##*/}\""
  case $policy in "$real"/*) policy_die "it lies in the base folder \"$real\", which chored may write" ;; esac
  ! open_to_others "$policy" ||
    policy_die "others can change \"${place:-/}\": that and all folders above it must belong to root or to you, and nobody else may write there"
}

# Members of the group come as far as the socket, and see nothing else.
let_group_in() {
  case " $(id -Gn) " in
    *" $group "*) ;;
    *)
      find / -prune -group "$group" >/dev/null 2>&1 || policy_die "there is no group \"$group\": see its rule ask"
      [ "$uid" -eq 0 ] || policy_die "you are not in group \"$group\": see its rule ask"
      ;;
  esac
  { chgrp "$group" "$base" "$base/run" && chmod 710 "$base" && chmod 2710 "$base/run"; } ||
    policy_die "\"$base/run\" cannot be given to group \"$group\""
  place=$real
  while place=${place%/*} && [ "$place" ]; do
    [ -z "$(find "$place" -prune ! -perm -0001 ! \( -perm -0010 -group "$group" \) -print)" ] ||
      say "group \"$group\" cannot come to the socket: \"$place\" is closed to it: set CHORE_HOME to another folder"
  done
}
