#!/bin/bash
# Creates the content of a machine image under a root directory: ROOT/opt/spotscribe with
#
#   bin/node  agent/agent.mjs  engine/  venv/  model/  models/NAME/  machine/
#   speakers/  names/  analysis/  reading-list.txt  manifest.json  .setup_complete
#
# Used for the real image (--root / on the builder) and for the embedded cloud's. Idempotent: may run
# again over a complete or partial image and keeps what is up to date. The marker .setup_complete is
# removed first and written last, so that boot.sh never starts a partial image; it holds checksums, in
# sha256sum's format, of everything that runs as root and of the manifest.
set -euo pipefail
umask 022

readonly usage='Usage: provision.sh --root DIR --node FILE --agent FILE --engine DIR --model DIR
                    [--model DIR]… --sample FILE [--machine DIR] [--requirements FILE] [--python CMD]
                    [--speakers DIR] [--names DIR] [--with-analysis RECIPE --analysis-model DIR]

  --root DIR           the directory that stands for / on the instance
  --node FILE          a Node 24 binary
  --agent FILE         the bundled agent, agent.mjs
  --engine DIR         the folder that holds the Python package fast_transcribe
  --model DIR          a CTranslate2 Whisper model with its manifest.json (ami/README.md says how
                       to get KB-Whisper). The first is the default of the image; jobs ask for
                       the others by name
  --sample FILE        some speech, transcribed once to learn what that reads of the disk
  --machine DIR        the systemd units and what they run (default: userdata/machine beside ami)
  --requirements FILE  what the engine needs from PyPI (default: requirements.txt of the engine)
  --python CMD         Python 3.10 or newer, for the venv (default: python3)
  --speakers DIR       the networks that tell speakers apart (model/speakers/README.md). Without them
                       a job that asks for speakers is transcribed without, and says so
  --names DIR          a model for names of people (model/names/README.md). Without it redacted copies
                       find names by lists and rules alone, and say so
  --with-analysis RECIPE  also a program that runs a language model beside the engine: llama.cpp, vllm
                       or voxtral, folders of ami/analysis, or a folder like them. Without it jobs
                       cannot ask for analyses
  --analysis-model DIR its weights, with about.json (ami/analysis/README.md)'

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ami/provision-analysis.sh
source "$here/provision-analysis.sh"
# shellcheck source=ami/provision-speakers.sh
source "$here/provision-speakers.sh"
# shellcheck source=ami/provision-names.sh
source "$here/provision-names.sh"
root='' node='' agent='' engine='' models=() sample='' machine=$here/../userdata/machine
requirements='' python=python3 speakers='' names='' with_analysis='' analysis_model=''

say() { printf 'provision: %s\n' "$*"; }

die() {
  printf 'provision: %s\n' "$*" >&2
  exit 2
}

main() {
  read_arguments "$@"
  check_arguments
  root=$(cd "$root" && pwd)
  home=${root%/}/opt/spotscribe
  mkdir -p "$home/bin" "$home/agent"
  rm -f "$home/.setup_complete"
  install_file "$node" "$home/bin/node" 755
  install_file "$agent" "$home/agent/agent.mjs" 644
  install_folder "$engine" "$home/engine"
  install_models
  install_folder "$machine" "$home/machine"
  make_venv "$home/venv" "$(venv_requirements)"
  if [ "$root" = / ]; then prepare_machine; fi
  verify
  install_speakers
  install_names
  install_analysis
  finish
}

read_arguments() {
  local name
  while [ $# -gt 0 ]; do
    case $1 in
      --help) printf '%s\n' "$usage" && exit 0 ;;
      --model)
        [ -n "${2:-}" ] || die "$1 needs a value."
        models+=("$2")
        shift 2
        ;;
      --root | --node | --agent | --engine | --sample | --machine | --requirements | --python | --speakers | --names)
        [ -n "${2:-}" ] || die "$1 needs a value."
        printf -v "${1#--}" %s "$2"
        shift 2
        ;;
      --with-analysis | --analysis-model)
        [ -n "${2:-}" ] || die "$1 needs a value."
        name=${1#--}
        printf -v "${name//-/_}" %s "$2"
        shift 2
        ;;
      *) die "Unknown argument $1. See --help." ;;
    esac
  done
}

