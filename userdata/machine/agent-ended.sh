#!/bin/bash
# ExecStopPost of the agent's services: agent-ended.sh RESTARTS SECONDS. After as many crashes within
# SECONDS as systemd restarts the agent from, it does nothing. After one more it reports what the agent
# has left unreported; then, and after success, it powers the machine off, which terminates the
# instance.
#
# Not done with OnFailure= and FailureAction=: some versions of systemd also run them between two
# restarts (systemd issue 27594).
#
# systemd sets SERVICE_RESULT to "success" or the kind of failure, EXIT_STATUS to a number or a
# signal's name.
set -euo pipefail

restarts=$1 seconds=$2
root=$(printenv SPOTSCRIBE_ROOT || true)
home=$root/opt/spotscribe
# The times of all crashes, one a line.
crashes=$root/run/spotscribe/crashes

if [ "$SERVICE_RESULT" != success ]; then
  now=$(date +%s) recent=0
  echo "$now" >>"$crashes"
  while read -r at; do
    if [ "$at" -gt $((now - seconds)) ]; then recent=$((recent + 1)); fi
  done <"$crashes"
  [ "$recent" -gt "$restarts" ] || exit 0
fi
trap 'shutdown -P now' EXIT
# A restarted agent may have succeeded without reporting an outcome. Bounded, as time costs money.
if [ -e "$crashes" ]; then
  timeout 30 "$home/bin/node" "$home/agent/agent.mjs" crashed "$EXIT_STATUS"
fi
