"""The networks of marked_voices.py answer in the form in which the real ones do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.speakers.networks import Networks
from marked_voices import STAND_IN, MarkedNetworks, marked

SPEECH = marked(read_wav(AUDIO / "demo.wav"), [(0.0, 5.0, "a")]).astype(np.float32) / 32768


@pytest.mark.parametrize("seconds", [0.1, 4.9])
def test_the_same_shapes_and_types(seconds: float) -> None:
    audio = SPEECH[: round(seconds * 16000)]
    ours, theirs = MarkedNetworks(Path()), Networks(STAND_IN)
    activity = [n.activity(audio) for n in (ours, theirs)]
    assert [(a.shape, a.dtype) for a in activity] == [((589, 3), np.bool_)] * 2
    features = [n.filterbank(audio) for n in (ours, theirs)]
    assert len(features[0]) == len(features[1])
    vectors = [n.embed(f) for n, f in zip((ours, theirs), features)]
    assert [(v.shape, v.dtype) for v in vectors] == [((192,), np.float32)] * 2
    assert [float(np.linalg.norm(v)) for v in vectors] == pytest.approx([1.0, 1.0], abs=1e-5)


def test_speech_is_heard_where_it_is() -> None:
    heard = [n.activity(SPEECH)[:, 0] for n in (MarkedNetworks(Path()), Networks(STAND_IN))]
    assert all(h[20:230].mean() > 0.8 and not h[300:].any() for h in heard)
