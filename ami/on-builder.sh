#!/bin/bash
# Runs on the builder: provisions the base image. Works in the folder packed by payload.ts, which has
# the project's layout.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${SPOTSCRIBE_ROOT:-}/
export PATH=${root}usr/bin:$PATH

say() { printf 'builder: %s\n' "$*"; }

main() {
  if [ "$root" = / ]; then install_tools; fi
  local python
  python=$(usable_python)
  (cd "$here" && sha256sum --check --quiet node.sha256) || {
    say 'The Node in the archive does not have the SHA-256 that the build was started with.' >&2
    exit 2
  }
  export PYTHONPATH=$here/userdata/engine PYTHONDONTWRITEBYTECODE=1
  "$python" "$here/ami/fetch_models.py" "$here/wanted-models.json" "$here" >"$here/fetched.json"
  local folder models=()
  for folder in "$here"/models/*; do # 0, 1, …: in the order of the options
    "$python" "$here/ami/check_model.py" "$folder"
    models+=(--model "$folder")
  done
  bash "$here/ami/provision.sh" --root "$root" --node "$here/node" --agent "$here/agent.mjs" \
    --engine "$here/userdata/engine" "${models[@]}" --sample "$here/sample.wav" \
    --python "$python"
  "$python" "$here/ami/describe_image.py" "${root}opt/spotscribe" "$here/fetched.json" >"$RESULT"
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
