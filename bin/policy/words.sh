# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Read by chored_worker where its session has a policy: whoever starts it, its words are those that the
# policy was made for, and its worker starts no gate but the policy's. Sets gate.
check_path 103 policy "$policy"
. "$policy/rules.sh"
not_that() { # WHAT WORD
  die 103 "Cannot start: the policy \"$rule_source\" is not for $1 \"$2\""
}
[ "$base" = "$rule_base" ] || not_that 'base folder' "$base"
[ "$session" = "$rule_session" ] || not_that session "$session"
[ "$deno" = "$rule_deno" ] || not_that Deno "$deno"
[ "$deno_dir" = "$rule_deno_dir" ] || not_that 'cache folder' "$deno_dir"
gate=$policy/gate
