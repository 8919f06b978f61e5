# shellcheck shell=sh disable=SC2034,SC2154
# Read by gate.sh: takes the pass apart, line by line, and holds it against the rules. What is to
# be kept of it lies in chore_v1, chore_v2 …; lists of them are text for eval, and hold these names alone.
chore_said_run='' chore_said_session='' chore_said_cwd='' chore_said_umask='' chore_said_output='' chore_said_orphan=''
chore_said_stdin='' chore_said_input='' chore_limit_cpu='' chore_limit_mem='' chore_limit_files='' chore_limit_procs=''
chore_limit_fsize='' chore_limit_core='' chore_limit_nice='' chore_limit_ionice='' chore_wall_sees='' chore_wall_writes=''
chore_wall_tmp='' chore_wall_network='' chore_wall_unix='' chore_wall_processes='' chore_wall_ids='' chore_wall_owners=''
chore_wall_nodes='' chore_count=0 chore_grants=0 chore_exports='' chore_odd='' chore_settings='' chore_program='' chore_words=''
chore_path=/usr/bin:/bin chore_home='' chore_has_path='' chore_key='' chore_value=''

chore_strange() { chore_refuse 126 'its pass has a line that chored does not write: ' "$1"; }
chore_keep() { # VALUE
  chore_count=$((chore_count + 1))
  eval "chore_v$chore_count=\$1"
  chore_kept="\"\$chore_v$chore_count\""
}

chore_take_variable() {
  chore_name=${chore_value%%=*}
  { [ "$chore_name" ] && [ "$chore_name" != "$chore_value" ]; } || chore_strange "$chore_key $chore_name"
  rule_variable "$chore_name" || chore_forbid variables 'the variable' "$chore_name"
  chore_keep "$chore_value"
  chore_settings="$chore_settings --setenv \"\${chore_v$chore_count%%=*}\" \"\${chore_v$chore_count#*=}\""
  case $chore_key$chore_name in
    oddPATH | oddHOME | oddPWD) chore_strange "odd $chore_name" ;; # which are looked at
    odd*) chore_odd="$chore_odd $chore_kept" && return ;;
  esac
  case $chore_name in # as in job/shell_names.ts, and what is ours
    [0-9]* | *[!0-9a-zA-Z_]* | PWD | BASH* | COMP_* | EPOCH* | HIST* | KSH* | LC_* | chore_* | rule_* | \
      _ | IFS | UID | EUID | GROUPS | PPID | SHELLOPTS | OPTIND | OPTARG | OPTERR | LINENO | RANDOM | SRANDOM | SECONDS | \
      PIPESTATUS | SHLVL | DIRSTACK | FUNCNAME | COLUMNS | LINES | TMOUT | LANG | USER_ID | PGRP)
      chore_strange "env $chore_name"
      ;;
    PATH) chore_path=${chore_value#PATH=} chore_has_path=yes ;;
    HOME) chore_home=${chore_value#HOME=} ;;
  esac
  chore_exports="$chore_exports $chore_kept"
}
chore_take() { # the line of chore_key and chore_value
  case $chore_key in
    env | odd) chore_take_variable ;;
    word)
      if [ "$chore_program" ]; then
        chore_keep "$chore_value"
        chore_words="$chore_words $chore_kept"
      else
        chore_program=${chore_value:-' '}
      fi
      ;;
    run | job | session | cwd | umask | output | orphan | stdin | input) eval "chore_said_$chore_key=\$chore_value" ;;
    limit)
      case $chore_value in
        cpu\ ?* | mem\ ?* | files\ ?* | procs\ ?* | fsize\ ?* | core\ ?* | nice\ ?* | ionice\ ?*) ;;
        *) chore_strange "$chore_key $chore_value" ;;
      esac
      eval "chore_limit_${chore_value%% *}=\${chore_value#* }"
      ;;
    wall)
      case $chore_value in
        sees\ all | sees\ granted | writes\ all | writes\ granted) ;;
        tmp\ yes | network\ yes | unix\ yes | processes\ yes | ids\ yes | owners\ yes | nodes\ yes) ;;
        tmp\ no | network\ no | unix\ no | processes\ no | ids\ no | owners\ no | nodes\ no) ;;
        *) chore_strange "$chore_key $chore_value" ;;
      esac
      eval "chore_wall_${chore_value%% *}=\${chore_value#* }"
      ;;
    grant)
      case $chore_value in read\ /* | write\ /*) ;; *) chore_strange "$chore_key $chore_value" ;; esac
      chore_grants=$((chore_grants + 1))
      eval "chore_access$chore_grants=\${chore_value%% *} chore_granted$chore_grants=\${chore_value#* }"
      ;;
    *) chore_strange "$chore_key" ;;
  esac
}

chore_read() { # LINE
  case $1 in
    +*) chore_value=$chore_value$chore_newline${1#+} && return ;;
    *\ *) ;;
    *) chore_strange "$1" ;;
  esac
  [ -z "$chore_key" ] || chore_take
  chore_key=${1%% *} chore_value=${1#* }
}
# A shell reads from a file byte by byte, which is still faster than cat(1) where the pass is short.
[ -r "$chore_d/pass" ] || chore_refuse 126 'it has no pass'
exec 3<"$chore_d/pass"
IFS= read -r chore_line <&3 || :
if [ "$chore_line" = 'pass short' ]; then
  while IFS= read -r chore_line <&3; do chore_read "$chore_line"; done
else
  IFS=$chore_newline
  # shellcheck disable=SC2013 # IFS is a newline
  for chore_line in $(cat <&3); do chore_read "$chore_line"; done
  unset IFS
fi
exec 3<&-
[ -z "$chore_key" ] || chore_take
. "$chore_lib/policy/rules.sh"
