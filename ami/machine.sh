#!/bin/bash
# User data of the machines of a build: the one that an image is made of, and the one that tries it.
# Fetches its task, does it, tells how that went and switches off, in every case. Such a machine has
# no role and no rights: both addresses are signed for it. Names in @ are filled in by machines.ts.
#
# The report: exit status, a line of JSON from the task, the end of what was said.
set -euo pipefail
umask 022

root=$(printenv SPOTSCRIBE_ROOT || true) # the directory that stands for / ; on AWS it is not set
work=$root/var/tmp/spotscribe-task

finish() {
  local status=$?
  local report
  trap - EXIT
  report=$(
    printf '%s\n' "$status"
    cat "$work/result.json" 2>/dev/null || echo '{}'
    tail -n 100 "$work/log" 2>/dev/null || true
  )
  rm -rf "$work"
  curl -fsS --retry 8 --retry-all-errors -X PUT --data-binary @- '@REPORT_URL@' <<<"$report" || true
  shutdown -P now
}
trap finish EXIT

# Dead man's switch: holds even if all that follows hangs.
shutdown -P '+@MINUTES@'

mkdir -p "$work"
exec > >(tee "$work/log") 2>&1
curl -fsS --retry 8 --retry-all-errors -o "$work/task.tgz" '@TASK_URL@'
tar -xzf "$work/task.tgz" -C "$work"
rm "$work/task.tgz"
RESULT=$work/result.json bash "$work/run.sh"
