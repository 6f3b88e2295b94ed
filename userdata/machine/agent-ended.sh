#!/bin/bash
# ExecStopPost of the agent's service. After a first crash it does nothing, as systemd restarts the
# agent. After a second crash it reports the crash; then, and after success, it powers the machine
# off, which terminates the instance.
#
# Not done with OnFailure= and FailureAction=: some versions of systemd also run them between two
# restarts (systemd issue 27594).
#
# systemd sets SERVICE_RESULT to "success" or the kind of failure, EXIT_STATUS to a number or a
# signal's name.
set -euo pipefail

root=$(printenv SPOTSCRIBE_ROOT || true)
home=$root/opt/spotscribe
crashed_once=$root/run/spotscribe/crashed-once

if [ "$SERVICE_RESULT" != success ] && [ ! -e "$crashed_once" ]; then
  touch "$crashed_once"
  exit 0
fi
trap 'shutdown -P now' EXIT
# A restarted agent may have succeeded without reporting an outcome. Bounded, as time costs money.
if [ -e "$crashed_once" ]; then
  timeout 30 "$home/bin/node" "$home/agent/agent.mjs" crashed "$EXIT_STATUS"
fi
