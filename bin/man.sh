# shellcheck shell=sh disable=SC2034,SC2154
# Read by the launchers for -H: shows the man page of $name, by whatever can show one, and ends.
case $name in chore) page=chore.1 ;; *) page=$name.8 ;; esac
file=$man/$page
[ -e "$file" ] || file=$man/man${page##*.}/$page
[ -r "$file" ] || { printf '%s: Cannot show the man page "%s": it is not in "%s"\n' "$name" "$page" "$man" >&2 && exit 111; }
if [ "$(man -w -l "$file" 2>/dev/null)" = "$file" ]; then exec man -l "$file"; fi
if command -v mandoc >/dev/null; then exec mandoc -a "$file"; fi
if command -v nroff >/dev/null; then exec nroff -mdoc "$file"; fi
printf '%s: no man, mandoc or nroff here, so this is the source of the page\n' "$name" >&2
exec cat "$file"
