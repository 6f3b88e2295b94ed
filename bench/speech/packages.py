"""Downloads pinned packages with pip and apt, without installing them.

Packages are pinned by SHA-256. Connect timeouts are short, so that a machine without a network
fails within seconds.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CONNECT = 5  # seconds
_LONGEST = 600  # seconds for a whole download


@dataclass(frozen=True)
class PythonPackage:
    """A wheel from PyPI, or an sdist if `is_source`."""

    name: str
    version: str
    sha256: str
    is_source: bool = False

    def __str__(self) -> str:
        return f"PyPI {self.name} {self.version}"


@dataclass(frozen=True)
class DebianPackage:
    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"Debian {self.name} {self.version}"


Package = PythonPackage | DebianPackage


class PackageMissing(Exception):
    """Raised when a pinned package is unavailable; the message is one sentence."""


class RegistryUnreached(PackageMissing):
    """Raised when the registry does not answer; other packages of it would fail too."""


def fetch_python(packages: Sequence[PythonPackage], folder: Path) -> list[Path]:
    """Files of the packages, in order. Raises PackageMissing."""
    wanted = folder / "requirements.txt"
    lines = [f"{p.name}=={p.version} --hash=sha256:{p.sha256}\n" for p in packages]
    wanted.write_text("".join(lines), encoding="utf-8")
    _run(_pip(packages, wanted, folder), ", ".join(map(str, packages)))
    by_digest = {_sha256(path): path for path in folder.iterdir()}
    return [by_digest[package.sha256] for package in packages]


def unpack_debian(package: DebianPackage, folder: Path) -> None:
    """Unpacks the package into `folder` instead of /. Raises PackageMissing."""
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            raise PackageMissing(f"{package} needs {program}, which this computer does not have.")
    archive = _fetch_debian(package, folder)
    if _sha256(archive) != package.sha256:
        raise PackageMissing(f"{package} is another file than the one that is pinned.")
    _run(["dpkg-deb", "-x", str(archive), str(folder)], str(package))
    archive.unlink()


def _pip(packages: Sequence[PythonPackage], wanted: Path, folder: Path) -> list[str]:
    """pip arguments. pip runs an sdist's build for its metadata; build dependencies may be wheels."""
    kinds = [("--no-binary", p.name) for p in packages if p.is_source] or [
        ("--only-binary", ":all:")
    ]
    limits = ["--timeout", str(_CONNECT), "--retries", "1", "--disable-pip-version-check"]
    what = ["--no-deps", "--require-hashes", *(word for kind in kinds for word in kind)]
    where = ["-r", str(wanted), "-d", str(folder)]
    return [sys.executable, "-m", "pip", "download", "--quiet", *limits, *what, *where]


def _fetch_debian(package: DebianPackage, folder: Path) -> Path:
    """Uses the system's package lists, else private ones; needs no root."""
    try:
        _apt(package, folder, ())
    except RegistryUnreached:
        raise
    except PackageMissing:
        state = folder / "apt"
        (state / "lists" / "partial").mkdir(parents=True)
        own = ("-o", f"Dir::State::lists={state / 'lists'}", "-o", f"Dir::Cache={state}")
        strict = ("-o", "APT::Update::Error-Mode=any")  # else apt continues without the lists
        _run(["apt-get", *_APT, *own, *strict, "update"], str(package))
        _apt(package, folder, own)
        shutil.rmtree(state)
    return next(folder.glob("*.deb"))


_APT = (
    *("-q=2", "-o", "Acquire::Retries=1"),
    *("-o", f"Acquire::http::Timeout={_CONNECT}", "-o", f"Acquire::https::Timeout={_CONNECT}"),
)


def _apt(package: DebianPackage, folder: Path, options: Sequence[str]) -> None:
    what = f"{package.name}={package.version}"
    _run(["apt-get", *_APT, *options, "download", what], str(package), folder)


def _run(command: Sequence[str], what: str, folder: Path | None = None) -> None:
    """Raises PackageMissing, RegistryUnreached."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise RegistryUnreached(f"{what} did not come within {_LONGEST} s.") from e
    if done.returncode == 0:
        return
    said = done.stderr.strip()
    last = said.splitlines()[-1] if said else f"exit status {done.returncode}"
    if any(sign in said for sign in _NO_NETWORK):
        raise RegistryUnreached(f"{what} could not be fetched: the registry is not reached.")
    raise PackageMissing(f"{what} could not be fetched ({last}).")


# pip and apt report causes of failure as text only
_NO_NETWORK = (
    *("connection broken by", "Max retries exceeded", "SSLError", "ProxyError"),
    *("Could not resolve", "Temporary failure resolving", "Could not connect", "Unable to connect"),
)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    if path.is_file():
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()
