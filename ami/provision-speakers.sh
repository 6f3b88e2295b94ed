# The part of provision.sh that installs what tells speakers apart. To be sourced by it: uses its
# functions and its variables home, engine and speakers.
# shellcheck shell=bash disable=SC2154 # provision.sh sets them

check_speakers() {
  [ -n "$speakers" ] || return 0
  [ -f "$speakers/manifest.json" ] ||
    die '--speakers: give a folder as model/speakers/make.py makes it, with its manifest.json.'
  [ -f "$engine/requirements-speakers.txt" ] ||
    die "--speakers: there is no file $engine/requirements-speakers.txt."
}

# The engine loads them as a job does: it refuses files that differ from their manifest.
install_speakers() {
  rm -rf "$home/speakers"
  [ -n "$speakers" ] || return 0
  install_folder "$speakers" "$home/speakers"
  env -i PATH=/usr/bin:/bin PYTHONPATH="$home/engine" "$home/venv/bin/python" -c '
import sys
from pathlib import Path
from fast_transcribe.speakers.errors import SpeakersUnavailable
from fast_transcribe.speakers.networks import Networks
try:
    Networks(Path(sys.argv[1]))
except SpeakersUnavailable as e:
    sys.exit(f"provision: --speakers: {e}")
' "$home/speakers" || exit 2
}
