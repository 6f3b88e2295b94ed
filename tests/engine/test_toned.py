"""Copies of recordings with a tone in place of what must not be heard."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.toned.command import main
from fast_transcribe.toned.tone import FREQUENCY, PADDING, Span, toned
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

RATE = 16000
SPANS = [{"start": 1.0, "end": 1.6, "kind": "name"}, {"start": 3.2, "end": 4.0}]


def without_tone(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is left beside the tone."""
    phase = 2 * np.pi * FREQUENCY * np.arange(len(sound)) / RATE
    waves = np.stack([np.sin(phase), np.cos(phase)])
    share, *_ = np.linalg.lstsq(waves.T, sound, rcond=None)
    return np.asarray(sound - share @ waves, np.float32)


def rms(sound: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))


def copy_of(audio: Path, folder: Path) -> Path:
    (folder / "found.json").write_text(json.dumps(SPANS))
    out = folder / "copy.m4a"
    assert main([str(audio), "--spans", str(folder / "found.json"), "--out", str(out)]) == 0
    return out


def test_speech_in_the_spans_is_gone_and_all_else_is_the_same(tmp_path: Path) -> None:
    sound = np.tile(read_wav(AUDIO / "news.wav"), 2)
    audio = encode(sound, tmp_path / "news.mp3", Encoding("mp3", "libmp3lame"))
    copy = decoded(copy_of(audio, tmp_path)).samples[0]
    original = decoded(audio).samples[0]
    assert abs(len(copy) - len(original)) <= 1024  # the last packet is filled up

    for span in SPANS:
        begins, ends = (round(float(span[key]) * RATE) for key in ("start", "end"))
        assert rms(original[begins:ends]) > 0.01
        assert rms(without_tone(copy[begins:ends])) < 0.1 * rms(original[begins:ends])

    kept = np.ones(len(original), bool)
    for span in SPANS:
        begins = round((float(span["start"]) - PADDING - 0.1) * RATE)
        kept[begins : round((float(span["end"]) + PADDING + 0.1) * RATE)] = False
    kept[len(copy) :] = False
    same = np.corrcoef(original[kept], copy[: len(original)][kept[: len(copy)]])[0, 1]
    assert same > 0.97


def test_the_copy_has_no_metadata_of_the_recording(tmp_path: Path) -> None:
    audio = tmp_path / "tagged.mp3"
    sound = read_wav(AUDIO / "news.wav")
    plain = encode(sound, tmp_path / "plain.mp3", Encoding("mp3", "libmp3lame"))
    with av.open(str(plain)) as read, av.open(str(audio), "w") as written:
        written.metadata["title"] = "Anna Lindqvist"
        stream = written.add_stream_from_template(read.streams.audio[0])
        for packet in read.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                written.mux(packet)
    assert b"Anna Lindqvist" in audio.read_bytes()
    assert b"Anna" not in copy_of(audio, tmp_path).read_bytes()


@given(
    st.lists(st.integers(1, 4000), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 2), st.floats(0, 0.5)), max_size=5),
)
def test_blocks_make_no_difference(lengths: list[int], spans: list[tuple[float, float]]) -> None:
    sound = np.random.default_rng(1).uniform(-1, 1, (1, sum(lengths))).astype(np.float32)
    wanted = [Span(start, start + seconds) for start, seconds in spans]
    blocks = np.split(sound, np.cumsum(lengths)[:-1], axis=1)
    whole = np.concatenate(list(toned([sound], wanted)), axis=1)
    np.testing.assert_array_equal(np.concatenate(list(toned(blocks, wanted)), axis=1), whole)
    for span in wanted:
        inside = whole[0, round(span.start * RATE) : round(span.end * RATE)]
        assert not np.isin(inside, sound).all() or inside.size == 0


@pytest.mark.parametrize("seconds", ["0", "-1", "nan"])
def test_a_limit_that_takes_no_audio_is_refused(tmp_path: Path, seconds: str) -> None:
    paths = [str(AUDIO / "demo.wav"), "--spans", "found.json", "--out", str(tmp_path / "copy.m4a")]
    with pytest.raises(SystemExit, match="2"):
        main([*paths, "--max-seconds", seconds])
