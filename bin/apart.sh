# shellcheck shell=sh disable=SC2154
# Read by chored: a right to write must not reach a program. Told by: base, root, deno, cache. Sets: real,
# the base folder without links.
[ "$manifest$ask" ] || [ -d "$base/run" ] || mkdir -p "$base/run"
real=$base
[ ! -d "$base" ] || { cd -P "$base" && real=$PWD; }
case $real/ in
  /dev/* | /proc/* | /sys/*) die 111 "Cannot use base folder \"$base\": it is \"$real\", and nothing can be kept below /dev, /proc or /sys" ;;
esac
for place in "$root" "${deno%/*}" "$cache/deno"; do
  [ ! -d "$place" ] || { cd -P "$place" && place=$PWD; }
  case $place/ in "$real"/*) die 111 "Cannot use base folder \"$base\": \"$place\" lies inside it" ;; esac
done
cd /
