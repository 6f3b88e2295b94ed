#!/bin/bash
# Makes the container's content below a folder, with the builder's own scripts. Works in the folder packed by
# payload.ts, which has the project's layout.
#
# Usage: content.sh FOLDER GPU, with GPU yes or no: whether cuBLAS is installed, 0.6 GB
set -euo pipefail

readonly folder=$1 gpu=$2
task=$(cd "$(dirname "$0")/../.." && pwd)
readonly task
# shellcheck source=ami/cublas.sh
source "$task/ami/cublas.sh"

main() {
  mkdir -p "$folder"
  # Not /: nothing of a machine is prepared, such as its units, its driver and its kernel.
  SPOTSCRIBE_ROOT=$folder RESULT=$task/result.json REBOOT=$task/reboot bash "$task/run.sh"
  case $gpu in
    yes) install_cublas "$folder" ;;
    no) ;;
    *) echo "GPU is yes or no, and not $gpu." >&2 && exit 2 ;;
  esac
}

main
