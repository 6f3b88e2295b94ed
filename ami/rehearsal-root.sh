#!/bin/bash
# Makes a root of the base image's release in a folder and runs a rehearsal in it: of the machine image
# (in-rehearsal.sh), or of the container (container/in-rehearsal.sh).
# Needs root, and a mount and a PID namespace of its own: the kernel then unmounts all and ends all
# processes when this one ends, however it ends (rehearse.ts).
#
# Usage: rehearsal-root.sh FOLDER RELEASE MIRROR SECURITY_MIRROR TASK_ARCHIVE SCRIPT, with a script of ami/
set -euo pipefail
umask 022

readonly folder=$1 release=$2 mirror=$3 security=$4 archive=$5 script=$6
readonly task=/var/tmp/spotscribe-task
# A place that no package has.
readonly authorities=/var/tmp/spotscribe-authorities.crt

say() { printf 'rehearsal: %s\n' "$*"; }

main() {
  say "Making a root of Debian $release from $mirror."
  debootstrap --force-check-gpg --variant=minbase --include=ca-certificates "$release" "$folder" "$mirror" ||
    { tail -n 20 "$folder/debootstrap/debootstrap.log" >&2 && exit 2; }
  mount_kernel_folders
  take_over_network
  mkdir -p "$folder$task"
  tar -xzf "$archive" -C "$folder$task"
  chroot "$folder" env --ignore-environment "${environment[@]}" \
    bash "$task/ami/$script" "$release" "$mirror" "$security"
}

# /dev has what programs use, and nothing of the computer's disks; /sys cannot be written.
mount_kernel_folders() {
  local device
  mount -t proc proc "$folder/proc"
  mount --bind /sys "$folder/sys"
  mount -o remount,bind,ro "$folder/sys"
  mount -t tmpfs -o mode=755 tmpfs "$folder/dev"
  for device in null zero full random urandom tty; do
    touch "$folder/dev/$device"
    mount --bind "/dev/$device" "$folder/dev/$device"
  done
  mkdir -m 1777 "$folder/dev/shm"
  ln -s /proc/self/fd "$folder/dev/fd"
}

# What this computer needs to reach Debian and PyPI: name servers, proxies, certificate authorities, and
# the settings of apt and pip.
take_over_network() {
  local name
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
  apt-config dump 2>/dev/null | grep -E '^Acquire::(https?::|Check-)' \
    >"$folder/etc/apt/apt.conf.d/99rehearsal" || true
  environment=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8)
  for name in $(compgen -e); do
    case $name in
      http_proxy | https_proxy | no_proxy | HTTP_PROXY | HTTPS_PROXY | NO_PROXY) ;;
      PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_TRUSTED_HOST | PIP_PROXY | PIP_DEFAULT_TIMEOUT) ;;
      HF_ENDPOINT | GPU) ;;
      *) continue ;;
    esac
    environment+=("$name=${!name}")
  done
  [ -f /etc/ssl/certs/ca-certificates.crt ] || return 0
  cp -L /etc/ssl/certs/ca-certificates.crt "$folder$authorities"
  environment+=("SSL_CERT_FILE=$authorities" "PIP_CERT=$authorities" "CURL_CA_BUNDLE=$authorities")
}

main
