# shellcheck shell=sh disable=SC2034,SC2154
# Read by place.sh and bin/test when no good Deno is remembered: sets $deno, installs Deno once where
# there is none, and fetches the packages of a checkout once. Told by: name, root, lib, cache, found
# (the Deno that was named or is in PATH), memo, lock, stamp. All that is said goes to stderr.
version=2.9.6

say() {
  printf '%s: %s\n' "$name" "$1" >&2
}

# A Deno of 2.9 or newer, by its true path: what lies in PATH may be a script of a version manager.
# shellcheck disable=SC3013 # -ef is in POSIX since 2024, and in every shell since long ago
is_good() { # PATH
  case $1 in /*) ;; *) return 1 ;; esac
  [ -x "$1" ] && [ ! -d "$1" ] || return 1
  deno=$(env -i PATH="$PATH" HOME="${HOME:-/}" DENO_DIR="$cache/deno" DENO_NO_UPDATE_CHECK=1 "$1" eval --no-config \
    'const [a, b] = Deno.version.deno.split(".").map(Number);
     if (a > 2 || a === 2 && b >= 9) console.log(Deno.execPath())' </dev/null 2>/dev/null) || return 1
  [ ! "$1" -ef "$deno" ] || deno=$1
  [ "${deno##*/}" = deno ] && [ -x "$deno" ]
}

is_ours() {
  set +f
  for deno in "$cache/deno-$version"/node_modules/@deno/*/deno; do :; done
  set -f
  is_good "$deno"
}

# Runs what downloads. Whom the system trusts is trusted: the way to the registry may be a proxy of the house.
trusting() {
  bundle=/etc/ssl/certs/ca-certificates.crt
  [ -r "$bundle" ] || bundle=''
  env "DENO_DIR=$cache/deno" DENO_NO_UPDATE_CHECK=1 "DENO_TLS_CA_STORE=${DENO_TLS_CA_STORE:-system,mozilla}" \
    ${bundle:+"NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$bundle}"} "$@"
}

# npm runs no script of the package: the program lies in it as it is. A folder is made aside and
# renamed, so that two first starts cannot meet in it.
install() {
  command -v npm >/dev/null || die 111 'Cannot install Deno: "npm" is not in PATH; install Deno 2.9 or newer, or set CHORE_DENO to its path'
  say "installing Deno once into $cache/deno-$version"
  mkdir -p "$cache" || die 111 "Cannot install Deno: \"$cache\" cannot be made"
  new=$(mktemp -d "$cache/new.XXXXXX") || die 111 "Cannot install Deno: \"$cache\" cannot be written"
  trap 'rm -rf "$new"; exit 111' HUP INT TERM
  trusting npm install --prefix "$new" --no-audit --no-fund --ignore-scripts --loglevel=error "deno@$version" \
    </dev/null >&2 || { rm -rf "$new" && die 111 'Cannot install Deno: npm failed; install Deno 2.9 or newer, or set CHORE_DENO to its path'; }
  [ -e "$cache/deno-$version" ] || mv "$new" "$cache/deno-$version" || :
  rm -rf "$new"
  trap - HUP INT TERM
  is_ours || die 111 "Cannot install Deno: npm's package \"deno\" has no program for this system; install Deno 2.9 or newer, or set CHORE_DENO to its path"
}

# --frozen: what deno.lock names, bit by bit, or nothing. The checkout itself is not written to.
fetch() {
  say "fetching the packages of $root once into $cache/deno"
  (cd "$root" && trusting "$deno" install --quiet --frozen) </dev/null >&2 ||
    die 111 "Cannot fetch the packages of \"$root\": \"deno install --frozen\" failed"
  { mkdir -p "${stamp%/*}" && touch -r "$lock" "$stamp"; } || say "Cannot remember the packages in \"$stamp\""
}

if [ "${CHORE_DENO-}" ]; then
  is_good "$CHORE_DENO" || die 111 "Cannot use Deno \"$CHORE_DENO\": it must be the absolute path of a program named deno, 2.9 or newer"
else
  is_good "$found" || is_ours || install
fi
if mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ]; then
  printf '%s\n' "$found" "$deno" >"$memo.$$" && mv -f "$memo.$$" "$memo"
fi
if [ "$checkout" ] && [ -e "$lock" ]; then is_fetched || fetch; fi
