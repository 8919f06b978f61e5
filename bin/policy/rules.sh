# shellcheck shell=sh disable=SC2154
# Read by pass.sh: what a pass says in words and numbers, against the rules.
[ "$chore_said_run" = "$chore_run" ] || chore_strange "run $chore_said_run"
[ "$chore_said_session" = "$rule_session" ] || chore_strange "session $chore_said_session"
[ "$chore_program" ] || chore_strange 'no word'
case $chore_said_cwd in /*) ;; *) chore_strange "cwd $chore_said_cwd" ;; esac
case $chore_said_umask in 0[0-7][0-7][0-7]) ;; *) chore_strange "umask $chore_said_umask" ;; esac
case $chore_said_output in pipe | fifo | direct) ;; *) chore_strange "output $chore_said_output" ;; esac
case $chore_said_orphan in kill | leave | adopt) ;; *) chore_strange "orphan $chore_said_orphan" ;; esac
case $chore_said_stdin:$chore_said_input in
  none: | fed: | file:/*) ;;
  *) chore_strange "stdin $chore_said_stdin" ;;
esac

# Some shells count to 2^31 only: numbers of more than nine digits are compared in two parts, a 1 before the
# second for its zeros.
chore_is_over() { # NUMBER MOST
  [ ${#1} -le ${#2} ] || return 0
  [ ${#1} -eq ${#2} ] || return 1
  if [ ${#1} -le 9 ]; then
    [ "$1" -gt "$2" ]
    return
  fi
  chore_high=${1%?????????} chore_high_most=${2%?????????}
  [ "$chore_high" -le "$chore_high_most" ] || return 0
  [ "$chore_high" -eq "$chore_high_most" ] && [ "1${1#"$chore_high"}" -gt "1${2#"$chore_high_most"}" ]
}
chore_bound() { # KIND VALUE MOST
  case $2 in
    '') [ -z "$3" ] || chore_forbid "limits.$1" "a job without the limit $1" && return ;;
    *[!0-9]* | 0?* | ????????????????*) chore_strange "limit $1 $2" ;;
  esac
  [ -z "$3" ] || ! chore_is_over "$2" "$3" || chore_forbid "limits.$1" "the limit $1" "$2"
}
chore_bound cpu "$chore_limit_cpu" "$rule_cpu_seconds"
chore_bound mem "$chore_limit_mem" "$rule_mem_kib"
chore_bound files "$chore_limit_files" "$rule_files"
chore_bound procs "$chore_limit_procs" "$rule_procs"
chore_bound fsize "$chore_limit_fsize" "$rule_fsize_blocks"
chore_bound core "$chore_limit_core" "$rule_core_blocks"
case ${chore_limit_nice#-} in
  '') [ -z "$chore_limit_nice" ] || chore_strange "limit nice $chore_limit_nice" ;;
  [0-9] | [1-9][0-9]) ;;
  *) chore_strange "limit nice $chore_limit_nice" ;;
esac
[ -z "$rule_nice" ] || [ "${chore_limit_nice:-0}" -ge "$rule_nice" ] ||
  chore_forbid limits.nice 'the niceness' "${chore_limit_nice:-0}"
case $chore_limit_ionice in
  '' | idle | realtime | best-effort | realtime:[0-7] | best-effort:[0-7]) ;;
  *) chore_strange "limit ionice $chore_limit_ionice" ;;
esac

# Walls: none at all, or each of them; none may be wider than the rules have it.
chore_walls=$chore_wall_sees,$chore_wall_writes,$chore_wall_tmp,$chore_wall_network,$chore_wall_unix
chore_walls=$chore_walls,$chore_wall_processes,$chore_wall_ids,$chore_wall_owners,$chore_wall_nodes
chore_wider() { # RULE WHAT VALUE MOST
  case $3:$4 in yes:no | all:granted) chore_forbid "confine.$1" "a job $2" ;; esac
}
case $chore_walls in
  ,,,,,,,,)
    [ "$chore_grants" -eq 0 ] || chore_strange grant
    [ "$rule_confined" = no ] || chore_forbid confine 'a job that is not confined'
    ;;
  ,* | *, | *,,*) chore_strange "wall $chore_walls" ;;
  *)
    chore_write=write chore_network=network chore_unix=unix # or the sandbox
    ! rule_write '' || chore_write=least
    [ "$rule_least" != strict ] || chore_network=least chore_unix=least
    chore_wider see 'that sees all files' "$chore_wall_sees" "$rule_sees"
    chore_wider "$chore_write" 'that can write all files' "$chore_wall_writes" "$rule_writes"
    chore_wider "$chore_network" 'with a network' "$chore_wall_network" "$rule_network"
    chore_wider "$chore_unix" 'with unix sockets' "$chore_wall_unix" "$rule_unix"
    chore_wider least 'that starts processes' "$chore_wall_processes" "$rule_processes"
    chore_wider least 'that changes who it is' "$chore_wall_ids" "$rule_ids"
    chore_wider least 'that gives files to others' "$chore_wall_owners" "$rule_owners"
    chore_wider least 'that makes fifos' "$chore_wall_nodes" "$rule_nodes"
    ;;
esac
