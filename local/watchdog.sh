#!/bin/sh
# Ends the cloud's processes if the cloud dies: its standard input is a pipe from the cloud, which
# closes however the cloud ends.
#
# usage: watchdog.sh MARK
#   MARK    NAME=value in the environment of every process of this cloud
# standard input: "+ PGID" process group started, "- PGID" ended, "quit" exit without killing
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

# Processes that left their group (setsid) still carry the mark. Linux only: macOS hides environments.
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  [ "$pid" = "$$" ] && continue
  if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qxF "$mark"; then
    kill -s KILL "$pid" 2>/dev/null
  fi
done
exit 0
