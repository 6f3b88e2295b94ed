"""Files that begin within the first word or end with the last, such as voice notes or cut files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encode import read_wav, write_wav
from engine_command import AUDIO, Reference
from in_this_process import transcribe
from numpy.typing import NDArray

RATE = 16000
NAMES = ["demo.wav", "demo_f2.wav", "news.wav", "unseen0_single.wav", "unseen1_single.wav"]
_LOUD = 0.02 * 32768


def spoken(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """From the first sound to the last."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _LOUD)
    return samples[loud[0] : loud[-1] + 1]


@pytest.mark.parametrize("name", NAMES)
def test_speech_from_the_first_sample_to_the_last(
    name: str, model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    samples = spoken(read_wav(AUDIO / name))
    run = transcribe(write_wav(tmp_path / "a.wav", samples), "--words", model=model_dir)
    assert run.text.split() == references[name].text.split()
    segments = run.all("segment")
    times = [t for s in segments for w in s["words"] for t in (w["start"], w["end"])]
    assert times == sorted(times)
    assert 0 <= segments[0]["start"] == times[0] <= 0.1
    assert times[-1] <= round(len(samples) / RATE, 2)
