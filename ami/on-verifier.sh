#!/bin/bash
# On a machine that was started from the new image: is it whole, and does it transcribe?
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=${SPOTSCRIBE_ROOT:-}/opt/spotscribe

# As boot.sh does it.
(cd "$home" && sha256sum --check --status .setup_complete) || {
  echo 'verifier: The marker .setup_complete is missing or its checksums do not fit.'
  exit 1
}
PYTHONPATH=$home/engine "$home/venv/bin/python" "$here/verify.py" "$home" "$here/sample.wav" >"$RESULT"
