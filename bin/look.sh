# shellcheck shell=sh disable=SC2154
# Read by chore where "doctor" or "manifest" is among its words. Finds the verb. What these two want to
# know and chore may not look at is asked here, and becomes its standard input: a fact a line, KEY VALUE.
verb='' next=''
for word; do
  case $next,$word in
    skip,*) next='' ;;
    ,-n | ,--session) next=skip ;;
    ,-n* | ,--session=* | ,-d | ,--debug) ;;
    *) verb=$word && break ;;
  esac
done

fact() { # KEY VALUE
  printf '%s %s\n' "$1" "${2%%"$newline"*}"
}

kill=/usr/bin/kill ps=/usr/bin/ps # as in chored_worker
[ -x "$kill" ] || kill=/bin/kill
[ -x "$ps" ] || ps=/bin/ps
facts=''
case $verb in
  doctor) facts=$(. "$lib/look_machine.sh") ;;
  manifest) facts=$(. "$lib/look_rights.sh") ;;
esac
[ -z "$facts" ] || exec <<END
$facts
END
