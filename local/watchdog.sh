#!/bin/sh
# Ends what the cloud started when the cloud itself could not: its standard input is a pipe from
# the cloud, and a pipe closes whatever its owner died of.
#
# usage: watchdog.sh MARK
#   MARK    NAME=value that every process of this cloud carries in its environment
# standard input: "+ PGID" a process group began, "- PGID" it is gone, "quit" all is well
#
# POSIX sh, because it may be dash: `kill -9 -- -PGID` fails there, `kill -s KILL` works.
trap '' INT TERM HUP
mark=$1
groups=' '

while read -r word group; do
  case $word in
    +) groups="$groups$group " ;;
    -) groups=$(printf %s "$groups" | sed "s/ $group / /") ;;
    quit) exit 0 ;;
  esac
done

for group in $groups; do
  kill -s KILL -- "-$group" 2>/dev/null
done

# What left its group (setsid) still carries the mark. Linux only: macOS shows no environment.
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  [ "$pid" = "$$" ] && continue
  if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qxF "$mark"; then
    kill -s KILL "$pid" 2>/dev/null
  fi
done
exit 0
