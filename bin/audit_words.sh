#!/bin/sh
# The words of process PID, a line each: what the recorder of chore audit may run, and nothing else.
set -euf
PATH=/usr/bin:/bin
case ${1-} in '' | *[!0-9]*) exit 100 ;; esac
if [ -r "/proc/$1/cmdline" ]; then exec tr '\0' '\n' <"/proc/$1/cmdline"; fi
ps -ww -o args= -p "$1" | tr ' ' '\n'
