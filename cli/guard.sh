#!/bin/sh
# Ends a command whole when one of these has ended, in any way: its cli/run.mjs, npm, the shell between
# them. npm and a shell can be killed without passing a signal on.
#
# usage: guard.sh PID MARK
#   PID   cli/run.mjs
#   MARK  NAME=value in the environment of every process that it starts
# standard output: a line once it is known what to watch
#
# All is over within 10 s: the end is noticed within 1 s, then cli/run.mjs has 4 s to end in order, then
# what it left has 2 s, then everything is killed. POSIX sh, because it may be dash.
trap '' INT TERM HUP
command=$1
mark=$2

# Looks at process $1: sets state, parent, born (its start, which tells it from a later process with the
# same id) and terminal_shell (1 for the leader of a terminal's session).
# Fails if the process has ended; a zombie has.
look() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    id=$1
    # shellcheck disable=SC2086 # the fields after the name, which may contain spaces
    set -- ${stat##*) }
    state=$1 parent=$2 born=${20} terminal_shell=0
    [ "$4" = "$id" ] && [ "$5" != 0 ] && terminal_shell=1
  else
    # shellcheck disable=SC2046 # a list of words
    set -- $(ps -o stat=,ppid=,tty=,lstart= -p "$1")
    [ $# -ge 8 ] || return 1
    state=$1 parent=$2 born=$4-$5-$6-$7-$8 terminal_shell=0
    case $1:$3 in *s*:*[0-9]*) terminal_shell=1 ;; esac
  fi
  case $state in Z* | X*) return 1 ;; esac
}

is_npm() {
  if [ -r /proc/self/stat ]; then
    # read leaves the zeros between the arguments out, and fails for want of a newline.
    { read -r words <"/proc/$1/cmdline"; } 2>/dev/null
  else
    words=$(ps -o args= -p "$1")
  fi
  case $words in npm\ * | */npm-cli.js* | */pnpm* | */yarn*) return 0 ;; esac
  return 1
}

# The processes above that are part of the command, as PID:BORN: the parent, and npm where that is the
# parent's parent. Not a terminal's own shell, which may end before its background jobs, and not what
# called npm.
chain() {
  look "$command" || return
  first=$parent
  look "$first" || return
  is_npm "$first" || [ "$terminal_shell" = 0 ] || return
  echo "$first:$born"
  is_npm "$first" && return
  second=$parent
  is_npm "$second" && look "$second" && echo "$second:$born"
}

are_alive() {
  for each in "$@"; do
    look "${each%%:*}" && [ "$born" = "${each#*:}" ] || return 1
  done
}

# The ids of the processes with the mark. Linux only: macOS hides environments, so the programs of a
# cli/run.mjs that was killed there are not found.
marked() {
  grep -lsxzF -e "$mark" /proc/[0-9]*/environ | tr -cd '0-9\n'
}

# PID PARENT of every process, a line each.
processes() {
  if [ -r /proc/self/stat ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/'
  else
    ps -A -o pid=,ppid=
  fi
}

# The given processes and all below them but this one, as PID:BORN. Those that were started with an
# environment of their own have no mark.
with_descendants() {
  pids=$(processes | awk -v given="$*" -v self=$$ '
    { parent[$1] = $2 }
    END {
      for (i = split(given, roots, " "); i > 0; i--) found[roots[i]] = 1
      do {
        more = 0
        for (pid in parent)
          if (!(pid in found) && pid != self && parent[pid] in found) more = found[pid] = 1
      } while (more)
      for (pid in found) print pid
    }')
  for each in $pids; do
    look "$each" && echo "$each:$born"
  done
}

some_alive() {
  for each in "$@"; do
    are_alive "$each" && return 0
  done
  return 1
}

signal_all() {
  signal=$1
  shift
  for each in "$@"; do
    are_alive "$each" && kill -s "$signal" "${each%%:*}" 2>/dev/null
  done
}

look "$command" && self=$command:$born || self=$command:ended
watched=$(chain)
echo watching
# shellcheck disable=SC2086 # a list of words
while are_alive "$self" $watched; do sleep 1; done

roots=$(marked)
are_alive "$self" && roots="$roots $command"
[ -n "$roots" ] || exit 0
# shellcheck disable=SC2086
family=$(with_descendants $roots)
if are_alive "$self"; then
  kill -s TERM "$command"
  for _ in 1 2 3 4; do
    are_alive "$self" && sleep 1
  done
fi
# shellcheck disable=SC2086
signal_all TERM $family
for _ in 1 2; do
  # shellcheck disable=SC2086
  some_alive $family && sleep 1
done
# What was started since, too; and what is being started now, the next time.
for _ in 1 2 3; do
  # shellcheck disable=SC2046,SC2086
  signal_all KILL $family $(with_descendants $(marked))
done
