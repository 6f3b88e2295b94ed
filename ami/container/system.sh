#!/bin/bash
# Prepares the container's system: Python, and the user of the engine. Usage: system.sh ROOT, with ROOT /
# in a container.
set -euo pipefail

readonly root=${1%/}
readonly release=trixie
# Certificates and venv for the stage that makes the content: models and Python packages are downloaded.
readonly -a packages=(ca-certificates python3 python3-venv)
# Fixed, since Containerfile names it (SPOTSCRIBE_ENGINE_USER).
readonly engine_id=970
# shellcheck source=ami/apt.sh
source "$(dirname "$0")/../apt.sh"

say() { printf 'container: %s\n' "$*"; }

main() {
  grep --quiet "^VERSION_CODENAME=$release\$" "$root/etc/os-release" || {
    say "The base is not Debian 13 ($release), for which this is written. Name one: --build-arg BASE=…" >&2
    exit 2
  }
  say "Installing ${packages[*]}."
  apt update
  install_packages "${packages[@]}"
  apt-get clean
  rm -rf "$root"/var/lib/apt/lists/*
  groupadd --system --gid "$engine_id" spotscribe-engine
  useradd --system --uid "$engine_id" --gid "$engine_id" --no-create-home --shell /usr/sbin/nologin \
    spotscribe-engine
}

main
