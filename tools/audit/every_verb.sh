# Touches every verb, and every way in which one of the three programs comes to use a right. For sh -eu,
# with chore and chored in PATH, in a folder of its own. Read by tools/audit.ts and its test.

# chored with a file of its own; a second that takes over from it; a client that starts one
echo 'keep = "1h"' >own.toml
chored -p "$HOME/own.toml"
chored -p "$HOME/own.toml" --restart
chore reload
chore shutdown
chore run -j one -- echo one

# looking
chore list
chore show one
chore status one
chore log one
chore follow one
chore wait one
chore why one
chore history
chore env one
chore events --since 1h --until-ended one
chore session --config
chore stats one
chore help run

# acting on one that runs, which the worker looks at with ps(1) and signals with kill(1)
chore run -j long --stdin-open -- cat
chore send long hello
chore stats long
chore react long -r silence:1h -R nolog
chore debug long
chore debug
chore ready long
chore signal -s CONT long
chore pause long
chore resume long
chore restart long
chore log --off long
chore log --on long
chore stop long
chore kill one || : # it has ended
chore run --dry-run -- true
chore run -j reader --stdin-from one -- cat
chore wait reader

# ones that wait, and the groups that they wait in
chore group add slow --slots 1
chore run -j later -g slow --in 1h --no-wait -- true
chore hold later
chore release later
chore edit later --print >later.json
chore edit later --set later.json
chore pin later
chore unpin later
chore now later
chore wait later
chore run -j after --after later --pre 'echo pre' --on-success 'echo done' -- true
chore wait after
echo '0 0 * * * -j night -- true' | chore tab -
chore tab --list
chore tab --next 1

# a worker that loses its chored and calls the next one; a job that is adopted
chore run -j kept --orphan adopt --output fifo -- sleep 600
chore run -j held -- sleep 600
kill -9 "$(cat "$CHORE_HOME/run/chored.pid")"
chore list
chore stop held kept
chore wait held kept || : # stopped

# one with a control group, where the machine has any
chore run -j grouped --limit mem=256M -- sleep 600
chore pause grouped
chore resume grouped
chore kill grouped

# the house
chore rm after
chore clean
chore manifest
chore manifest --check || : # as the machine is
chore doctor || :
: >no.log
chore audit --log no.log chored
chore shutdown
