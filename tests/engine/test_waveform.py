"""The waveform: where a recording is loud, in a document of bounded size."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from encode import write_wav
from engine_command import AUDIO, Event, transcribe
from fast_transcribe.audio.waveform import WaveformMeter
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

RATE = 16000
SLOT = RATE // 20


def peaks_of(waveform: Event) -> NDArray[np.uint8]:
    return np.frombuffer(base64.b64decode(waveform["peaks"]), np.uint8)


def measured(sound: NDArray[np.float32], cuts: list[int], most: int) -> tuple[float, list[int]]:
    meter = WaveformMeter(most)
    for block in np.split(sound, sorted(cuts), axis=1):
        meter.add(block)
    waveform = meter.finish()
    return waveform.per_second, list(waveform.peaks)


@given(
    st.integers(0, 40 * SLOT),
    st.lists(st.integers(0, 40 * SLOT), max_size=6),
    st.sampled_from([2, 4, 10, 1000]),
    st.integers(0, 2**32 - 1),
)
def test_each_slot_has_its_greatest_amplitude(
    samples: int, cuts: list[int], most: int, seed: int
) -> None:
    sound = np.random.default_rng(seed).uniform(-1, 1, (2, samples)).astype(np.float32)
    per_second, peaks = measured(sound, [min(c, samples) for c in cuts], most)
    slot = round(RATE / per_second)
    assert len(peaks) == -(-samples // slot) <= most + 1
    loud = np.abs(sound).max(axis=0)
    slots = [loud[i : i + slot].max() for i in range(0, samples, slot)]
    assert peaks == [int(np.rint(x * np.float32(255))) for x in slots]
    if samples > 2 * most * SLOT:
        assert per_second < 20


def test_twelve_hours_stay_below_500_kb() -> None:
    meter = WaveformMeter()
    ten_seconds = np.full((1, 10 * RATE), 0.5, np.float32)
    for _ in range(12 * 360):
        meter.add(ten_seconds)
    waveform = meter.finish()
    assert waveform.per_second == 5
    assert len(waveform.peaks) == 12 * 3600 * 5
    assert len(json.dumps(waveform.as_json())) < 500_000


@pytest.fixture
def loud_second(tmp_path: Path) -> Path:
    """Ten quiet seconds, of which the seventh is half of full scale."""
    sound = np.random.default_rng(3).uniform(-0.001, 0.001, 10 * RATE)
    sound[6 * RATE : 7 * RATE] = 0.5 * np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE)
    return write_wav(tmp_path / "loud.wav", (sound * 32767).astype(np.int16))


def test_the_loud_second_of_a_file(loud_second: Path, tmp_path: Path, model_dir: Path) -> None:
    out = tmp_path / "out"
    run = transcribe(loud_second, "--waveform", "--out", out, model=model_dir)
    (waveform,) = run.all("waveform")
    peaks = peaks_of(waveform)
    assert (waveform["perSecond"], len(peaks)) == (20, 200)
    assert set(peaks[120:140]) <= {127, 128}
    assert max(*peaks[:120], *peaks[140:]) <= 1
    assert [path.name for path in out.iterdir()] == ["loud.waveform.json"]
    document = json.loads((out / "loud.waveform.json").read_text())
    assert document == {name: waveform[name] for name in ("perSecond", "peaks")}


def test_there_is_none_unless_asked_for(loud_second: Path, model_dir: Path) -> None:
    assert transcribe(loud_second, model=model_dir).all("waveform") == []


def test_a_request_asks_for_one_and_a_resumed_one_has_it_all(
    tmp_path: Path, model_dir: Path
) -> None:
    checkpoint = str(tmp_path / "checkpoint")
    asked = {"audio": str(AUDIO / "news.wav"), "resume": checkpoint, "waveform": True}
    runs = [
        transcribe("--await-request", model=model_dir, request=json.dumps(asked) + "\n")
        for _ in range(2)
    ]
    first, again = (run.all("waveform") for run in runs)
    assert first == again
    assert len(peaks_of(first[0])) == pytest.approx(20 * runs[0].last["durationSeconds"], abs=1)
