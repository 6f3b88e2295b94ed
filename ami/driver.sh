#!/bin/bash
# Installs NVIDIA's driver, and cuBLAS for CTranslate2, on a machine with a GPU; does nothing without
# one. Usage: driver.sh ROOT, with ROOT / on the builder.
#
# Driver source: NVIDIA's repository for Amazon Linux 2023, open kernel modules of one branch, built
# for the running kernel, which every instance of the image will run.
# https://docs.nvidia.com/datacenter/tesla/driver-installation-guide/620/kernel-modules.html
set -euo pipefail

readonly root=${1%/}
readonly home=$root/opt/spotscribe
readonly branch=580-open
readonly repository=https://developer.download.nvidia.com/compute/cuda/repos/amzn2023/x86_64/cuda-amzn2023.repo
here=$(cd "$(dirname "$0")" && pwd)
readonly here

say() { printf 'driver: %s\n' "$*"; }

main() {
  if ! lspci | grep --quiet --ignore-case nvidia; then
    say 'There is no NVIDIA GPU here, so no driver is installed.'
    return
  fi
  nvidia-smi >/dev/null 2>&1 || install_driver
  nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || {
    say 'There is an NVIDIA GPU, but its driver does not answer.' >&2
    exit 2
  }
  create_devices_at_boot
  install_cublas
}

install_driver() {
  local kernel
  kernel=$(uname -r)
  say "Installing the driver ($branch) for the kernel $kernel."
  dnf install --assumeyes --quiet "kernel-devel-$kernel" "kernel-headers-$kernel"
  dnf config-manager --add-repo "$repository"
  dnf module enable --assumeyes --quiet "nvidia-driver:$branch"
  dnf install --assumeyes --quiet nvidia-open
  modprobe nvidia-uvm
}

# The daemon opens every GPU at boot, which creates their devices, and keeps the driver loaded.
# spotscribe-agent.service creates the first GPU's devices itself, so an image without it works.
create_devices_at_boot() {
  systemctl enable --quiet nvidia-persistenced.service ||
    say 'There is no nvidia-persistenced in this driver; it is loaded when a job starts.'
}

# CTranslate2 dlopens libcublas.so.12 and nothing else of CUDA, so the image needs no toolkit of several
# gigabytes.
install_cublas() {
  local libraries
  "$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes --requirement "$here/requirements-gpu.txt"
  libraries=$(echo "$home"/venv/lib/python3*/site-packages/nvidia/cublas/lib)
  echo "$libraries" >"$root/etc/ld.so.conf.d/spotscribe.conf"
  ldconfig
}

main
