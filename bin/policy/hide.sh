# shellcheck shell=sh disable=SC2154
# Read by walls.sh: the end of bubblewrap's words, from what a confined job must not see, and the
# file that holds them: in the words of a process everybody would read the environment.
chore_in_root() { # PATH: it is seen without a grant, and under nothing that is put over it
  [ "$chore_wall_sees" = all ] && ! chore_within "$1" /run && { [ "$chore_wall_tmp" = no ] || ! chore_within "$1" /tmp; }
}
chore_matters() { # PATH: it would be seen
  chore_in_root "$1" && return
  chore_answer=1
  chore_each chore_answer_within "$1"
  return "$chore_answer"
}
chore_answer_within() { # PATH: whether it lies in a grant
  ! chore_within "$1" "$chore_grant" || chore_answer=0
}
chore_answer_writable() { # PATH: whether it lies in a folder that can be written, and so could be renamed
  [ "$chore_access" = read ] || [ "$1" = "$chore_grant" ] || ! chore_within "$1" "$chore_grant" || chore_answer=0
}
chore_can_move() { # PATH HIDDEN
  chore_answer=1
  if [ "$chore_wall_writes" = all ] && chore_in_root "$2"; then chore_answer=0; fi
  chore_each chore_answer_writable "$1"
  return "$chore_answer"
}

[ -n "$chore_seen" ] || chore_in_root "$chore_real" || set -- "$@" --dir "$chore_real"
# Each folder on the way is a mount of its own, which nobody can rename; all of these first, since what is
# mounted again shows what was hidden below it.
chore_pinned=$chore_newline
for chore_hidden in "$chore_base" "$chore_own"; do
  chore_matters "$chore_hidden" || continue
  chore_way='' chore_rest=${chore_hidden#/}
  while case $chore_rest in */*) ;; *) false ;; esac do
    chore_way=$chore_way/${chore_rest%%/*} chore_rest=${chore_rest#*/}
    case $chore_pinned in *"$chore_newline$chore_way$chore_newline"*) continue ;; esac
    chore_can_move "$chore_way" "$chore_hidden" || continue
    chore_pinned=$chore_pinned$chore_way$chore_newline
    set -- "$@" --bind "$chore_way" "$chore_way"
  done
done
for chore_hidden in "$chore_base" "$chore_own"; do
  ! chore_matters "$chore_hidden" || set -- "$@" --perms 0555 --tmpfs "$chore_hidden" --remount-ro "$chore_hidden"
done
[ "$chore_wall_sees" = all ] || set -- "$@" --remount-ro /
set -- "$@" --unshare-all
[ "$chore_wall_network" = no ] || set -- "$@" --share-net
set -- "$@" --new-session --cap-drop ALL --clearenv
eval "set -- \"\$@\" $chore_settings --chdir \"\$chore_real\""

# In the folder of the policy, which chored cannot write; the name is gone before the job begins.
chore_list=$chore_policy/words.$chore_run.$$
if [ "${KSH_VERSION-}" ]; then
  { for chore_try in "$@"; do print -nr -- "$chore_try" && print -n '\0'; done >"$chore_list"; } 2>/dev/null
else
  { printf '%s\0' "$@" >"$chore_list"; } 2>/dev/null
fi || chore_refuse 126 'it cannot be confined: its words cannot be written'

chore_bit() { # yes|no
  case $1 in yes) chore_filter=${chore_filter}1 ;; *) chore_filter=${chore_filter}0 ;; esac
}
chore_filter=$chore_policy/filter-
for chore_try in "$chore_wall_network" "$chore_wall_unix" "$chore_wall_processes" "$chore_wall_ids" "$chore_wall_owners" "$chore_wall_nodes"; do
  chore_bit "$chore_try"
done
[ -r "$chore_filter" ] || chore_refuse 126 'it cannot be confined: the policy has no filter for these walls'
exec 6<"$chore_filter" 7<"$chore_list" 8>"$chore_w/confined"
rm -f "$chore_list"
