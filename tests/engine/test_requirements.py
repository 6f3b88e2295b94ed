"""The engine needs only requirements.txt, as on an image; these tests run with more installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

from engine_command import REPOSITORY

ENGINE = REPOSITORY / "userdata" / "engine"
NEW_MODULES = """
import json, sys
before = set(sys.modules)
import fast_transcribe.__main__, fast_transcribe.session, fast_transcribe.audio.decoder_main
new = set(sys.modules) - before
files = {name: getattr(sys.modules[name], "__file__", None) or "" for name in new}
print(json.dumps(sorted({n.split(".")[0] for n, f in files.items() if "site-packages" in f})))
"""


def test_the_engine_imports_what_is_listed() -> None:
    listed = (ENGINE / "requirements.txt").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NEW_MODULES],
        env={**os.environ, "PYTHONPATH": str(ENGINE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == sorted(set(re.findall(r"^(\w+)==", listed, re.MULTILINE)))
