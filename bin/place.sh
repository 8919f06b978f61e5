# shellcheck shell=sh disable=SC2034,SC2154
# Read by chore and chored after launch.sh: checks $session and sets base, socket, cache and, unless
# for a manifest, deno.
check_session
base=${CHORE_HOME:-${HOME:+${HOME%/}/.config/chore}}
[ "$base" ] || die 111 'Cannot find the base folder: neither CHORE_HOME nor HOME is set'
base=${base%/} named=${base%/}
check_path 111 'base folder' "$base"
# Deno asks for the true path of an open file: a link on the way there is followed once, here.
link='' part=$base
while [ "$part" ]; do
  [ ! -h "$part" ] || link=$part
  part=${part%/*}
done
if [ "$link" ]; then
  part=$base rest=''
  until [ -d "${part:-/}" ]; do rest=/${part##*/}$rest part=${part%/*}; done
  base=$(cd -P "${part:-/}" && printf '%s' "${PWD%/}$rest") || die 111 "Cannot use base folder \"$base\": \"$part\" cannot be entered"
  check_path 111 'base folder' "$base"
fi
socket=$base/run/$session.sock
case $base/ in # whatever its rights, Deno writes to no file there
  /dev/* | /proc/* | /sys/*) die 111 "Cannot use base folder \"$base\": nothing can be kept below /dev, /proc or /sys: set CHORE_HOME to another" ;;
esac
longest=$socket
[ "$name" = chore ] || longest=$socket.new
[ ${#longest} -le 107 ] || die 111 "Cannot use base folder \"$base\": \"$longest\" has more than 107 bytes"

case ${XDG_CACHE_HOME-} in
  /*) cache=${XDG_CACHE_HOME%/}/chore ;;
  *) cache=${HOME:+${HOME%/}/.cache/chore} ;;
esac
case $cache in
  /*) ;;
  *) die 111 'Cannot find the cache folder: neither XDG_CACHE_HOME nor HOME is an absolute path' ;;
esac

# shellcheck disable=SC3013 # -nt and -ot are in POSIX since 2024, and in every shell since long ago
is_remembered() { # the Deno that was found before
  [ -r "$memo" ] && { read -r seen && read -r deno; } <"$memo" && [ "$seen" = "$found" ] && [ -x "$deno" ] &&
    [ "$memo" -nt "$deno" ]
}

# shellcheck disable=SC3013
is_fetched() { # the packages of this checkout: the stamp has the date of the lock file
  [ -e "$stamp" ] && [ ! "$stamp" -nt "$lock" ] && [ ! "$stamp" -ot "$lock" ]
}

deno=$lib/deno # a link, made by the installer; where it is, nothing else is looked at
if [ -z "$manifest" ] && { [ "$checkout" ] || [ ! -e "$deno" ]; }; then
  found=${CHORE_DENO:-$(command -v deno || :)} memo=$cache/deno.path
  lock=$root/deno.lock stamp=$cache/deno/fetched$root/deno.lock
  if ! is_remembered || { [ "$checkout" ] && ! is_fetched; }; then . "$lib/deno.sh"; fi
fi
