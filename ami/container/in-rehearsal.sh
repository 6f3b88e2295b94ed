#!/bin/bash
# Runs in the root of a rehearsal: follows Containerfile there, all its stages in the one root, and then asks
# the container's program as SageMaker does. Writes rehearsed.json beside the task.
#
# Usage: in-rehearsal.sh RELEASE MIRROR SECURITY_MIRROR
set -euo pipefail

readonly release=$1 mirror=$2 security=$3
task=$(cd "$(dirname "$0")/../.." && pwd)
readonly task recipe=$task/ami/container/Containerfile
# Build arguments (ARG), as RUN sees them.
declare -a arguments=()

say() { printf 'rehearsal: %s\n' "$*"; }

main() {
  echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/rehearsal
  # As the base image has them, but from the mirror of this computer.
  printf 'deb %s %s main\n' "$mirror" "$release" "$security" "$release-security" >/etc/apt/sources.list
  follow_recipe
  if [ "${GPU:-yes}" != no ] && ! ldconfig -p | grep 'libcublas\.so\.12 .* /opt/spotscribe/' >/dev/null; then
    say 'The loader does not find cuBLAS below /opt/spotscribe.' >&2
    exit 2
  fi
  say 'Asking the program of the container, without a network.'
  unshare --net python3 "$task/ami/container/ask_container.py" "$recipe" "$task/sample.wav" \
    >"$task/rehearsed.json"
}

follow_recipe() {
  local instruction rest
  while read -r instruction rest; do
    case $instruction in
      FROM) say "Stage: $rest" ;;
      ARG) add_argument "$rest" ;;
      COPY) copy_files "$rest" ;;
      ADD) [ -d "${rest#* }" ] || refuse "$instruction $rest" ;; # the task is unpacked already
      RUN)
        say "$rest"
        env --ignore-environment "${environment[@]}" "${arguments[@]}" sh -c "$rest" </dev/null
        ;;
      ENV | LABEL | EXPOSE | ENTRYPOINT | CMD) ;; # of ask_container.py
      *) refuse "$instruction $rest" ;;
    esac
  done < <(instructions)
}

# One a line, without comments.
instructions() {
  sed -e '/^#/d; /^$/d' -e ':joined' -e '/\\$/{N;s/\\\n *//;b joined' -e '}' "$recipe"
}

add_argument() {
  local name=${1%%=*}
  case $1 in
    *=*) arguments+=("$name=${!name:-${1#*=}}") ;;
    *) ;;
  esac
}

# Files of the context are of the task; stages share the one root.
copy_files() {
  local -a words
  read -ra words <<<"$1"
  local to=${words[-1]} name
  unset 'words[-1]'
  if [[ ${words[0]} == --from=* ]]; then
    cp -a "${words[1]}." "$to"
    return
  fi
  mkdir -p "$to"
  for name in "${words[@]}"; do
    cp "$task/ami/container/$name" "$to" 2>/dev/null || cp "$task/ami/$name" "$to"
  done
}

refuse() {
  say "This rehearsal does not know what to do about: $1" >&2
  exit 2
}

# What the computer of the rehearsal needs to reach Debian and PyPI (rehearsal-root.sh).
mapfile -t environment < <(env)
main
