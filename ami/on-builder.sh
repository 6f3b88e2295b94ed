#!/bin/bash
# Runs on the builder: provisions the base image. Works in the folder packed by payload.ts, which has
# the project's layout. A rehearsal (SPOTSCRIBE_REHEARSAL is not empty) runs the same in a root of the
# base image's release.
#
# Writes what it made to the file $RESULT; or creates the file $REBOOT, if a newer kernel was installed
# that has to run first, and is run again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${SPOTSCRIBE_ROOT:-}/
export PATH=${root}usr/bin:$PATH
# shellcheck source=ami/image-kernel.sh
source "$here/ami/image-kernel.sh"

say() { printf 'builder: %s\n' "$*"; }

main() {
  if [ "$root" = / ]; then
    local mirrors
    mapfile -t mirrors <"$here/mirrors" # of Debian, and of its security updates
    bash "$here/ami/base-system.sh" / "${mirrors[@]}"
    if needs_reboot; then return; fi
  fi
  local python
  python=$(usable_python)
  (cd "$here" && sha256sum --check --quiet node.sha256) || {
    say 'The Node in the archive does not have the SHA-256 that the build was started with.' >&2
    exit 2
  }
  export PYTHONPATH=$here/userdata/engine PYTHONDONTWRITEBYTECODE=1
  "$python" "$here/ami/fetch_models.py" "$here/wanted-models.json" "$here" >"$here/fetched.json"
  local folder models=() analysis=() speakers=() names=()
  for folder in "$here"/models/*; do # 0, 1, …: in the order of the options
    "$python" "$here/ami/check_model.py" "$folder"
    models+=(--model "$folder")
  done
  if [ -f "$here/analysis-recipe" ]; then
    analysis=(--with-analysis "$(cat "$here/analysis-recipe")" --analysis-model "$here/analysis-model")
  fi
  if [ -d "$here/speakers" ]; then speakers=(--speakers "$here/speakers"); fi
  if [ -d "$here/names" ]; then names=(--names "$here/names"); fi
  bash "$here/ami/provision.sh" --root "$root" --node "$here/node" --agent "$here/agent.mjs" \
    --engine "$here/userdata/engine" "${models[@]}" --sample "$here/sample.wav" \
    --python "$python" "${speakers[@]}" "${names[@]}" "${analysis[@]}"
  "$python" "$here/ami/describe_image.py" "${root}opt/spotscribe" "$here/fetched.json" >"$RESULT"
  if [ "$root" = / ]; then bash "$here/ami/forget.sh" /; fi
}

# The driver is compiled and tried with the kernel that instances boot. A rehearsal cannot boot it.
needs_reboot() {
  local kernel running
  kernel=$(image_kernel /)
  running=$(uname -r)
  if [ -n "${SPOTSCRIBE_REHEARSAL:-}" ] || [ "$kernel" = "$running" ]; then return 1; fi
  if [ -e /var/lib/spotscribe-rebooted ]; then
    say "This machine still runs the kernel $running, though it was restarted to run $kernel." >&2
    exit 2
  fi
  say "Restarting, to run the kernel $kernel instead of $running."
  touch /var/lib/spotscribe-rebooted "$REBOOT"
}

usable_python() {
  local python
  for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || continue
    command -v "$python"
    return
  done
  say 'There is no Python 3.10 or newer with venv on the base image.' >&2
  exit 2
}

main
