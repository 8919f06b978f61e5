# shellcheck shell=sh disable=SC2154
# Read by look.sh for doctor, in a subshell: what this machine has and can do. Tools are looked for where
# chored and its workers look for them.
set +e
PATH=/usr/bin:/bin
first() { # COMMAND...: the first line of what it says
  said=$("$@" 2>&1 </dev/null) && printf '%s' "${said%%"$newline"*}"
}
try() { # KEY COMMAND...: yes, or no and why
  key=$1 && shift
  if said=$("$@" 2>&1 </dev/null); then fact "$key" yes; else fact "$key" "no ${said%%"$newline"*}"; fi
}
fact system "$(uname -s)"
fact release "$(uname -r)"
fact uid "$(id -u)"
fact user "$(id -un)"
fact deno "$deno"
fact block "$block"
fact boot "$boot"
# shellcheck disable=SC3045 # in every shell; empty where it is not
fact open_files "$(ulimit -n 2>/dev/null)"
fact flock "$(command -v flock)"
fact setsid "$(command -v setsid)"

# What the worker asks of ps and kill, in the same words.
try ps "$ps" -A -o pgid= -o pid= -o stat= -o pcpu= -o pmem= -o time= -o rss= -o vsz= -o nice= -o pri=
try kill "$kill" -0 -- $$

# Confinement.
if [ -d /proc/self/ns ]; then
  fact bubblewrap "$(first bwrap --version)"
  try confines bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --unshare-all --unshare-user --disable-userns \
    --die-with-parent --new-session --cap-drop ALL true
  [ ! -r /proc/sys/user/max_user_namespaces ] || fact user_namespaces "$(cat /proc/sys/user/max_user_namespaces)"
  # those of whoever asks: chored may have been started elsewhere
  sys=/sys/fs/cgroup own=/proc/self/cgroup
  . "$lib/cgroup_make.sh"
  if find_place; then fact cgroup_writable yes; else fact cgroup_writable no; fi
  if [ -r "$mount/cgroup.controllers" ]; then
    [ -r "$place/cgroup.controllers" ] || place=$mount
    fact cgroup "2 $(cat "$place/cgroup.controllers")"
  elif [ -d "$sys/memory" ]; then
    fact cgroup 1
  fi
fi
[ ! -x /usr/bin/sandbox-exec ] || try sandbox_exec sandbox-exec -p '(version 1)(allow default)' true

# The policy of the session, where it has one: as chored's launcher would look at it.
try env_split /usr/bin/env -S '-i PATH=/usr/bin:/bin /bin/sh -c :'
if { IFS= read -r policy <"$base/run/$session.policy"; } 2>/dev/null; then
  fact policy "$policy"
  (
    die() { fact policy_wrong "$2" && exit; }
    policy_die() { die '' "$1"; }
    uid=$(id -u) && cd -P "$base" && real=$PWD && . "$lib/policy/file.sh" && check_policy_file
  ) 2>/dev/null
fi

# Whether the user's programs may stay when he has left; whether the clock is right.
if command -v loginctl >/dev/null && [ -d /run/systemd/system ]; then
  fact linger "$(first loginctl show-user "$(id -un)" --property=Linger --value)"
fi
! command -v timedatectl >/dev/null || fact synchronised "$(first timedatectl show --property=NTPSynchronized --value)"

# The base folder, or the folder in which it would be made.
place=$base
until [ -d "$place" ]; do place=${place%/*} && place=${place:-/}; done
fact place "$place"
fact disk "$(df -Pk "$place" 2>/dev/null | sed -n '$p')"
case $(uname -s) in
  Linux) fact file_system "$(first stat -f -c %T "$place")" ;;
  *) fact mount "$(mount | grep -F " on $(df -P "$place" | sed -n '$s|.*[0-9]%  *||p') " | tail -n 1)" ;;
esac
if folder=$(mktemp -d "$place/.doctor.XXXXXX" 2>&1); then
  trap 'rm -rf "$folder"' EXIT
  : >"$folder/file"
  fact kept_mode "$(find "$folder/file" -perm 0600)"
  try links ln -s file "$folder/link"
  try hard_links ln "$folder/file" "$folder/hard"
  try fifos mkfifo -m 600 "$folder/fifo"
  ! command -v flock >/dev/null || try locks flock -n "$folder/file" true
else
  fact unwritable "$folder"
fi
