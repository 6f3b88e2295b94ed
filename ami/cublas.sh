# cuBLAS for CTranslate2, which dlopens libcublas.so.12 and nothing else of CUDA: so no toolkit of several
# gigabytes. Sourced by driver.sh and container/content.sh.
# shellcheck shell=bash

# install_cublas ROOT: into the venv of the image below ROOT, found by the loader of a system whose / it is.
install_cublas() {
  local system=${1%/} packages scripts libraries
  packages=$system/opt/spotscribe/venv
  scripts=$(dirname "${BASH_SOURCE[0]}")
  "$packages/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes --requirement "$scripts/requirements-gpu.txt"
  libraries=$(echo "$packages"/lib/python3*/site-packages/nvidia/cublas/lib)
  mkdir -p "$system/etc/ld.so.conf.d"
  echo "${libraries#"$system"}" >"$system/etc/ld.so.conf.d/spotscribe.conf"
}
