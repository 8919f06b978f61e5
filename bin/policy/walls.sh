# shellcheck shell=sh disable=SC2154
# Read by gate.sh for a confined job: looks at what it is granted, and tells bubblewrap what
# system/confine_linux.ts would tell it. Sets chore_bwrap and opens 6, 7 and 8 for it.
chore_bwrap=''
for chore_try in /usr/bin/bwrap /bin/bwrap; do
  [ -n "$chore_bwrap" ] || [ ! -x "$chore_try" ] || chore_bwrap=$chore_try
done
[ -n "$chore_bwrap" ] ||
  chore_refuse 127 'it cannot be confined: there is no bubblewrap: install the package bubblewrap, or leave out what confines it'
# Who can change a link would choose what is hidden.
[ "$chore_base" = "$rule_base" ] ||
  chore_refuse 126 "it cannot be confined: a link leads to chore's folder: set CHORE_HOME to where it leads"

chore_granted() { # NUMBER: sets chore_grant and chore_access
  eval "chore_grant=\$chore_granted$1 chore_access=\$chore_access$1"
}
chore_each() { # COMMAND...: for each grant
  chore_i=0
  while [ "$chore_i" -lt "$chore_grants" ]; do
    chore_i=$((chore_i + 1))
    chore_granted "$chore_i"
    "$@"
  done
}
chore_look_at() { # a grant: there, no link, none on its way, not chore's, no machine's, and the rules allow it
  [ -e "$chore_grant" ] || [ -h "$chore_grant" ] || chore_refuse 127 "it cannot be granted what is not there: " "$chore_grant"
  [ ! -h "$chore_grant" ] || chore_refuse 126 "it cannot be granted a link: " "$chore_grant"
  { chore_enter "$chore_grant" && [ "${PWD%/}/$chore_last" = "$chore_grant" ]; } ||
    chore_refuse 126 "it cannot be granted a path with a link in it: " "$chore_grant"
  case $chore_grant/ in
    *//* | */./* | */../* | /dev/* | /proc/* | /sys/* | "$rule_base"/* | "$chore_base"/* | "$chore_own"/*)
      chore_refuse 126 'it cannot be granted ' "$chore_grant"
      ;;
  esac
  [ "$chore_access" = read ] || rule_write "$chore_grant" || chore_forbid confine.write 'a job that can write' "$chore_grant"
  rule_see "$chore_grant" || chore_forbid confine.see 'a job that sees' "$chore_grant"
  chore_this=$chore_grant chore_number=$chore_i
  chore_each chore_look_around
  chore_i=$chore_number
}
chore_look_around() { # what lies in a folder that the job can write is whatever the job makes of it
  [ "$chore_access" = read ] || [ "$chore_grant" = "$chore_this" ] || ! chore_within "$chore_this" "$chore_grant" ||
    chore_refuse 126 'it cannot be granted what lies in a folder that it can write: ' "$chore_this"
}
chore_each chore_look_at

# The words, in "$@"; see bubblewrapWords() for their reasons.
chore_system='/usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix/store /gnu/store'
for chore_word_of in alternatives ld.so.cache ld.so.conf ld.so.conf.d ld.so.preload passwd group nsswitch.conf localtime timezone \
  locale.conf ssl pki ca-certificates hosts resolv.conf host.conf gai.conf services protocols mime.types terminfo; do
  chore_settings_of="${chore_settings_of-} /etc/$chore_word_of"
done
case $chore_wall_sees$chore_wall_writes in
  allgranted) set -- --ro-bind / / ;;
  allall) set -- --bind / / --ro-bind-try /sys /sys ;;
  *) set -- && for chore_try in $chore_system $chore_settings_of; do set -- "$@" --ro-bind-try "$chore_try" "$chore_try"; done ;;
esac
set -- "$@" --dev /dev --proc /proc
for chore_try in sys sysrq-trigger irq bus fs; do
  set -- "$@" --ro-bind-try "/proc/$chore_try" "/proc/$chore_try"
done
set -- "$@" --perms 0755 --tmpfs /run
if [ "$chore_wall_network" = yes ]; then
  for chore_try in /run/systemd/resolve /run/resolvconf /run/NetworkManager; do
    set -- "$@" --ro-bind-try "$chore_try" "$chore_try"
  done
fi
[ "$chore_wall_tmp" = no ] || set -- "$@" --perms 1777 --size 536870912 --tmpfs /tmp
chore_i=0 chore_seen=''
while [ "$chore_i" -lt "$chore_grants" ]; do
  chore_i=$((chore_i + 1))
  chore_granted "$chore_i"
  ! chore_within "$chore_real" "$chore_grant" || chore_seen=yes
  case $chore_access in write) set -- "$@" --bind "$chore_grant" "$chore_grant" ;; *) set -- "$@" --ro-bind "$chore_grant" "$chore_grant" ;; esac
done
for chore_try in $chore_system /dev /proc; do
  ! chore_within "$chore_real" "$chore_try" || chore_seen=yes
done
. "$chore_lib/policy/hide.sh"