check_arguments() {
  [ -n "$root" ] || die '--root is missing: nothing is installed without being told where. See --help.'
  [ -d "$root" ] || die "--root: there is no directory $root."
  [ -f "$node" ] || die '--node: give the path of a Node 24 binary; this script downloads none.'
  [ -f "$agent" ] || die '--agent: give the path of the bundled agent.mjs.'
  [ -d "$engine/fast_transcribe" ] || die '--engine: give the folder that holds fast_transcribe.'
  local model
  for model in "${models[@]:-}"; do
    [ -f "$model/manifest.json" ] || die '--model: give a model directory with a manifest.json.'
  done
  [ -f "$sample" ] || die '--sample: give a file of speech, such as the one in model/micro-whisper/audio.'
  [ -f "$machine/spotscribe-agent.service" ] || die '--machine: give the folder of the systemd units.'
  requirements=${requirements:-$engine/requirements.txt}
  [ -f "$requirements" ] || die "--requirements: there is no file $requirements."
  check_speakers
  check_names
  check_analysis
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    die "--python: $python is not Python 3.10 or newer."
  "$node" -e 'process.exit(process.versions.node.split(".")[0] >= 24 ? 0 : 1)' ||
    die "--node: $node is not Node 24 or newer."
}

# Replaces the file atomically by a rename.
install_file() {
  cmp --silent "$1" "$2" && return
  install -m "$3" "$1" "$2.new"
  mv -f "$2.new" "$2"
}

install_folder() {
  rm -rf "$2.new"
  cp -RL "$1" "$2.new"
  find "$2.new" -depth -name __pycache__ -exec rm -rf {} +
  rm -rf "$2"
  mv "$2.new" "$2"
}

# The default in model/, which is read ahead at boot; the others by name.
install_models() {
  local names index
  install_folder "${models[0]}" "$home/model"
  rm -rf "$home/models"
  if [ "${#models[@]}" = 1 ]; then return; fi
  names=$("$python" "$here/model_names.py" "${models[@]}") || die '--model: see above.'
  mkdir "$home/models"
  for index in $(seq 2 "${#models[@]}"); do
    install_folder "${models[index - 1]}" "$home/models/$(sed -n "${index}p" <<<"$names")"
  done
}

# The list of the engine's packages, with those that its options need. ONNX Runtime is of both.
venv_requirements() {
  if [ -z "$speakers$names" ]; then
    printf '%s\n' "$requirements"
    return
  fi
  local lists=("$requirements" "$engine/requirements-speakers.txt")
  if [ -n "$names" ]; then lists+=("$engine/requirements-names.txt"); fi
  cat "${lists[@]}" >"$home/requirements.txt"
  printf '%s\n' "$home/requirements.txt"
}

# Slow, so a complete venv is kept while requirements and Python version are the same.
make_venv() {
  local venv=$1 list=$2 wanted
  wanted=$({ cat "$list" && "$python" --version; } | sha256sum)
  if [ "$(cat "$venv/.made-from" 2>/dev/null)" = "$wanted" ]; then
    say "The Python packages are already there: ${venv#"$home/"}."
    return
  fi
  say "Installing the Python packages: ${venv#"$home/"}."
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes --requirement "$list"
  printf '%s\n' "$wanted" >"$venv/.made-from"
}

# Steps for a real machine only; need root.
prepare_machine() {
  local tool
  for tool in nft shutdown sha256sum systemctl systemd-notify timeout; do
    command -v "$tool" >/dev/null || die "The instance needs $tool, which is not in this base image."
  done
  id -u spotscribe-engine >/dev/null 2>&1 ||
    useradd --system --no-create-home --shell /usr/sbin/nologin spotscribe-engine
  [ -z "$with_analysis" ] || id -u spotscribe-analysis >/dev/null 2>&1 ||
    useradd --system --no-create-home --shell /usr/sbin/nologin spotscribe-analysis
  # boot.sh starts the agent with its settings; prefetch starts by itself at boot.
  ln -sf "$home/machine/spotscribe-agent.service" "$home/machine/spotscribe-pool.service" \
    /etc/systemd/system/
  systemctl enable --quiet "$home/machine/spotscribe-prefetch.service"
  "$here/driver.sh" "$root"
  "$here/check-system.sh" "$here/../userdata/boot.sh" "$home"/machine/*.service
}

# Tests the image as an instance uses it: from its own path, with an empty environment.
verify() {
  "$home/venv/bin/python" -m compileall -q "$home/engine"
  "$home/bin/node" --check "$home/agent/agent.mjs"
  (cd / && env -i PATH=/usr/bin:/bin PYTHONPATH="$home/engine" \
    "$home/venv/bin/python" -m fast_transcribe --help >/dev/null) ||
    die 'The engine does not start from the new image; the message above says why.'
}

finish() {
  "$home/venv/bin/python" "$here/reading_list.py" "$home" "$sample"
  "$home/venv/bin/python" "$here/manifest.py" "$home" "$("$home/bin/node" --version)"
  (cd "$home" && sha256sum manifest.json agent/agent.mjs machine/* >.setup_complete.new)
  mv "$home/.setup_complete.new" "$home/.setup_complete"
  say "The image is complete: $home"
}

main "$@"
