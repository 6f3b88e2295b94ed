"""What became of every second: whatever is dropped on the way is told, and it sums to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.audio.gap import CONTAINER_GAP, UNDECODABLE, Gap
from fast_transcribe.audio.recording import Recording
from fast_transcribe.audio.samples import Samples
from fast_transcribe.batch_transcriber import BatchTranscriber
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.speech.frontend import FrontEnd, Watermark
from fast_transcribe.speech.heard import Heard, HeardStream, Sounds
from fast_transcribe.speech.mel_window import PlacedWindow
from fast_transcribe.speech.regions import RegionFinder
from fast_transcribe.transcript.ledger import LOST, NO_SPEECH, NO_TEXT, CoverageSpan, Ledger
from fast_transcribe.transcript.segments import Segment, WindowResult
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.window_text import DecodedWindow, Unread
from hypothesis import given
from hypothesis import strategies as st

RATE = 16000
NEWS = AUDIO / "news.wav"  # four sentences: 0.3–4.3, 5.0–7.9, 8.6–10.5, 11.1–13.6 of 14.26 s


def said(start: float, end: float) -> Segment:
    return Segment(0, start, end, "ord", 0.9, (), ())


def heard(*pieces: tuple[float, float, Sounds], channel: int = 0) -> list[Heard]:
    return [Heard(channel, round(a * RATE), round(b * RATE), s) for a, b, s in pieces]


def spans(ledger: Ledger, seconds: float, gaps: Sequence[Gap] = ()) -> list[tuple[Any, ...]]:
    told = list(ledger.finish(round(seconds * RATE), gaps))
    return [(s.start, s.end, s.kind, *((s.reason,) if s.reason else ())) for s in told]


def test_text_silence_and_other_sound() -> None:
    ledger = Ledger(1)
    ledger.hear(heard((0, 2, "silence"), (2, 5, "speech"), (5, 9, "sound"), (9, 10, "silence")))
    ledger.add(0, WindowResult([said(2.1, 4.9)]))
    assert spans(ledger, 10) == [
        (0, 2, "silence"),
        (2, 5, "text"),
        (5, 9, "nonspeech"),
        (9, 10, "silence"),
    ]
    assert not ledger.is_incomplete


def test_speech_without_text_says_why() -> None:
    ledger = Ledger(1)
    ledger.hear(heard((0, 12, "speech")))
    left = [Unread(3.0, 6.0, no_speech=False), Unread(6.5, 9.0, no_speech=True)]
    ledger.add(0, WindowResult([said(0, 3)], left))
    assert [(s[2], *s[3:]) for s in spans(ledger, 12)] == [
        ("text",),
        ("untranscribed", NO_TEXT),
        ("nonspeech", NO_SPEECH),
        ("untranscribed", LOST),
    ]
    assert ledger.is_incomplete


def test_less_than_a_second_makes_nothing_incomplete() -> None:
    ledger = Ledger(1)
    ledger.hear(heard((0, 4, "silence"), (4, 4.8, "speech"), (4.8, 9, "silence")))
    assert spans(ledger, 9)[1] == (4, 4.8, "untranscribed", NO_TEXT)
    assert not ledger.is_incomplete


def test_gaps_of_the_container_and_damage() -> None:
    ledger = Ledger(1)
    ledger.hear(heard((0, 20, "silence")))
    gaps = [Gap(5 * RATE, 8 * RATE, CONTAINER_GAP), Gap(10 * RATE, 12 * RATE, UNDECODABLE)]
    assert spans(ledger, 20, gaps) == [
        (0, 5, "silence"),
        (5, 8, "silence", CONTAINER_GAP),
        (8, 10, "silence"),
        (10, 12, "untranscribed", UNDECODABLE),
        (12, 20, "silence"),
    ]
    assert ledger.is_incomplete


def test_of_two_sides_what_is_missing_stands_before_what_is_written() -> None:
    ledger = Ledger(2)
    ledger.hear(heard((0, 10, "speech"), channel=0))
    ledger.hear(heard((0, 4, "silence"), (4, 8, "speech"), (8, 10, "silence"), channel=1))
    ledger.add(0, WindowResult([said(0, 10)]))
    assert spans(ledger, 10) == [
        (0, 4, "text"),
        (4, 8, "untranscribed", LOST),
        (8, 10, "text"),
    ]


@dataclass
class _Told:
    spans: list[CoverageSpan]
    seconds: float
    flags: list[str]

    def missing(self) -> list[tuple[float, float, str | None]]:
        return [
            (s.start, s.end, s.reason)
            for s in self.spans
            if s.kind == "untranscribed" and s.end - s.start >= 1
        ]


class _Sound(Recording):
    """Samples from memory, in blocks of ten seconds."""

    def __init__(self, samples: Samples) -> None:
        super().__init__(len(samples), None)
        self._sound = samples

    def blocks(self) -> Iterator[Samples]:
        for at in range(0, self._sound.shape[1], 10 * RATE):
            block = self._sound[:, at : at + 10 * RATE]
            self.samples += block.shape[1]
            yield block
        self.ended = True


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1)


def transcribed(
    engine: Engine, sound: Samples | None = None, checkpoint: Path | None = None
) -> _Told:
    audio = _Sound(read_wav(NEWS)[None] / np.float32(32768) if sound is None else sound)
    run = Transcription(engine, audio, Order("sv", checkpoint))
    found = [item for item in run if isinstance(item, CoverageSpan)]
    told = _Told(found, audio.samples / RATE, run.flags)
    assert found[0].start == 0
    assert found[-1].end == pytest.approx(told.seconds)
    assert all(a.end == b.start for a, b in pairwise(found))
    return told


def test_a_file_that_is_heard_whole(engine: Engine) -> None:
    told = transcribed(engine)
    assert [s.kind for s in told.spans] == ["silence", "text"] * 4 + ["silence"]
    assert (told.missing(), told.flags) == ([], [])


def dropped(items: Iterator[Any], which: Callable[[Any], bool]) -> Iterator[Any]:
    return (item for item in items if not which(item))


def test_a_region_that_the_vad_stage_drops_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = RegionFinder.push
    monkeypatch.setattr(
        RegionFinder,
        "push",
        lambda self, p: dropped(push(self, p), lambda r: r.start < 7 * RATE < r.end),
    )
    told = transcribed(engine)
    assert told.missing() == [(pytest.approx(5, abs=0.1), pytest.approx(7.9, abs=0.1), LOST)]
    assert told.flags == ["incomplete"]


def test_a_window_that_is_lost_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = FrontEnd.windows

    def is_second(item: PlacedWindow | Watermark) -> bool:
        return isinstance(item, PlacedWindow) and item.number == 1

    monkeypatch.setattr(FrontEnd, "windows", lambda self, *a: dropped(windows(self, *a), is_second))
    told = transcribed(engine)
    assert told.missing()
    assert {reason for _, _, reason in told.missing()} == {LOST}
    assert told.flags == ["incomplete"]


def test_a_batch_that_is_lost_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = BatchTranscriber.begin

    def losing(self: BatchTranscriber, windows: Any) -> Callable[[], Sequence[WindowResult]]:
        read = begin(self, windows)
        return lambda: [WindowResult([]) for _ in read()]

    monkeypatch.setattr(BatchTranscriber, "begin", losing)
    told = transcribed(engine)
    assert sum(end - start for start, end, _ in told.missing()) > 10
    assert told.flags == ["incomplete"]


def test_speech_that_the_model_writes_nothing_for_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoding = type(engine.decoding)
    made = decoding._result
    monkeypatch.setattr(
        decoding, "_result", lambda self, *a: replace(made(self, *a), tokens=[], text="")
    )
    told = transcribed(engine)
    assert {reason for _, _, reason in told.missing()} == {NO_TEXT}
    assert told.flags == ["incomplete"]


def test_what_was_missing_is_missing_after_a_resumption(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run reads all of it from the checkpoint."""
    with monkeypatch.context() as patched:
        with_fallback = type(engine.recogniser).with_fallback

        def leaving_out(self: Any, *batch: Any) -> Any:
            return [without_words(understood) for understood in with_fallback(self, *batch)]

        def without_words(understood: DecodedWindow) -> DecodedWindow:
            first = understood.words[0]
            left = [Unread(first.start, understood.words[-1].end, no_speech=False)]
            return replace(understood, words=[], flags=[], unread=left)

        patched.setattr(type(engine.recogniser), "with_fallback", leaving_out)
        first = transcribed(engine, checkpoint=tmp_path / "checkpoint")
    again = transcribed(engine, checkpoint=tmp_path / "checkpoint")
    assert first.missing()
    assert again.spans == first.spans
    assert again.flags == ["incomplete"]


