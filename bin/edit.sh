# shellcheck shell=sh disable=SC2034,SC2154
# Read by chore where "edit" or "tab" is among its words. Finds the FILE of tab, which becomes standard
# input; and runs the user's editor, since chore may start none: prints the document into a file, opens
# that and gives it back to chore. Told by: self and the words. Sets: input.
verb='' plain=yes next='' editor=''
for word; do
  case $next in
    '') ;;
    *) [ "$next" = skip ] || input=$word && next='' && continue ;;
  esac
  case $word in
    -n | --session) next=skip ;;
    -h | --help | -v | --version | --manifest | --print) plain='' ;;
    -n* | --session=* | -d | --debug) ;;
    *)
      case $verb,$word in
        tab,--check | tab,--import) next=input ;;
        tab,--check=* | tab,--import=*) input=${word#*=} ;;
        tab,--next) next=skip ;;
        tab,-e | tab,--edit) editor=yes ;;
        tab,-?*) ;;
        tab,*) input=${input:-$word} ;;
        ,-*) plain='' verb=run ;;
        *,--set | *,--set=* | *,--) plain='' ;;
        *,-*) ;;
        *) verb=${verb:-$word} ;;
      esac
      ;;
  esac
done
case $verb$editor in
  edit*) document=job.json back='--set -' ;;
  tabyes) document=choretab back=- ;;
  *) plain='' ;;
esac

# Ends with CODE, but where the document has changes: those are kept, and it may be edited again.
stop_unchanged() {
  printf 'chore: Cannot edit: %s\n' "$2" >&2
  if ! [ -f "$file" ] || cmp -s "$file" "$folder/before"; then rm -rf "$folder" && exit "$1"; fi
}

# What somebody else changed while the editor was open is not undone without a word.
is_current() {
  "$self" "$@" --print >"$folder/now" || return
  ! cmp -s "$folder/before" "$folder/now" || return 0
  cp "$folder/now" "$folder/before"
  printf 'chore: Cannot edit: somebody has changed it meanwhile: it is now as in "%s"\n' "$folder/now" >&2
  return 103
}

edit() {
  if ! sh -c "${VISUAL:-${EDITOR:-vi}} \"\$1\"" sh "$file"; then
    stop_unchanged 111 'the editor has failed'
    return 111
  elif ! [ -f "$file" ] || ! [ -r "$file" ]; then
    stop_unchanged 111 'the editor has left no document'
    return 111
  fi
  is_current "$@" || return
  # shellcheck disable=SC2086 # one word, or two
  "$self" "$@" $back <"$file"
}

if [ "$plain" ] && [ -z "$input" ]; then
  umask 077
  folder=$(mktemp -d "${TMPDIR:-/tmp}/chore.XXXXXX") || exit 111
  file=$folder/$document
  "$self" "$@" --print >"$file" || { code=$? && rm -rf "$folder" && exit "$code"; }
  cp "$file" "$folder/before"
  until edit "$@"; do
    code=$?
    printf 'chore: the document is in "%s": edit it again? [Y/n] ' "$file" >&2
    read -r answer || answer=n
    case $answer in [nN]*) exit "$code" ;; esac
  done
  rm -rf "$folder" && exit
fi
