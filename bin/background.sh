# shellcheck shell=sh disable=SC2154
# Read by chored: runs "$@" in the background. What it says comes through a private fifo until it says
# "ready"; if it never does, its end is ours.
fifo=$base/run/$session.ready.$$ pid=''
mkfifo -m 600 "$fifo"
trap 'rm -f "$fifo"; [ -z "$pid" ] || kill "$pid"; exit 111' HUP INT TERM
! command -v setsid >/dev/null || set -- setsid "$@"
"$@" </dev/null >"$fifo" 2>&1 &
pid=$!
exec 3<"$fifo"
rm -f "$fifo"
while IFS= read -r line <&3 || [ "$line" ]; do
  case $line in
    ready) exit 0 ;;
    ready\ *) printf '%s\n' "${line#ready }" >&2 && exit 0 ;;
    *) printf '%s\n' "$line" >&2 ;;
  esac
done
wait "$pid"
