"""The shipped audio: words exact, times close."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_command import AUDIO, Reference
from in_this_process import transcribe

START_TOLERANCE, END_TOLERANCE = 0.1, 0.05  # seconds; timestamp tokens are 0.02 s apart
FILES = sorted(p.name for p in AUDIO.glob("*.wav"))


def test_the_shipped_audio_is_complete(references: dict[str, Reference]) -> None:
    assert sorted(references) == FILES
    assert len(FILES) == 11


@pytest.mark.parametrize("name", FILES)
def test_words_and_times(name: str, model_dir: Path, references: dict[str, Reference]) -> None:
    reference = references[name]
    run = transcribe(AUDIO / name, "--device", "cpu", model=model_dir)
    assert run.status == 0
    assert run.text == reference.text
    assert [s["text"] for s in run.all("segment")] == [s["text"] for s in reference.segments]
    assert [s["id"] for s in run.all("segment")] == list(range(len(reference.segments)))
    for got, want in zip(run.all("segment"), reference.segments):
        assert got["start"] == pytest.approx(want["start"], abs=START_TOLERANCE)
        assert got["end"] == pytest.approx(want["end"], abs=END_TOLERANCE)
        assert got["confidence"] > 0.9
        assert got["flags"] == []
    assert run.last["event"] == "done"
    assert run.last["segments"] == len(reference.segments)
    assert run.last["durationSeconds"] == pytest.approx(reference.seconds, abs=0.01)
    assert "truncated" not in run.last


def test_silence_is_done_without_text(model_dir: Path) -> None:
    run = transcribe(AUDIO / "silence.wav", model=model_dir)
    assert run.status == 0
    assert run.last["confidence"] is None
    assert run.last["timings"]["firstSegmentSeconds"] is None
    assert run.last["segments"] == 0


def test_progress_reaches_the_end_and_never_goes_back(model_dir: Path) -> None:
    run = transcribe(AUDIO / "long.wav", model=model_dir)
    told = [(p["transcribedSeconds"], p["fraction"]) for p in run.all("progress")]
    assert told == sorted(told)
    assert told[-1] == (run.last["durationSeconds"], 1.0)
    assert len(told) >= 2
    segments = run.all("segment")
    for i, event in enumerate(run.events):
        if event["event"] == "progress":
            before = [s for s in run.events[:i] if s["event"] == "segment"]
            later = segments[len(before) :]
            assert all(s["start"] >= event["transcribedSeconds"] for s in later)


def test_words_are_the_text_in_order_inside_their_segment(model_dir: Path) -> None:
    run = transcribe(AUDIO / "unseen4_full.wav", "--words", model=model_dir)
    for segment in run.all("segment"):
        words = segment["words"]
        assert " ".join(w["word"] for w in words) == segment["text"]
        times = [t for w in words for t in (w["start"], w["end"])]
        assert times == sorted(times)
        assert segment["start"] <= times[0]
        assert times[-1] <= segment["end"]
        assert all(0 <= w["probability"] <= 1 for w in words)


def test_no_words_unless_asked_for(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", model=model_dir)
    assert all("words" not in s for s in run.all("segment"))


def test_the_language_is_detected(model_dir: Path, references: dict[str, Reference]) -> None:
    run = transcribe(AUDIO / "news.wav", "--language", "auto", model=model_dir)
    assert run.text == references["news.wav"].text
    assert run.last["language"] == "sv"
    assert 0.9 < run.last["languageProbability"] <= 1


def test_nobody_to_detect_a_language_of(model_dir: Path) -> None:
    run = transcribe(AUDIO / "silence.wav", "--language", "auto", model=model_dir)
    assert run.status == 0
    assert (run.last["language"], run.last["languageProbability"]) == ("und", 0.0)


def test_a_batch_of_one_gives_the_same_text(
    model_dir: Path, references: dict[str, Reference]
) -> None:
    run = transcribe(AUDIO / "long.wav", "--batch-size", "1", "--threads", "1", model=model_dir)
    assert run.text == references["long.wav"].text