def test_music_is_no_missing_speech(engine: Engine) -> None:
    seconds = np.arange(8 * RATE) / RATE
    chord = sum(0.1 * np.sin(2 * np.pi * f * seconds) for f in (220, 277.2, 329.6))
    told = transcribed(engine, np.asarray(chord, np.float32)[None])
    assert [s.kind for s in told.spans] == ["nonspeech"]
    assert told.flags == []


@given(st.data())
def test_whatever_is_dropped_is_in_the_ledger(data: st.DataObject) -> None:
    """Random sound, windows of which any may be lost, and settling at any time."""
    lengths = data.draw(st.lists(st.floats(0.1, 8), min_size=1, max_size=20))
    edges = [0, *np.cumsum([round(length * RATE) for length in lengths]).tolist()]
    sounds = [data.draw(st.sampled_from(["speech", "sound", "silence"])) for _ in lengths]
    kept = [data.draw(st.booleans()) for _ in lengths]
    ledger, told = Ledger(1), list[CoverageSpan]()
    for start, end, sound, is_kept in zip(edges, edges[1:], sounds, kept):
        ledger.hear([Heard(0, start, end, sound)])  # type: ignore[arg-type]
        if sound == "speech" and is_kept:
            ledger.add(0, WindowResult([said(start / RATE, end / RATE)]))
        if data.draw(st.booleans()):
            told += ledger.settle(end / RATE, [])
    told += ledger.finish(edges[-1], [])
    assert told[0].start == 0
    assert told[-1].end == pytest.approx(edges[-1] / RATE)
    assert all(a.end == b.start for a, b in pairwise(told))
    for start, end, sound, is_kept in zip(edges, edges[1:], sounds, kept):
        if sound == "speech" and not is_kept and end - start >= RATE:
            middle = (start + end) / 2 / RATE
            (here,) = [s for s in told if s.start <= middle < s.end]
            assert here.kind == "untranscribed"
            assert ledger.is_incomplete


def test_speech_sound_and_silence_frame_by_frame() -> None:
    audio = np.concatenate([np.zeros(1024), np.full(1024, 0.1), np.full(600, 0.1)])
    speech = np.array([0.1, 0.1, 0.1, 0.2, 0.9, 0.9], np.float32)
    found = list(HeardStream(0).push(audio.astype(np.float32), speech))
    assert [(h.start, h.end, h.sounds) for h in found] == [
        (0, 1024, "silence"),
        (1024, 2048, "sound"),
        (2048, 2648, "speech"),
    ]
