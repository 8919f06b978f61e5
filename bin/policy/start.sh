# shellcheck shell=sh disable=SC2154,SC3045
# Read by gate.sh once nothing is left to refuse but limits: leaves the mark, and becomes the command
# or, for a job that wants to be adopted, stays as its parent.
chore_nice=''
[ -z "$chore_limit_nice" ] || chore_nice="/usr/bin/nice -n $chore_limit_nice -- "
case $chore_limit_nice in
  -*)
    [ -z "$(/usr/bin/nice -n "$chore_limit_nice" -- /usr/bin/env 2>&1 >/dev/null)" ] ||
      chore_refuse 126 "the niceness $chore_limit_nice is for root"
    ;;
esac
if [ "$chore_limit_ionice" ]; then
  [ -x /usr/bin/ionice ] || chore_refuse 127 'there is no ionice(1) here: leave out --ionice'
  case $chore_limit_ionice in realtime*) set -- -c 1 ;; best*) set -- -c 2 ;; *) set -- -c 3 ;; esac
  case $chore_limit_ionice in *:*) set -- "$@" -n "${chore_limit_ionice#*:}" ;; esac
  /usr/bin/ionice "$@" -p $$ >/dev/null 2>&1 ||
    chore_refuse 126 "the disk priority ${chore_limit_ionice%:*} cannot be set: it may be for root"
fi

# Sizes are in KiB for memory, in blocks of 512 bytes for files, whose length is bounded last.
chore_too_much() { # KIND
  chore_refuse 126 "the limit $1 cannot be set: the system allows less, or has none"
}
chore_bound_it() { # KIND VALUE LETTER...: several letters where they differ by the shell
  [ "$2" ] || return 0
  for chore_letter in $3; do
    { ulimit "-$chore_letter" "$2"; } 2>/dev/null && return
  done
  chore_too_much "$1"
}
chore_bound_all() {
  if [ "$chore_limit_cpu" ]; then # first a signal that says why, then one that nothing outlives
    { ulimit -S -t "$chore_limit_cpu" && ulimit -H -t $((chore_limit_cpu + 5)); } 2>/dev/null || chore_too_much cpu
  fi
  chore_bound_it mem "$chore_limit_mem" v
  chore_bound_it files "$chore_limit_files" n
  chore_bound_it procs "$chore_limit_procs" 'u p'
  chore_bound_it core "$chore_limit_core" c
  chore_bound_it fsize "$chore_limit_fsize" f
}

chore_become() {
  umask "$chore_said_umask"
  case $chore_said_stdin in file) exec <&5 5<&- ;; none) exec </dev/null ;; esac
  case $chore_said_output in
    direct) exec >>"$chore_w/stdout" 2>>"$chore_w/stderr" ;;
    fifo) exec 1<>"$chore_w/stdout.fifo" 2<>"$chore_w/stderr.fifo" ;;
  esac
  chore_words="\"\$chore_file\" $chore_words"
  if [ "$chore_wall_sees" ]; then
    # nothing of the job's environment reaches bubblewrap: what loads its libraries would be outside
    eval "exec $chore_nice/usr/bin/env -i --default-signal \"\$chore_bwrap\" --args 7 --seccomp 6 --json-status-fd 8 -- $chore_words" \
      '6<&6 7<&7 8>&8'
  fi
  # env(1) would take a program with "=" in its name for a variable; nice(1) becomes it unchanged
  case $chore_file in *=*) chore_words="/usr/bin/nice -n 0 -- $chore_words" ;; esac
  chore_unasked='_ SHLVL' chore_without='-u _ -u SHLVL'
  [ "$chore_has_path" ] || { chore_unasked='_ SHLVL PATH' chore_without='-u _ -u SHLVL -u PATH'; }
  PWD=$chore_cwd
  export PWD
  unset OLDPWD
  chore_clear=''
  if [ -d /proc/self ] && [ ! -h /usr/bin/env ]; then chore_clear=--default-signal; fi
  # from here on the job's own variables hold
  eval "${chore_exports:+export $chore_exports; }unset $chore_unasked; " \
    "exec $chore_nice/usr/bin/env $chore_clear $chore_without -- $chore_odd $chore_words"
}

if [ "$chore_said_orphan" != adopt ]; then
  chore_bound_all
  : >"$chore_w/go"
  chore_become
fi
# The gate lives through what stops the group, and holds the fifos, so that a worker's end costs nothing.
(chore_bound_all) || exit 126
: >"$chore_w/go"
[ "$chore_said_output" != fifo ] || exec 3<>"$chore_w/stdout.fifo" 4<>"$chore_w/stderr.fifo"
trap : HUP INT QUIT TERM USR1 USR2 ALRM
exec 2>/dev/null
(
  exec 3>&- 4>&-
  chore_bound_all
  chore_become
)
chore_code=$?
echo "$chore_code" >"$chore_w/rc"
if [ "$chore_said_output" = fifo ]; then
  chore_waits=''
  chore_is_kept() { # twice: chored holds the lock for a moment when it examines a run
    ! flock -n "$chore_w/worker.lock" true && { sleep 0.1 || sleep 1; } && ! flock -n "$chore_w/worker.lock" true
  }
  while [ -p "$chore_w/stdout.fifo" ] && ! chore_is_kept; do chore_waits=yes && sleep 1; done
  [ -z "$chore_waits" ] || sleep 1
fi
exit "$chore_code"
