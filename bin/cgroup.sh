#!/bin/sh
# The control group of one run, on Linux with version 2. Its gate has it made, its worker has it frozen,
# ended, looked at and removed, for Deno itself can do nothing below /sys; bin/chored makes room for them.
#   cgroup.sh make FOLDER [memory=BYTES] [pids=NUMBER] [cpu=HUNDREDTHS]
#   cgroup.sh freeze|thaw|kill|look|end|clear FOLDER
#   cgroup.sh settle PID SESSION
# FOLDER is that of the run: its file cgroup has the name, which chored wrote; w/group has what was made:
# the path, the controllers that hold, and why others do not, a line each.
set -uf
PATH=/usr/bin:/bin LC_ALL=C
sys=/sys/fs/cgroup own=/proc/self/cgroup

fail() { # MESSAGE
  printf '%s\n' "$1" >&2
  exit 1
}

put() { # FILE VALUE: into the group
  { echo "$2" >"$path/$1"; } 2>/dev/null
}

remove() {
  [ -d "$path" ] || return 0
  rmdir "$path" 2>/dev/null || find "$path" -depth -type d -exec rmdir {} \; 2>/dev/null
  [ ! -d "$path" ]
}

# What stands in FILE beside KEY.
value() { # FILE KEY
  [ ! -r "$path/$1" ] || while read -r key rest; do [ "$key" != "$2" ] || echo "$rest"; done <"$path/$1"
}

kill_all() {
  if [ -e "$path/cgroup.kill" ]; then
    put cgroup.kill 1
    return
  fi
  put cgroup.freeze 1 # before Linux 5.14: frozen, none of them can start another
  while read -r pid; do kill -KILL "$pid" 2>/dev/null; done <"$path/cgroup.procs"
  put cgroup.freeze 0
}

look() {
  [ -d "$path" ] || { echo 'populated 0' && return 1; }
  echo "populated $(value cgroup.events populated)"
  echo "oom $(value memory.events oom_kill)"
}

[ $# -ge 2 ] || fail 'use: cgroup.sh VERB FOLDER'
verb=$1 folder=$2
shift 2
case $verb in make | settle) . "${0%/*}/cgroup_make.sh" ;; esac
if [ "$verb" = settle ]; then
  settle "$folder" "$1"
  exit 0
fi

read -r name <"$folder/cgroup" || fail "\"$folder\" has no group"
case $name in
  *[!0-9a-zA-Z_.]* | *..* | chore.self) fail "\"$name\" is no name of a group" ;;
  chore.?*) ;;
  *) fail "\"$name\" is no name of a group" ;;
esac
if [ "$verb" = make ]; then
  make "$@"
  exit
fi
IFS= read -r path <"$folder/w/group" || fail 'no group was made'
case $path/ in
  */../* | */./* | *//*) fail "\"$path\" is no group of this run" ;;
  "$sys/$name/" | "$sys"/*"/$name/") ;;
  *) fail "\"$path\" is no group of this run" ;;
esac
case $verb in
  freeze) put cgroup.freeze 1 || fail "\"$path\" cannot be frozen" ;;
  thaw) put cgroup.freeze 0 || fail "\"$path\" cannot be thawed" ;;
  kill) kill_all ;;
  look) look || : ;;
  end) # what is left in it goes on
    look && put cgroup.freeze 0
    remove || :
    ;;
  clear) # what is left in it ends
    look && kill_all
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      ! remove || break
      sleep 0.02
    done
    ;;
  *) fail "\"$verb\" is none of make, freeze, thaw, kill, look, end, clear, settle" ;;
esac
