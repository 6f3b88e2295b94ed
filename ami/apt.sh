# Debian's packages, for the scripts that install some. Sourced by base-system.sh and driver.sh.
# shellcheck shell=bash

export DEBIAN_FRONTEND=noninteractive

# The first boot of a machine may hold dpkg's lock; seconds.
readonly lock_timeout=600

# Asks nothing: configuration files stay as the base image has them.
apt() {
  apt-get --quiet=2 --option "DPkg::Lock::Timeout=$lock_timeout" --option Dpkg::Use-Pty=0 \
    --option Dpkg::Options::=--force-confdef --option Dpkg::Options::=--force-confold "$@"
}

# install_packages NAME…: without recommended packages. Each name is looked up first, so that a package
# that is not to be had is an error by its name, before anything is downloaded.
install_packages() {
  local name missing=''
  for name in "$@"; do
    if ! apt-cache show "$name" >/dev/null 2>&1; then missing="$missing $name"; fi
  done
  if [ -n "$missing" ]; then
    echo "The sources in /etc/apt have no package:$missing. No image is made without." >&2
    return 2
  fi
  apt install --no-install-recommends "$@"
}

# Names of all installed packages, sorted, one a line.
installed_packages() {
  dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort --unique
}
