#!/bin/bash
# What follows when the agent is gone (ExecStopPost of its service): after a first crash nothing, as
# systemd starts it again; after a second one the crash is reported; else the work is done. Then the
# machine powers off, and powering off terminates it.
#
# Not left to OnFailure= and FailureAction=: some versions of systemd act on them between two
# restarts as well (systemd issue 27594).
#
# systemd says how it ended: SERVICE_RESULT is "success" or what went wrong, EXIT_STATUS a number or
# a signal's name.
set -euo pipefail

root=$(printenv SPOTSCRIBE_ROOT || true)
home=$root/opt/spotscribe
crashed_once=$root/run/spotscribe/crashed-once

if [ "$SERVICE_RESULT" != success ] && [ ! -e "$crashed_once" ]; then
  touch "$crashed_once"
  exit 0
fi
trap 'shutdown -P now' EXIT
# An agent that was started again and ended well may still owe a verdict. Bounded, since time costs.
if [ -e "$crashed_once" ]; then
  timeout 30 "$home/bin/node" "$home/agent/agent.mjs" crashed "$EXIT_STATUS"
fi
