#!/bin/bash
# User data of a build's builder and verifier. Downloads its task, runs it, uploads a report and powers
# off, in every case; but if the task creates $REBOOT, the machine restarts and does all of it again. It
# has no IAM role: both addresses are presigned. machines.ts replaces the names in @.
#
# Report: exit status, one line of JSON from the task, last 100 lines of the log.
set -euo pipefail
umask 022

root=$(printenv SPOTSCRIBE_ROOT || true) # the directory that stands for / ; on AWS it is not set
work=$root/var/tmp/spotscribe-task

finish() {
  local status=$?
  local report
  trap - EXIT
  if [ "$status" = 0 ] && [ -e "$work/reboot" ]; then
    # After this, cloud-init takes the machine for a new one and runs its user data once more.
    cloud-init clean --logs && rm -rf "$work" && shutdown -r now && return
    status=1
  fi
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

# Dead man's switch: powers off even if the rest hangs.
shutdown -P '+@MINUTES@'

mkdir -p "$work"
exec > >(tee "$work/log") 2>&1
curl -fsS --retry 8 --retry-all-errors -o "$work/task.tgz" '@TASK_URL@'
tar -xzf "$work/task.tgz" -C "$work"
rm "$work/task.tgz"
RESULT=$work/result.json REBOOT=$work/reboot bash "$work/run.sh"
