#!/bin/bash
# Installs NVIDIA's driver, and cuBLAS for CTranslate2, on a machine with a GPU; does nothing without
# one. Usage: driver.sh ROOT, with ROOT / on the builder.
#
# The modules are compiled for the kernel that the image boots. In a rehearsal (SPOTSCRIBE_REHEARSAL is
# not empty) that is not the one that runs, and all is done, with or without a GPU, but the modules are
# not loaded.
set -euo pipefail

readonly root=${1%/} rehearsal=${SPOTSCRIBE_REHEARSAL:-}
# Debian's packages of NVIDIA's data centre branch 535: CUDA 12.2, and newer 12.x libraries by its minor
# version compatibility. The release's default, 550, does not compile for the release's own kernel.
readonly branch=tesla-535
readonly modules=nvidia-$branch
# What CUDA needs at run time. libnvidia-…-cfg1 by name: apt would take another branch's.
readonly -a driver_packages=(
  "nvidia-$branch-smi" "libnvidia-$branch-cuda1" "libnvidia-$branch-cfg1"
  "nvidia-$branch-kernel-support" "firmware-nvidia-$branch-gsp" nvidia-modprobe nvidia-persistenced
)
here=$(cd "$(dirname "$0")" && pwd)
readonly here
# shellcheck source=ami/apt.sh
source "$here/apt.sh"
# shellcheck source=ami/image-kernel.sh
source "$here/image-kernel.sh"
# shellcheck source=ami/cublas.sh
source "$here/cublas.sh"

say() { printf 'driver: %s\n' "$*"; }

die() {
  say "$*" >&2
  exit 2
}

main() {
  if [ -n "$rehearsal" ]; then
    install_driver
    say 'This is a rehearsal: the modules are not loaded, and nvidia-smi is not asked.'
  elif has_gpu; then
    if ! nvidia-smi >/dev/null 2>&1; then
      install_driver
      modprobe nvidia-uvm
    fi
    nvidia-smi --query-gpu=name,driver_version --format=csv,noheader ||
      die 'There is an NVIDIA GPU, but its driver does not answer.'
  else
    say 'There is no NVIDIA GPU here, so no driver is installed.'
    return
  fi
  create_devices_at_boot
  install_cublas "$root"
  ldconfig
}

has_gpu() {
  lspci | grep --quiet --ignore-case nvidia
}

install_driver() {
  local kernel before compilers
  kernel=$(image_kernel "$root")
  [ -n "$rehearsal" ] || [ "$kernel" = "$(uname -r)" ] ||
    die "The image boots the kernel $kernel, and this machine runs $(uname -r)."
  say "Installing the driver ($branch) for the kernel $kernel."
  install_packages "${driver_packages[@]}"
  before=$(installed_packages)
  # Otherwise the packages compile for the kernel that runs here.
  mkdir -p "$root/etc/dkms"
  : >"$root/etc/dkms/no-autoinstall"
  install_packages "nvidia-$branch-kernel-dkms" dkms "linux-headers-$kernel"
  compilers=$(comm -13 <(echo "$before") <(installed_packages))
  compile_modules "$kernel"
  check_symbols "$kernel"
  keep_modules "$kernel" "$compilers"
  check_modules "$kernel"
}

# Minutes. dkms says little; the compiler's own words are in its log.
compile_modules() {
  local kernel=$1 source version
  source=$(find "$root/usr/src" -maxdepth 1 -name "$modules-*" | sort --version-sort | tail -n 1)
  version=${source##*/"$modules"-}
  [ -n "$source" ] || die "The package nvidia-$branch-kernel-dkms brought no source $modules."
  say "Compiling $modules $version for $kernel: minutes."
  dkms install "$modules/$version" -k "$kernel" && return
  tail -n 40 "$root/var/lib/dkms/$modules/$version/build/make.log" >&2 || true
  die "The driver $modules $version does not compile for the kernel $kernel. The lines above are the compiler's."
}

# By the headers: Debian's System.map is empty.
check_symbols() {
  local kernel=$1
  if depmod --errsyms --dry-run --symvers "$root/lib/modules/$kernel/build/Module.symvers" "$kernel" 2>&1 >/dev/null |
    grep --ignore-case nvidia; then
    die "The kernel $kernel lacks what the lines above name, so the driver would not load."
  fi
}

# The packages that were needed to compile go again, and dkms would delete the modules with them, so
# these are copied first. From now on apt leaves the kernel as it is.
keep_modules() {
  local kernel=$1 compilers=$2 folder
  folder=$root/lib/modules/$kernel/updates
  mkdir -p "$folder/spotscribe"
  cp "$folder"/dkms/nvidia*.ko* "$folder/spotscribe/"
  say "Removing the compiler and $(wc -l <<<"$compilers") packages in all."
  mapfile -t compilers <<<"$compilers"
  apt purge "${compilers[@]}"
  rm -rf "$root/etc/dkms"
  depmod "$kernel"
  apt-mark hold linux-image-cloud-amd64 "linux-image-$kernel" >/dev/null
}

# With check_symbols all that can be known of modules that are not loaded: they are of this kernel, and
# modprobe finds them under NVIDIA's names.
check_modules() {
  local kernel=$1 file found=0
  for file in "$root/lib/modules/$kernel/updates/spotscribe"/nvidia*.ko*; do
    [ "$(modinfo --field vermagic "$file" | cut -d ' ' -f 1)" = "$kernel" ] ||
      die "The module $file is not one of the kernel $kernel."
    say "module ${file##*/}, version $(modinfo --field version "$file"), for the kernel $kernel, $(stat --format %s "$file") bytes"
    found=$((found + 1))
  done
  [ "$found" -gt 0 ] || die "No module was compiled for the kernel $kernel."
  if ! modprobe --set-version "$kernel" --show-depends nvidia-uvm | grep --quiet "$modules-uvm" ||
    ! modprobe --set-version "$kernel" --show-depends --ignore-install "$modules-uvm" >/dev/null; then
    die "modprobe does not find the driver's modules for the kernel $kernel."
  fi
}

# The daemon opens every GPU at boot, which creates their devices, and keeps the driver loaded.
# spotscribe-agent.service creates the first GPU's devices itself, so an image without it works.
create_devices_at_boot() {
  systemctl enable --quiet nvidia-persistenced.service ||
    say 'There is no nvidia-persistenced in this driver; it is loaded when a job starts.'
}

main
