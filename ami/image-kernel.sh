# The kernel of an image. Sourced by on-builder.sh and driver.sh.
# shellcheck shell=bash

# image_kernel ROOT: version of the kernel that the boot loader takes, which is the newest installed one.
image_kernel() {
  local file
  file=$(find "${1%/}/boot" -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' | sort --version-sort | tail -n 1)
  if [ -z "$file" ]; then
    echo "There is no kernel in ${1%/}/boot, so the image would not boot." >&2
    return 2
  fi
  echo "${file#vmlinuz-}"
}
