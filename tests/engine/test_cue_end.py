"""No subtitle outlasts the audio, and none is lost for it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import srt
import webvtt
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.transcript.cues import Cue, CueBuilder
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from subtitled import assert_rules, letters, said, segment


def cues_of(segments: list[Segment], duration: float) -> list[Cue]:
    maker = CueBuilder()
    return [*(c for s in segments for c in maker.add(s)), *maker.finish(duration)]


def test_the_last_cue_ends_with_the_file() -> None:
    assert cues_of([said(3.0, "Ja.")], 3.5) == [Cue(3.0, 3.5, ("Ja.",))]


def test_a_cue_that_ends_before_the_file_is_as_it_was() -> None:
    assert cues_of([said(3.0, "Ja.")], 60.0) == [Cue(3.0, 4.2, ("Ja.",))]


def test_a_duration_between_hundredths_is_rounded_down() -> None:
    """The duration in the transcript may be rounded either way."""
    assert [c.end for c in cues_of([said(3.0, "Ja.")], 3.5078)] == [3.5]
    assert [c.end for c in cues_of([said(3.0, "Ja.")], 3.503)] == [3.5]


def test_cues_that_waited_for_one_another_wait_less_at_the_end() -> None:
    lines = [Word(10.0 + i / 10, 10.05 + i / 10, "x" * 42, 0.9) for i in range(4)]
    cues = cues_of([segment(10.0, lines)], 11.2)
    assert [(c.start, c.end) for c in cues] == [(10.0, 10.6), (10.6, 11.2)]
    assert letters(cues) == "x" * 4 * 42


def test_words_that_all_come_in_the_last_moment_share_it() -> None:
    lines = [Word(10.0, 10.0, "x" * 42, 0.9) for _ in range(6)]
    cues = cues_of([segment(10.0, lines)], 10.3)
    assert [(c.start, c.end) for c in cues] == [(10.0, 10.1), (10.1, 10.2), (10.2, 10.3)]


def test_two_who_end_the_file_together() -> None:
    speech = [
        said(0.0, "Nu slutar vi alldeles strax med den här sändningen, och då är det slut.", "L"),
        said(0.3, "Ja det gör vi faktiskt precis nu, och jag säger hej då till er alla.", "R"),
    ]
    end = max(s.end for s in speech)
    cues = cues_of(speech, end)
    assert cues[-1].end <= end
    for speaker in speech:
        assert all(word.text in " ".join(" ".join(c.lines) for c in cues) for word in speaker.words)


_WORDS = st.lists(
    st.tuples(st.text("abc", min_size=1, max_size=20), st.floats(0, 0.6), st.floats(0, 1.2)),
    min_size=1,
    max_size=40,
)


@st.composite
def speech_to_the_end(draw: st.DrawFn) -> tuple[list[Segment], float]:
    """One or two speakers; the file ends at most 2 s after the last word."""
    segments = list[Segment]()
    for speaker in draw(st.sampled_from([(None,), ("L", "R")])):
        at, words = draw(st.floats(0, 3)), list[Word]()
        for text, takes, pause in draw(_WORDS):
            words.append(Word(at, at + takes, text, 0.9))
            at += takes + pause
        parts = [words[i : i + 8] for i in range(0, len(words), 8)]
        segments += [segment(p[0].start, p, speaker) for p in parts]
    end = max(s.end for s in segments) + draw(st.floats(0, 2))
    return sorted(segments, key=lambda s: s.start), max(end, 0.5)


@given(speech_to_the_end())
def test_any_speech_ends_with_its_file(case: tuple[list[Segment], float]) -> None:
    segments, duration = case
    cues = cues_of(segments, duration)
    unbounded = cues_of(segments, duration + 1000)
    assert [c.lines for c in cues] == [c.lines for c in unbounded]
    assert all(c.start < c.end <= min(duration, round(duration, 2)) for c in cues)
    assert all(a.end <= b.start for a, b in pairwise(cues))
    first = min(w.start for s in segments for w in s.words)
    assert cues[0].start >= min(first, duration - 0.1 * len(cues)) - 0.011
    assert_rules(unbounded)
    for i, cue in enumerate(cues):
        if cue.end - cue.start < 0.799:  # then no time is left up to the end
            rest = cues[i:]
            assert all(a.end == b.start for a, b in pairwise(rest))
            assert rest[-1].end > duration - 0.011
        assert cue.start <= unbounded[i].start


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_both_sides_of_a_call_end_with_it(form: str, model_dir: Path, tmp_path: Path) -> None:
    sound = read_wav(AUDIO / "news.wav")
    call = encode(
        np.stack([sound, sound]),
        tmp_path / "call.wav",
        Encoding("wav", "pcm_s16le", layout="stereo"),
    )
    options = ["--channels", "split", "--formats", form, "--out", tmp_path]
    run = transcribe(call, *options, model=model_dir)
    end = run.last["durationSeconds"]
    assert run.all("cue")[-1]["end"] == pytest.approx(end, abs=0.011)
    assert run.all("cue")[-1]["end"] <= end
    if form == "srt":
        last = list(srt.parse((tmp_path / "call.srt").read_text("utf-8")))[-1].end.total_seconds()
    else:
        last = webvtt.read(str(tmp_path / "call.vtt")).captions[-1].end_in_seconds
    assert last <= end
