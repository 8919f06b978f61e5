# shellcheck shell=sh disable=SC2154
# Read by chore where "edit" is among its words: prints the job into a file, opens that in the user's
# editor and gives it back to chore, which may start no editor itself. Told by: self and the words.
verb='' plain=yes next=''
for word; do
  [ -z "$next" ] || { next='' && continue; }
  case $word in
    -n | --session) next=yes ;;
    -h | --help | -v | --version | --manifest | --print | --set | --set=* | --) plain='' ;;
    -n* | --session=* | -d | --debug) ;;
    -*) [ "$verb" ] || plain='' ;;
    *) verb=${verb:-$word} ;;
  esac
done
if [ "$verb$plain" = edityes ]; then
  umask 077
  folder=$(mktemp -d "${TMPDIR:-/tmp}/chore.XXXXXX") || exit 111
  "$self" "$@" --print >"$folder/job.json" || { code=$? && rm -rf "$folder" && exit "$code"; }
  until sh -c "${VISUAL:-${EDITOR:-vi}} \"\$1\"" sh "$folder/job.json" && "$self" "$@" --set - <"$folder/job.json"; do
    code=$?
    printf 'chore: the document is in "%s": edit it again? [Y/n] ' "$folder/job.json" >&2
    read -r answer || answer=n
    case $answer in [nN]*) exit "$code" ;; esac
  done
  rm -rf "$folder" && exit
fi
