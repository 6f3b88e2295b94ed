"""The ledger covers every second of the file and reports all speech that is lost on the way."""

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
from fast_transcribe.transcript.ledger import Ledger
from fast_transcribe.transcript.segments import Segment, WindowResult
from fast_transcribe.transcript.spans import LOST, NO_SPEECH, NO_TEXT, CoverageSpan
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.window_text import DecodedWindow, Unread
from hypothesis import given
from hypothesis import strategies as st
from remembering_model import remembering

RATE = 16000
NEWS = AUDIO / "news.wav"  # four sentences: 0.3–4.3, 5.0–7.9, 8.6–10.5, 11.1–13.6 of 14.26 s


def said(start: float, end: float) -> Segment:
    return Segment(0, start, end, "ord", 0.9, (), ())


def heard(*pieces: tuple[float, float, Sounds], channel: int = 0) -> list[Heard]:
    return [Heard(channel, round(a * RATE), round(b * RATE), s) for a, b, s in pieces]


def spans(ledger: Ledger, seconds: float, gaps: Sequence[Gap] = ()) -> list[tuple[Any, ...]]:
    reported = list(ledger.finish(round(seconds * RATE), gaps))
    return [(s.start, s.end, s.kind, *((s.reason,) if s.reason else ())) for s in reported]


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


def test_less_than_a_second_is_not_incomplete() -> None:
    ledger = Ledger(1)
    ledger.hear(heard((0, 4, "silence"), (4, 4.8, "speech"), (4.8, 9, "silence")))
    assert spans(ledger, 9)[1] == (4, 4.8, "untranscribed", NO_TEXT)
    assert not ledger.is_incomplete


def test_container_gaps_and_damage() -> None:
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


def test_missing_text_of_one_channel_outranks_text_of_the_other() -> None:
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
class _Report:
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
    """Samples from memory, in blocks of 10 s."""

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
    return remembering(load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1))


def transcribed(
    engine: Engine, sound: Samples | None = None, checkpoint: Path | None = None
) -> _Report:
    audio = _Sound(read_wav(NEWS)[None] / np.float32(32768) if sound is None else sound)
    run = Transcription(engine, audio, Order("sv", checkpoint))
    found = [item for item in run if isinstance(item, CoverageSpan)]
    reported = _Report(found, audio.samples / RATE, run.flags)
    assert found[0].start == 0
    assert found[-1].end == pytest.approx(reported.seconds)
    assert all(a.end == b.start for a, b in pairwise(found))
    return reported


def test_a_completely_transcribed_file(engine: Engine) -> None:
    reported = transcribed(engine)
    assert [s.kind for s in reported.spans] == ["silence", "text"] * 4 + ["silence"]
    assert (reported.missing(), reported.flags) == ([], [])


def dropped(items: Iterator[Any], which: Callable[[Any], bool]) -> Iterator[Any]:
    return (item for item in items if not which(item))


def test_a_dropped_region_is_reported(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    push = RegionFinder.push
    monkeypatch.setattr(
        RegionFinder,
        "push",
        lambda self, p: dropped(push(self, p), lambda r: r.start < 7 * RATE < r.end),
    )
    reported = transcribed(engine)
    assert reported.missing() == [(pytest.approx(5, abs=0.1), pytest.approx(7.9, abs=0.1), LOST)]
    assert reported.flags == ["incomplete"]


def test_a_lost_window_is_reported(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = FrontEnd.windows

    def is_second(item: PlacedWindow | Watermark) -> bool:
        return isinstance(item, PlacedWindow) and item.number == 1

    monkeypatch.setattr(
        FrontEnd, "windows", lambda self, *a, **k: dropped(windows(self, *a, **k), is_second)
    )
    reported = transcribed(engine)
    assert reported.missing()
    assert {reason for _, _, reason in reported.missing()} == {LOST}
    assert reported.flags == ["incomplete"]


def test_a_lost_batch_is_reported(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = BatchTranscriber.begin

    def losing(self: BatchTranscriber, windows: Any) -> Callable[[], Sequence[WindowResult]]:
        pending = begin(self, windows)
        return lambda: [WindowResult([]) for _ in pending()]

    monkeypatch.setattr(BatchTranscriber, "begin", losing)
    reported = transcribed(engine)
    assert sum(end - start for start, end, _ in reported.missing()) > 10
    assert reported.flags == ["incomplete"]


def test_speech_without_text_is_reported(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    decoding = type(engine.decoding)
    made = decoding._result
    monkeypatch.setattr(
        decoding, "_result", lambda self, *a: replace(made(self, *a), tokens=[], text="")
    )
    reported = transcribed(engine)
    assert {reason for _, _, reason in reported.missing()} == {NO_TEXT}
    assert reported.flags == ["incomplete"]


def test_a_resumed_run_reports_the_same_missing_speech(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run takes all windows from the checkpoint."""
    with monkeypatch.context() as patched:
        with_fallback = type(engine.recogniser).with_fallback

        def leaving_out(self: Any, *batch: Any) -> Any:
            return [without_words(window) for window in with_fallback(self, *batch)]

        def without_words(window: DecodedWindow) -> DecodedWindow:
            first = window.words[0]
            left = [Unread(first.start, window.words[-1].end, no_speech=False)]
            return replace(window, words=[], flags=[], unread=left)

        patched.setattr(type(engine.recogniser), "with_fallback", leaving_out)
        first = transcribed(engine, checkpoint=tmp_path / "checkpoint")
    again = transcribed(engine, checkpoint=tmp_path / "checkpoint")
    assert first.missing()
    assert again.spans == first.spans
    assert again.flags == ["incomplete"]


def test_music_is_not_missing_speech(engine: Engine) -> None:
    seconds = np.arange(8 * RATE) / RATE
    chord = sum(0.1 * np.sin(2 * np.pi * f * seconds) for f in (220, 277.2, 329.6))
    reported = transcribed(engine, np.asarray(chord, np.float32)[None])
    assert [s.kind for s in reported.spans] == ["nonspeech"]
    assert reported.flags == []


@given(st.data())
def test_all_lost_speech_is_in_the_ledger(data: st.DataObject) -> None:
    """Random sounds, lost windows and times of `settle`."""
    lengths = data.draw(st.lists(st.floats(0.1, 8), min_size=1, max_size=20))
    edges = [0, *np.cumsum([round(length * RATE) for length in lengths]).tolist()]
    sounds = [data.draw(st.sampled_from(["speech", "sound", "silence"])) for _ in lengths]
    kept = [data.draw(st.booleans()) for _ in lengths]
    ledger, reported = Ledger(1), list[CoverageSpan]()
    for start, end, sound, is_kept in zip(edges, edges[1:], sounds, kept):
        ledger.hear([Heard(0, start, end, sound)])  # type: ignore[arg-type]
        if sound == "speech" and is_kept:
            ledger.add(0, WindowResult([said(start / RATE, end / RATE)]))
        if data.draw(st.booleans()):
            reported += ledger.settle(end / RATE, [])
    reported += ledger.finish(edges[-1], [])
    assert reported[0].start == 0
    assert reported[-1].end == pytest.approx(edges[-1] / RATE)
    assert all(a.end == b.start for a, b in pairwise(reported))
    for start, end, sound, is_kept in zip(edges, edges[1:], sounds, kept):
        if sound == "speech" and not is_kept and end - start >= RATE:
            middle = (start + end) / 2 / RATE
            (here,) = [s for s in reported if s.start <= middle < s.end]
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
