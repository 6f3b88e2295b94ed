#!/bin/bash
# Removes what is the builder's own, so that each instance of the image is a new machine: cloud-init's
# records (otherwise user data does not run), machine id, host keys, logs. Usage: forget.sh ROOT
set -euo pipefail

readonly root=${1%/}

main() {
  cloud-init clean --logs
  # Empty: systemd makes a new id. By "uninitialized", which cloud-init's --machine-id writes, systemd
  # would also set all units back to their presets (machine-id(5), "First Boot Semantics").
  : >"$root/etc/machine-id"
  rm -f "$root"/etc/ssh/ssh_host_*_key* "$root/root/.bash_history" "$root/var/lib/systemd/random-seed"
  apt-get clean
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/log/journal/* "$root/var/lib/spotscribe-rebooted"
  sync
}

main
