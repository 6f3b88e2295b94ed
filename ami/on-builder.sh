#!/bin/bash
# Runs on the builder: provisions the base image. Works in the folder packed by payload.ts, which has
# the project's layout.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${SPOTSCRIBE_ROOT:-}/
export PATH=${root}usr/bin:$PATH
# shellcheck source=/dev/null
source "$here/settings" # MODEL_NAME and MODEL_REVISION, empty if the model is in the archive

say() { printf 'builder: %s\n' "$*"; }

main() {
  if [ "$root" = / ]; then install_tools; fi
  local python
  python=$(usable_python)
  export PYTHONPATH=$here/userdata/engine PYTHONDONTWRITEBYTECODE=1
  if [ -n "$MODEL_NAME" ]; then
    say "Fetching $MODEL_NAME from Hugging Face."
    "$python" "$here/ami/fetch_model.py" "$MODEL_NAME" "$MODEL_REVISION" "$here/model"
  fi
  "$python" "$here/ami/check_model.py" "$here/model"
  bash "$here/ami/provision.sh" --root "$root" --node "$here/node" --agent "$here/agent.mjs" \
    --engine "$here/userdata/engine" --model "$here/model" --sample "$here/sample.wav" \
    --python "$python"
  "$python" "$here/ami/inspect_model.py" "${root}opt/spotscribe" >"$RESULT"
  if [ "$root" = / ]; then forget_this_machine; fi
}

# Packages that provision.sh, boot.sh and the driver need. The base image's Python is too old.
install_tools() {
  dnf install --assumeyes --quiet python3.12 python3.12-pip nftables pciutils tar gzip
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

# Resets cloud-init, so that instances of the image run their own user data.
forget_this_machine() {
  cloud-init clean --logs --machine-id
  rm -f /etc/ssh/ssh_host_*_key* /root/.bash_history
  dnf clean all --quiet
  sync
}

main
