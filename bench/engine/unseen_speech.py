"""Ten minutes of the micro model's words as held-out data: other sentences, same voices.

    python unseen_speech.py FOLDER        FOLDER/unseen.opus and unseen.json

Needs an environment with espeakng-loader, which has the library for make_speech.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

NAME, _SECONDS, _SEED = "unseen", "600", "101"
_MAKE_SPEECH = Path(__file__).parent / "audio" / "make_speech.py"


def made(folder: Path, espeak: Path) -> Path:
    """The Opus file, made if missing; its text is beside it as JSON."""
    path = folder / f"{NAME}.opus"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        print("making ten minutes of unseen speech, once …", file=sys.stderr)
        subprocess.run([espeak, __file__, folder], check=True)
    return path


def _make(folder: Path) -> None:
    """Links the library under the name that Debian's package uses."""
    import espeakng_loader

    with tempfile.TemporaryDirectory() as libraries:
        library = Path(espeakng_loader.get_library_path())
        (Path(libraries) / "libespeak-ng.so.1").symlink_to(library)
        where = {"LD_LIBRARY_PATH": libraries, "ESPEAK_DATA_PATH": espeakng_loader.get_data_path()}
        command = [sys.executable, str(_MAKE_SPEECH), NAME, _SECONDS, _SEED, str(folder)]
        subprocess.run(command, env={**os.environ, **where}, check=True)


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
