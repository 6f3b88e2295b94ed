#!/bin/bash
# Prepares the base image's system: sources of packages, no upgrades in the background, the release's
# newest kernel, and the programs that provision.sh, boot.sh and the driver need.
#
# Usage: base-system.sh ROOT MIRROR SECURITY_MIRROR, with ROOT / on a builder and in a rehearsal.
set -euo pipefail

readonly root=${1%/} mirror=$2 security=$3
readonly release=trixie
readonly -a packages=(
  ca-certificates cloud-init curl kmod linux-image-cloud-amd64 nftables pciutils python3 python3-venv
)
# shellcheck source=ami/apt.sh
source "$(dirname "$0")/apt.sh"

say() { printf 'base system: %s\n' "$*"; }

main() {
  refuse_other_release
  stop_upgrades
  use_sources
  say "Installing ${packages[*]}, unless they are there."
  apt update
  install_packages "${packages[@]}"
}

refuse_other_release() {
  grep --quiet "^VERSION_CODENAME=$release\$" "$root/etc/os-release" && return
  say "The base image is not Debian 13 ($release), for which these scripts are written. Name one: --base" >&2
  exit 2
}

# They would hold apt's locks while this runs; on an instance they would read from the disk while it
# boots, and might change the kernel, for which the driver is compiled.
stop_upgrades() {
  local -a units=(
    apt-daily.timer apt-daily-upgrade.timer apt-daily.service apt-daily-upgrade.service
    unattended-upgrades.service
  )
  systemctl mask --quiet "${units[@]}"
  # Waits for an upgrade that runs, as its unit lets it end.
  systemctl stop "${units[@]}" || say 'There were no upgrades to stop.'
  dpkg --configure -a
}

# One mirror, so that the versions of kernel, headers and driver fit; the base image's own sources have
# the component main alone, and the driver is in non-free.
use_sources() {
  local folder=$root/etc/apt
  rm -f "$folder/sources.list" "$folder"/sources.list.d/*
  mkdir -p "$folder/sources.list.d"
  {
    sources_of "$mirror" "$release" "$release-updates"
    echo
    sources_of "$security" "$release-security"
  } >"$folder/sources.list.d/debian.sources"
  # Otherwise cloud-init writes its own again at an instance's first boot.
  mkdir -p "$root/etc/cloud/cloud.cfg.d"
  printf 'apt:\n  preserve_sources_list: true\n' >"$root/etc/cloud/cloud.cfg.d/99-spotscribe.cfg"
}

# In deb822. The keyring is of the package debian-archive-keyring, which every Debian has.
sources_of() {
  printf '%s\n' 'Types: deb' "URIs: $1" "Suites: ${*:2}" \
    'Components: main contrib non-free non-free-firmware' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg'
}

main
