"""The micro model, built once, and its audio."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

# As __main__ does, before numpy is imported: small products on busy cores wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from engine_command import AUDIO, LONGEST_RUN, MICRO_WHISPER, Reference
from hypothesis import settings

# The same examples in every run, so that a change that breaks nothing never fails; others, and
# others each time, with SPOTSCRIBE_EXPLORE=1
# Without a deadline: a busy computer is no failure.
settings.register_profile(
    "the same", derandomize="SPOTSCRIBE_EXPLORE" not in os.environ, deadline=None
)
settings.load_profile("the same")


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SPOTSCRIBE_MODEL, or one built here: it takes about a second."""
    given = os.environ.get("SPOTSCRIBE_MODEL")
    if given:
        return Path(given)
    out = tmp_path_factory.mktemp("model")
    subprocess.run([sys.executable, MICRO_WHISPER / "build_ct2.py", out], check=True)
    return out


@pytest.fixture(scope="session")
def references() -> dict[str, Reference]:
    listed = json.loads((AUDIO / "refs.json").read_text(encoding="utf-8"))
    return {r["file"]: Reference(r["text"], r["seconds"], r["segments"]) for r in listed}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed stage waits for its thread, however late a busy computer serves it."""
    monkeypatch.setattr("fast_transcribe.stage._JOIN_ATTEMPTS", round(LONGEST_RUN / 0.01))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints one line per reason for skipped tests."""
    skipped = terminalreporter.stats.get("skipped", [])
    counts = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in counts.items():
        terminalreporter.write_line(f"not tried, {count} of the tests: {reason}")
