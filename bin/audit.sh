# shellcheck shell=sh disable=SC2034,SC2154
# Read by chore where "audit" is among its words. Runs the COMMAND in a session of its own, whose programs
# are copies of the launchers that have Deno ask a recorder, and gives chore the report of that as standard
# input; or opens the FILE of --log as that. The recorder's manifest stands in start_recorder.
verb='' next='' log='' count=0 first=''
for word; do
  count=$((count + 1))
  case $next in
    skip) next='' && continue ;;
    log) log=$word next='' && continue ;;
  esac
  case $verb,$word in
    ,-n | ,--session | audit,-n | audit,--session) next=skip ;;
    audit,--log) next=log ;;
    audit,--log=*) log=${word#*=} ;;
    audit,--) first=$((count + 1)) && break ;;
    *,-n* | *,--session=* | *,-d | *,--debug | audit,--json) ;;
    audit,-*) verb='' && break ;; # help, or wrong
    audit,*) first=$count && break ;;
    *)
      verb=$word
      [ "$word" = audit ] || break
      ;;
  esac
done

# A place as that of these programs, but that Deno is told whom to ask.
make_stage() {
  stage=$(mktemp -d "${TMPDIR:-/tmp}/chore_audit.XXXXXX") && cd -P "$stage" && stage=$PWD || return
  case $stage in *[!0-9a-zA-Z/._-]*) return 1 ;; esac
  mkdir root home home/base && mkfifo end said && cp "$lib/audit_words.sh" words && chmod 500 words || return
  if [ "$checkout" ]; then
    cp -R -P "$root/bin" root || return
    for part in "$root"/*; do [ "${part##*/}" = bin ] || ln -s "$part" root; done
    fetched=$cache/deno/fetched$stage/root # the packages of this checkout are its own
    mkdir -p "$fetched" && touch -r "$root/deno.lock" "$fetched/deno.lock"
  else
    mkdir root/bin root/lib && cp -R -P "$lib" root/lib/chore
  fi || return
  for file in root/bin/chore root/bin/chored root/bin/chored_worker; do
    sed "s|DENO_NO_UPDATE_CHECK=1 |&\"DENO_PERMISSION_BROKER_PATH=$stage/broker\" |" "${root%/}/${file#root/}" >"$file"
    grep -q "=$stage/broker" "$file" && chmod 700 "$file" || return
  done
}

start_recorder() {
  set -- --no-config --no-lock --no-npm "$lib/record.js"
  [ ! "$checkout" ] || set -- "--config=$root/deno.json" "--lock=$root/deno.lock" --cached-only "$root/tools/audit/record.ts"
  # what interrupts the command is not for it: those that end meanwhile still ask
  /usr/bin/env -i ${block:+"$block,HUP,INT,TERM"} PATH=/usr/bin:/bin NO_COLOR=1 DENO_NO_UPDATE_CHECK=1 "DENO_DIR=$cache/deno" "$deno" \
    run --quiet --no-prompt --no-remote --deny-import --no-code-cache --ignore-env "--allow-run=$stage/words" \
    "--allow-read=$stage/broker" "--allow-write=$stage/broker" "--allow-net=unix:$stage/broker" "$@" \
    "$stage/broker" "$stage/words" "$stage/root" "$stage/home/base" <end >said 2>trouble &
  exec 8>end 7<said
  IFS= read -r said <&7 && [ "$said" = ready ]
}

run_command() { # COMMAND...: what it prints is no part of the report
  exec 7<&- 8>&-
  unset CHORE_SESSION
  export "PATH=$stage/root/bin:$PATH" "CHORE_HOME=$stage/home/base" "CHORE_DENO=$deno" "XDG_CACHE_HOME=${cache%/chore}"
  if [ $# -gt 0 ]; then cd "$called" && exec "$@"; fi
  script=$lib/every_verb.sh
  [ ! "$checkout" ] || script=$root/tools/audit/every_verb.sh
  cd home && HOME=$PWD exec /bin/sh -eu "$script"
}

end_sessions() {
  for file in home/base/run/*.pid; do
    session=${file##*/}
    [ ! -e "$file" ] || CHORE_HOME=$stage/home/base "$stage/root/bin/chore" -n "${session%.pid}" shutdown >/dev/null 2>&1 || :
  done
}

audit() { # COMMAND...
  set +f
  trap 'cd / && [ ! "$stage" ] || rm -rf "$stage" "$cache/deno/fetched$stage" "$cache/deno/gen/file$stage"' EXIT
  trap 'end_sessions; exit 130' HUP INT TERM
  make_stage || { echo "failed there can be no copy of the programs in \"${stage:-${TMPDIR:-/tmp}}\": TMPDIR names another place" && return; }
  start_recorder || { echo "failed its recorder does not start: $(tail -n 1 trouble)" && return; }
  code=0
  (run_command "$@") >&2 || code=$?
  end_sessions
  exec 8>&-
  IFS= read -r report <&7 || { echo "failed its recorder has ended: $(tail -n 1 trouble)" && return; }
  printf 'code %s\nreport %s\n' "$code" "$report"
}

[ -z "$next" ] || verb=''
if [ "$verb" = audit ] && [ "$log" ]; then
  [ -r "$log" ] || die 111 "Cannot read \"$log\": no such file, or no right to"
  exec <"$log"
elif [ "$verb" = audit ]; then
  called=$PWD stage=''
  facts=$({ [ "$first" ] && shift $((first - 1)); } || shift $#; audit "$@")
  exec <<END
$facts
END
fi
