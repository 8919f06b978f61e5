# shellcheck shell=sh disable=SC2154,SC2034
# Read by gate.sh: the folder, the command and the input of a job, each by its true path, against the
# rules. Sets chore_real, where the job starts, and chore_file, its command; opens its input.
chore_cwd=$chore_said_cwd
[ -e "$chore_cwd" ] || chore_refuse 127 'there is no such folder: ' "$chore_cwd"
[ -d "$chore_cwd" ] || chore_refuse 126 'it is not a folder: ' "$chore_cwd"
cd -P -- "$chore_cwd" 2>/dev/null || chore_refuse 126 'the folder cannot be entered: ' "$chore_cwd"
chore_real=$PWD
case $chore_real in /*) ;; *) chore_refuse 126 'its true path is too long: ' "$chore_cwd" ;; esac
rule_folder "$chore_real" || chore_forbid folders 'the folder' "$chore_real"

# Where programs are listed, no job starts in what chored can write, nor looks there for commands and
# settings: neither in a folder there, nor in one that could still be made there.
chore_look() { # FOLDER
  case $1 in /*) chore_last=$1 ;; *) chore_last=./$1 ;; esac
  until cd -P -- "$chore_last" 2>/dev/null; do
    case $chore_last in ?*/*) chore_last=${chore_last%/*} ;; /*) chore_last=/ ;; *) chore_last=. ;; esac
  done
  { [ "$PWD" ] && ! chore_within "$PWD" "$chore_base"; } || chore_forbid programs 'a PATH or HOME with the folder' "$1"
  cd -P -- "$chore_real" || exit 125
}
if ! rule_program ''; then
  ! chore_within "$chore_real" "$chore_base" || chore_forbid programs "chore's own folder" "$chore_real"
  IFS=:
  for chore_folder in $chore_path $chore_home; do
    [ -z "$chore_folder" ] || chore_look "$chore_folder"
  done
  unset IFS
fi

case $chore_program in
  */*)
    chore_file=$chore_program
    [ -e "$chore_file" ] || chore_refuse 127 'there is no such command: ' "$chore_program"
    [ ! -d "$chore_file" ] || chore_refuse 126 'it is a folder: ' "$chore_program"
    [ -x "$chore_file" ] || chore_refuse 126 'it is not executable: ' "$chore_program"
    ;;
  *)
    chore_found='' IFS=:
    for chore_folder in $chore_path; do
      chore_file=${chore_folder:-.}/$chore_program
      [ -f "$chore_file" ] || continue
      if [ -x "$chore_file" ]; then chore_found=yes && break; fi
      chore_found=no
    done
    unset IFS
    [ "$chore_found" != no ] || chore_refuse 126 'it is not executable: ' "$chore_program"
    [ "$chore_found" = yes ] || chore_refuse 127 '' "$chore_program" ' is not in PATH'
    ;;
esac
chore_enter() { # PATH: its folder, whose true path is then PWD; chore_last is what is left of it
  chore_last=${1##*/} chore_folder=${1%/*}
  cd -P -- "${chore_folder:-/}" 2>/dev/null || return
}
case $chore_file in /*) ;; *) chore_file=$chore_real/$chore_file ;; esac
chore_enter "$chore_file" || chore_refuse 126 'its folder cannot be entered: ' "$chore_program"
chore_file=${PWD%/}/$chore_last
rule_program "$chore_file" || chore_forbid programs 'the program' "$chore_file"

# The file is open before the mark. Who may not see it must not read it either: a sandbox does not hold for
# what is open already.
if [ "$chore_said_stdin" = file ]; then
  chore_file_in=$chore_said_input
  [ -e "$chore_file_in" ] || chore_refuse 127 'there is no such file for its standard input: ' "$chore_file_in"
  [ ! -d "$chore_file_in" ] || chore_refuse 126 'its standard input is a folder: ' "$chore_file_in"
  [ -r "$chore_file_in" ] || chore_refuse 126 'its standard input cannot be read: ' "$chore_file_in"
  if [ "$rule_sees" = granted ]; then
    { chore_enter "$chore_file_in" && [ ! -h "$chore_file_in" ]; } || chore_forbid confine.see 'the input' "$chore_said_input"
    chore_file_in=${PWD%/}/$chore_last
    case $chore_file_in in
      "$chore_base/cache/$rule_session/inputs/$chore_last" | "$chore_base/cache/$rule_session/runs/$chore_run/input") ;;
      *) rule_see "$chore_file_in" || chore_forbid confine.see 'the input' "$chore_file_in" ;;
    esac
  fi
  exec 5<"$chore_file_in"
fi
