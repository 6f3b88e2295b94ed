#!/bin/bash
# Runs on a machine booted from the new image: checks its files and transcribes the sample.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=${SPOTSCRIBE_ROOT:-}/opt/spotscribe

# Same check as in boot.sh.
(cd "$home" && sha256sum --check --status .setup_complete) || {
  echo 'verifier: The marker .setup_complete is missing or its checksums do not fit.'
  exit 1
}
PYTHONPATH=$home/engine "$home/venv/bin/python" "$here/verify.py" "$home" "$here/sample.wav" >"$RESULT"
