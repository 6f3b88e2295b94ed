#!/bin/bash
# Checks, without starting anything, what an instance does at boot: the units, and boot.sh's firewall
# rules. Usage: check-system.sh BOOT_SH UNIT…
set -euo pipefail

readonly boot=$1
readonly -a units=("${@:2}")

die() {
  printf 'check: %s\n' "$*" >&2
  exit 2
}

main() {
  systemd-analyze verify "${units[@]}" || die "systemd does not take the units ${units[*]}."
  local rules
  rules=$(firewall_rules "$(id -u spotscribe-engine)")
  [ -n "$rules" ] || die "There is no rule of nft in $boot."
  nft --check --file - <<<"$rules" || die "nft does not take the rules of $boot: $rules"
  printf 'check: the units are right, and so are the firewall rules:\n%s\n' "$rules"
}

# boot.sh gives nft one quoted command at a time, with a user's id in it; here all have the engine's.
firewall_rules() {
  sed -n "s/^ *nft [\"']\(.*\)[\"']\$/\1/p" "$boot" | sed "s/\\\$uid/$1/"
}

main
