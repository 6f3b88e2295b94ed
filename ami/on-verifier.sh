#!/bin/bash
# Runs on a machine booted from the new image: checks its files and transcribes the sample, in the
# service that runs the agent for a job.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${SPOTSCRIBE_ROOT:-}
home=$root/opt/spotscribe
work=$root/var/lib/spotscribe
unit=spotscribe-agent.service

main() {
  # Same check as in boot.sh.
  (cd "$home" && sha256sum --check --status .setup_complete) || {
    echo 'verifier: The marker .setup_complete is missing or its checksums do not fit.'
    exit 1
  }
  # Before anything that runs as root outside the unit uses CUDA, which would create the devices.
  transcribe_as_a_job
  local gpu=none
  if has_gpu; then gpu=gpu; fi
  PYTHONPATH=$home/engine "$home/venv/bin/python" "$here/verify.py" \
    "$home" "$work/tried.json" "$gpu" >"$RESULT"
}

# Runs the agent's unit with one difference, a drop-in: the program tries the engine instead of
# claiming a job, and its end does not power off. User, capabilities and sandbox stay the unit's.
transcribe_as_a_job() {
  local dropin=$root/run/systemd/system/$unit.d
  mkdir -p "$dropin" "$work" "$root/run/spotscribe"
  cat >"$dropin/try.conf" <<'CONF'
[Service]
Type=oneshot
ExecStart=
ExecStart=/opt/spotscribe/bin/node /opt/spotscribe/agent/agent.mjs try
ExecStopPost=
Restart=no
CONF
  cp "$here/sample.wav" "$work/audio"
  settings >"$root/run/spotscribe/agent.env"
  systemctl daemon-reload
  systemctl start "$unit" || {
    echo "verifier: The engine failed in $unit, which runs jobs. Its last lines:"
    journalctl --unit="$unit" --no-pager --output=cat --lines=50 || true
    exit 1
  }
}

# As boot.sh writes them, but of no stack: nothing is called.
settings() {
  local uid
  printf '%s\n' AWS_REGION=none SPOTSCRIBE_API_URL=https://none.invalid
  if uid=$(id -u spotscribe-engine 2>/dev/null); then
    echo "SPOTSCRIBE_ENGINE_USER=$uid:$(id -g spotscribe-engine)"
  fi
}

# By NVIDIA's PCI vendor id, so that a GPU without a working driver counts.
has_gpu() {
  grep --quiet --no-messages '^0x10de$' "$root"/sys/bus/pci/devices/*/vendor
}

main
