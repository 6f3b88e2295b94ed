#!/bin/bash
# Runs in the root of a rehearsal: completes it to what Debian's image for EC2 has, runs the builder's
# script as a builder does, and then tries the image, all as far as it goes without booting.
# Writes rehearsed.json beside the task: what was installed, and what was heard.
#
# Usage: in-rehearsal.sh RELEASE MIRROR SECURITY_MIRROR
set -euo pipefail

readonly release=$1 mirror=$2 security=$3
task=$(cd "$(dirname "$0")/.." && pwd)
readonly task home=/opt/spotscribe work=/var/lib/spotscribe
# Packages of Debian's image for EC2 that the scripts use, or that could disturb them.
readonly -a base_image=(
  cloud-init dbus initramfs-tools kmod linux-image-cloud-amd64 openssh-server sudo systemd systemd-sysv
  udev unattended-upgrades
)
# shellcheck source=ami/apt.sh
source "$task/ami/apt.sh"

say() { printf 'rehearsal: %s\n' "$*"; }

main() {
  say 'Installing what the base image has.'
  # Nothing of this root is kept, so dpkg need not wait for the disk.
  echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/rehearsal
  printf 'deb %s %s main\n' "$mirror" "$release" "$security" "$release-security" >/etc/apt/sources.list
  apt update
  install_packages "${base_image[@]}"
  say 'Running the builder.'
  SPOTSCRIBE_REHEARSAL=yes RESULT=$task/result.json REBOOT=$task/reboot bash "$task/run.sh"
  say 'Transcribing the sample as the user of the engine, without a network.'
  transcribe_as_a_job
  printf '{"system":%s,"tried":%s}\n' \
    "$("$home/venv/bin/python" "$task/ami/inspect_system.py" "$home")" \
    "$(PYTHONPATH=$home/engine "$home/venv/bin/python" "$task/ami/verify.py" \
      "$home" "$work/tried.json" none)" >"$task/rehearsed.json"
}

# As on-verifier.sh, but without systemd, which does not run here, so without the unit's sandbox.
transcribe_as_a_job() {
  mkdir -p "$work" /run/spotscribe
  cp "$task/sample.wav" "$work/audio"
  env --ignore-environment PATH=/usr/bin:/bin AWS_REGION=none SPOTSCRIBE_API_URL=https://none.invalid \
    SPOTSCRIBE_ENGINE_USER="$(id -u spotscribe-engine):$(id -g spotscribe-engine)" \
    unshare --net "$home/bin/node" "$home/agent/agent.mjs" try
}

main
