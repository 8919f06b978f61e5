# shellcheck shell=sh disable=SC2034,SC2154
# Read by chored: what this system and this user let chored do for jobs, beyond what all can.
groups='' # what makes control groups, where the system has them
if [ -r /proc/self/cgroup ]; then
  groups=$lib/cgroup.sh
  "$groups" settle $$ "$session" 2>/dev/null || :
fi
super='' # jobs of other users are for root
[ "$(PATH=/usr/bin:/bin id -u)" != 0 ] || super=--root
