# shellcheck shell=sh disable=SC2154
# Read by cgroup.sh: finds the place for control groups, makes one and limits it.

# Beside the group into which bin/chored has put chored, else in our own.
find_place() {
  place='' why='this system has no control groups of version 2'
  for mount in "$sys" "$sys/unified"; do [ ! -e "$mount/cgroup.controllers" ] || break; done
  [ -e "$mount/cgroup.controllers" ] && [ -r "$own" ] || return 1
  while IFS= read -r line; do
    case $line in 0::*) place=$mount${line#0::} ;; esac
  done <"$own"
  place=${place%/} why='the control group of chored lies outside of what it sees'
  case $place/ in / | */../*) return 1 ;; esac
  place=${place%/chore.self}
  why="\"$place\" cannot be written: start chored as a service with Delegate=yes and DelegateSubgroup=chore.self"
  [ -w "$place" ] && [ -w "$place/cgroup.procs" ]
}

# Whether the controller is there for groups in this place; it is handed down where that can be.
hold() { # CONTROLLER
  read -r there <"$place/cgroup.subtree_control" || there=''
  case " $there " in *" $1 "*) return 0 ;; esac
  { echo "+$1" >"$place/cgroup.subtree_control"; } 2>/dev/null && return 0
  why="the controller $1 is not to be had in \"$place\""
  read -r there <"$place/cgroup.controllers" || there=''
  case " $there " in *" $1 "*) ;; *) return 1 ;; esac
  why="\"$place\" cannot hand down the controller $1, perhaps for processes in it: start chored as a service with Delegate=yes and DelegateSubgroup=chore.self"
  return 1
}

limit() { # CONTROLLER FILE VALUE
  hold "$1" || return 0
  if put "$2" "$3"; then held="$held${held:+ }$1"; else why="\"$path/$2\" does not take \"$3\""; fi
}

make() { # WISH...
  held='' path=''
  if find_place; then
    path=$place/$name why=-
    remove # that of a gate which was killed before the command could run
    if mkdir "$path" 2>/dev/null || [ -d "$path" ]; then limit_all "$@"; else why="\"$path\" cannot be made" path=''; fi
  fi
  for line in "$path" "$held" "$why"; do printf '%s\n' "$line"; done >"$folder/w/group" ||
    fail "\"$folder/w/group\" cannot be written"
  for line in "$path" "$held" "$why"; do printf '%s\n' "$line"; done
}

limit_all() { # WISH...
  for wish; do
    case $wish in
      memory=*) limit memory memory.max "${wish#*=}" ;;
      pids=*) limit pids pids.max "${wish#*=}" ;;
      cpu=*) limit cpu cpu.max "${wish#*=}000 100000" ;;
      *) fail "\"$wish\" is no wish" ;;
    esac
  done
  case " $held " in *' memory '*) ;; *) return 0 ;; esac
  put memory.oom.group 1 || : # all of a job ends, or nothing
  [ ! -e "$path/memory.swap.max" ] || put memory.swap.max 0 || :
}

# What has processes hands nothing down: where chored is alone in a scope it moves into a group below. A
# service must be told to begin there: into one that hands down its manager could start no other chored.
# Groups of the session that are empty and older than a minute were left behind.
settle() { # PID SESSION
  find_place || return 0
  case $place in *.scope) ! is_alone "$1" || move "$1" ;; esac
  find "$place" -maxdepth 1 -type d -name "chore.$2.*" -mmin +1 -exec rmdir {} \; 2>/dev/null || :
}

is_alone() { # PID
  while read -r pid; do
    [ "$pid" = "$1" ] || [ "$pid" = $$ ] || return 1
  done <"$place/cgroup.procs"
}

move() { # PID
  mkdir "$place/chore.self" 2>/dev/null || [ -d "$place/chore.self" ] || return 0
  for pid in "$1" 0; do { echo "$pid" >"$place/chore.self/cgroup.procs"; } 2>/dev/null || :; done
}
