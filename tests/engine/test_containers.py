"""Unusual files of common containers: expected words, times and refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from in_this_process import transcribe

CASES = Path(__file__).parent / "cases"
HELLO = "god morgon och välkommen till radio stockholm klockan är nio"
TODAY = "idag är det torsdag den tolv november"
NEWS = "här kommer nyheter från göteborg"
WEATHER = "det är sju grader och regn i malmö"
UNSEEN_0 = "lång så kaffe talar"
UNSEEN_1 = "du kväll nyheter tretton välkommen klockan hur elva"


@dataclass(frozen=True)
class Case:
    """said: start in seconds and words of each segment; length: of the file, in seconds."""

    said: Sequence[tuple[float, str]]
    length: float
    truncated: bool = False


LATE = Case([(4.33, HELLO), (8.97, TODAY), (12.56, NEWS), (15.14, WEATHER)], 18.26)
# The clock has a gap of 5 s after the second sentence
GAP = Case([(0.33, HELLO), (4.97, TODAY), (13.57, NEWS), (16.15, WEATHER)], 19.27)
CUT = Case([(0.48, TODAY), (4.06, NEWS), (6.64, WEATHER)], 9.77)  # by the edit list
CHAIN = Case([(0.20, UNSEEN_0), (2.97, UNSEEN_1), (7.75, HELLO)], 12.35)
ONE = Case([(0.33, HELLO)], 4.92)
PADDED = Case([(0.40, HELLO), (5.05, TODAY), (8.63, NEWS), (11.21, WEATHER)], 14.36)
# A run of zeros shorter than a frame counts as sound
ZEROS = Case([(0.44, HELLO), (5.09, TODAY), (8.68, NEWS), (11.24, WEATHER)], 14.40)
CUT_OFF = Case([(0.33, HELLO), (4.98, "idag är det torsdag den tolv")], 7.13, truncated=True)
RIGHT = {
    "01-late-audio.mp4": LATE,
    "01-late-audio.mkv": LATE,
    "02-gap.mka": GAP,
    "02-gap.mp4": GAP,
    "02-gap.ogg": GAP,
    "02-gap-recorder.webm": GAP,
    "03-antiphase.flac": ONE,
    "03-antiphase.mp3": ONE,
    "05-arecord-80000000.wav": ONE,
    "05-sox-pipe.wav": ONE,
    "08-id3-then-70k-padding.mp3": ZEROS,
    "08-id3-then-padding.mp3": PADDED,
    "08-zeros-first.mp3": ZEROS,
    "08-zeros-then-id3-big.mp3": PADDED,
    "08-zeros-then-id3.mp3": PADDED,
    "09-chained.ogg": Case([(0.20, UNSEEN_0), (2.80, HELLO)], 7.40),
    "09-chained-mono-stereo.ogg": CHAIN,
    "12-cut-off.wav": CUT_OFF,
    "13-cut.m4a": CUT,
    "13-stream-copy-cut.mp4": CUT,
    "14-video-longer.mkv": Case([(0.40, HELLO)], 4.99),
    "14-video-longer.mp4": Case([(0.33, HELLO)], 4.93),
    "18-speech-at-zero.wav": Case([(0.0, HELLO)], 4.89),
}
REFUSED = {
    "07-rifx.wav": "big-endian",
    "09-dvd.mpg": "of a kind that is not opened",
    "09-hls.ts": "of a kind that is not opened",
    "09-no-audio.mp4": "no audio stream",
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("from_pipe", [False, True], ids=["file", "pipe"])
def test_words_and_times(name: str, from_pipe: bool, model_dir: Path) -> None:
    right = RIGHT[name]
    content = (CASES / name).read_bytes() if from_pipe else b""
    run = transcribe("-" if from_pipe else CASES / name, model=model_dir, request=content)
    assert run.status == 0
    segments = run.all("segment")
    assert [s["text"] for s in segments] == [text for _, text in right.said]
    starts = [s["start"] for s in segments]
    assert starts == pytest.approx([start for start, _ in right.said], abs=0.03)
    assert run.last["durationSeconds"] == pytest.approx(right.length, abs=0.03)
    assert run.last.get("truncated", False) == right.truncated


@pytest.mark.parametrize("name", REFUSED)
def test_unsupported_audio_is_refused(name: str, model_dir: Path) -> None:
    run = transcribe(CASES / name, model=model_dir)
    assert (run.status, run.last["code"]) == (12, "AudioUnsupported")
    assert REFUSED[name] in run.last["message"]


def test_two_channels_with_the_same_sound_are_flagged(model_dir: Path) -> None:
    run = transcribe(CASES / "11-dual-mono.flac", "--channels", "split", model=model_dir)
    assert run.last["flags"] == ["dual_mono"]
    for side in "LR":
        said = [s["text"] for s in run.all("segment") if s["speaker"] == side]
        assert said == [HELLO, TODAY, NEWS, WEATHER]
    assert run.all("cue")[-1]["end"] <= run.last["durationSeconds"]


def test_two_channels_with_crosstalk_are_not_flagged(model_dir: Path) -> None:
    run = transcribe(CASES / "11-crosstalk.mp3", "--channels", "split", model=model_dir)
    assert "flags" not in run.last
    assert {s["speaker"] for s in run.all("segment")} == {"L", "R"}


@pytest.mark.parametrize("name", ["01-late-audio.mp4", "02-gap-recorder.webm"])
def test_subtitles_have_the_same_times(name: str, model_dir: Path, tmp_path: Path) -> None:
    transcribe(CASES / name, "--formats", "srt", "--out", tmp_path, model=model_dir)
    cues = (tmp_path / name).with_suffix(".srt").read_text(encoding="utf-8")
    first = {"01-late-audio.mp4": "00:00:04,3", "02-gap-recorder.webm": "00:00:00,3"}[name]
    assert cues.split("\n")[1].startswith(first)
