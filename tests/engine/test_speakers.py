"""Speakers in events and documents, of speech in which tones say who speaks (marked_voices.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import webvtt
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Event, Run
from fast_transcribe.speakers import window_voices
from fast_transcribe.whisper.words import Replacement
from fast_transcribe.word_list.correction import Correction
from in_this_process import transcribe
from marked_voices import STAND_IN, MarkedNetworks, Span, marked
from numpy.typing import NDArray

WAV = Encoding("wav", "pcm_s16le")
STEREO = Encoding("wav", "pcm_s16le", layout="stereo")
DEMO, NEWS, LONG = (read_wav(AUDIO / f"{name}.wav") for name in ("demo", "news", "long"))
ASKED = ("--speakers", "auto", "--speaker-models", STAND_IN)
# of LONG, 48 s with pauses: turns within and over windows of 10 s, and one who says little
TURNS: list[Span] = [
    (0.0, 7.2, "a"),
    (7.3, 14.8, "b"),
    (14.9, 25.7, "a"),
    (25.7, 34.2, "b"),
    (34.4, 37.6, "c"),
    (37.7, 48.0, "a"),
]
NAMES = {"a": "S1", "b": "S2", "c": "S3"}


@pytest.fixture(autouse=True)
def _tones_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)


@pytest.fixture
def long(tmp_path: Path) -> Path:
    return encode(marked(LONG, TURNS), tmp_path / "long.wav", WAV)


def who_speaks(middle: float, turns: Sequence[Span] = TURNS) -> str:
    return next(NAMES[who] for start, end, who in turns if start <= middle < end)


def without_speakers(segment: Event) -> Event:
    flags = [f for f in segment["flags"] if f not in ("overlap", "uncertain_speaker")]
    return {k: v for k, v in segment.items() if k not in ("event", "speaker")} | {"flags": flags}


def order_of(run: Run) -> list[str]:
    """The events' names, each once where it is repeated."""
    names = [e["event"].replace("segment", "text").replace("cue", "text") for e in run.events]
    return [n for i, n in enumerate(names) if i == 0 or names[i - 1] != n]


def test_every_segment_and_word_has_its_speaker(long: Path, model_dir: Path) -> None:
    run = transcribe(long, "--words", *ASKED, model=model_dir)
    assert run.status == 0
    (found,) = run.all("speakers")
    assert [s["id"] for s in found["speakers"]] == ["S1", "S2", "S3"]
    said = [sum(e - s for s, e, who in TURNS if who == w) for w in "abc"]
    assert [s["seconds"] for s in found["speakers"]] == pytest.approx(said, abs=0.5)
    assert [s["turns"] for s in found["speakers"]] == [3, 2, 1]
    assert found["speakers"][1]["firstHeard"] == pytest.approx(7.3, abs=0.1)
    finals = run.all("final-segment")
    assert [s["id"] for s in finals] == list(range(len(finals)))
    assert run.last["segments"] == len(finals)
    assert run.last["flags"] == ["speakers_uncertain"]  # S3 says little
    for segment in finals:
        assert segment["speaker"] == who_speaks((segment["start"] + segment["end"]) / 2)
        assert {w["speaker"] for w in segment["words"]} == {segment["speaker"]}


def test_what_comes_live_is_as_ever(long: Path, model_dir: Path) -> None:
    run = transcribe(long, *ASKED, "--waveform", "--out", long.parent, model=model_dir)
    plain = transcribe(long, model=model_dir)
    for event in ("segment", "cue", "coverage"):
        assert run.all(event) == plain.all(event)
    assert not any("speaker" in s for s in run.all("segment"))
    names = [n for n in order_of(run) if n not in ("text", "progress", "coverage")]
    assert names == ["ready", "waveform", "speakers", "final-text", "done"]


def test_where_nobody_changes_the_text_is_the_same(model_dir: Path, tmp_path: Path) -> None:
    path = encode(marked(NEWS, [(0.0, 60.0, "b")]), tmp_path / "a.wav", WAV)
    run = transcribe(path, *ASKED, model=model_dir)
    live, final = run.all("segment"), run.all("final-segment")
    assert [without_speakers(s) for s in final] == [without_speakers(s) for s in live]
    assert {s["speaker"] for s in final} == {"S1"}  # heard first, whatever the voice
    assert [c["lines"] for c in run.all("final-cue")] == [c["lines"] for c in run.all("cue")]
    assert {c["speaker"] for c in run.all("final-cue")} == {"S1"}


def test_a_sentence_is_divided_where_the_voice_changes(model_dir: Path, tmp_path: Path) -> None:
    sentences = np.concatenate([DEMO, np.zeros(16000, np.int16)] * 3)
    change = len(sentences) / 16000 / 3 + 1.6
    spans: list[Span] = [(0.0, change, "a"), (change, 18.0, "b")]
    run = transcribe(
        encode(marked(sentences, spans), tmp_path / "a.wav", WAV),
        *ASKED,
        *("--formats", "json,txt,srt,vtt", "--words", "--out", tmp_path / "out"),
        model=model_dir,
    )
    assert len(run.all("segment")) == 3
    finals = run.all("final-segment")
    assert [s["speaker"] for s in finals] == ["S1", "S1", "S2", "S2"]
    texts = [s["text"] for s in finals]
    assert " ".join(texts) == run.text
    assert finals[1]["end"] == pytest.approx(change, abs=0.4)  # a word that lasts over it
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8").splitlines() == [
        *(f"S1: {text}" for text in texts[:2]),
        *(f"S2: {text}" for text in texts[2:]),
    ]
    document = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert [s["speaker"] for s in document["segments"]] == ["S1", "S1", "S2", "S2"]
    by_second = [w["word"] for w in document["words"] if w["speaker"] == "S2"]
    assert " ".join(by_second) == " ".join(texts[2:])
    assert document["text"] == run.text
    assert document["speakers"] == run.all("speakers")[0]["speakers"]
    vtt = webvtt.read(tmp_path / "out" / "a.vtt")
    assert [(c.voice, c.text.replace("\n", " ")) for c in vtt] == [
        ("S1", texts[0]),
        ("S1", texts[1]),
        ("S2", texts[2]),
        ("S2", texts[3]),
    ]
    srt = (tmp_path / "out" / "a.srt").read_text(encoding="utf-8").replace("\n", " ")
    assert "S1" not in srt
    assert all(text in srt for text in texts)


def test_two_at_once_are_flagged(model_dir: Path, tmp_path: Path) -> None:
    spans: list[Span] = [(0.0, 9.0, "a"), (6.0, 14.5, "b")]
    path = encode(marked(NEWS, spans), tmp_path / "a.wav", WAV)
    finals = transcribe(path, *ASKED, model=model_dir).all("final-segment")
    inside = [s for s in finals if 6.0 <= (s["start"] + s["end"]) / 2 <= 9.0]
    assert inside
    assert all("overlap" in s["flags"] for s in inside)
    assert not any("overlap" in s["flags"] for s in finals if s["end"] < 5.9)


def test_as_many_as_are_asked_for(long: Path, model_dir: Path) -> None:
    options = ("--speaker-models", STAND_IN, "--speakers")
    two = transcribe(long, *options, "2", model=model_dir)
    assert [s["id"] for s in two.all("speakers")[0]["speakers"]] == ["S1", "S2"]
    request = {"audio": str(long), "speakers": {"min": 1, "max": 1}}
    one = transcribe(
        *("--await-request", *options[:2]), model=model_dir, request=json.dumps(request) + "\n"
    )
    assert {s["speaker"] for s in one.all("final-segment")} == {"S1"}


def test_a_request_turns_it_off_again(long: Path, model_dir: Path) -> None:
    requests = [{"audio": str(long), "speakers": s} for s in ("off", "auto")]
    run = transcribe(
        "--await-requests",
        *ASKED,
        model=model_dir,
        request="".join(json.dumps(r) + "\n" for r in requests),
    )
    off, on = run.files
    assert not any(e["event"] == "speakers" for e in off)
    assert any(e["event"] == "final-segment" for e in on)


def test_silence_has_no_speakers(model_dir: Path, tmp_path: Path) -> None:
    path = encode(np.zeros(16000 * 12, np.int16), tmp_path / "a.wav", WAV)
    run = transcribe(path, *ASKED, model=model_dir)
    assert (run.status, run.all("speakers")) == (0, [{"event": "speakers", "speakers": []}])
    assert (run.last["segments"], run.all("final-segment")) == (0, [])


def call(left: NDArray[np.int16], right: NDArray[np.int16], path: Path) -> Path:
    return encode(np.stack([left, right]), path, STEREO)


def test_the_sides_of_a_call_are_its_speakers(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(MarkedNetworks, "activity", asked)
    right = np.resize(LONG, len(NEWS))
    path = call(NEWS, right, tmp_path / "call.wav")
    options = ("--channels", "split", "--formats", "txt", "--out")
    run = transcribe(path, *options, tmp_path / "on", *ASKED, model=model_dir)
    plain = transcribe(path, *options, tmp_path / "off", model=model_dir)
    assert run.told() == plain.told()
    assert "flags" not in run.last
    texts = [(tmp_path / d / "call.txt").read_bytes() for d in ("on", "off")]
    assert texts[0] == texts[1]


def test_the_same_sound_on_both_sides_is_taken_once(model_dir: Path, tmp_path: Path) -> None:
    voice = marked(LONG, TURNS)
    both = call(voice, voice, tmp_path / "both.wav")
    out = ("--formats", "txt", "--out", tmp_path)
    run = transcribe(both, "--channels", "split", *ASKED, *out, model=model_dir)
    mix = transcribe(encode(voice, tmp_path / "one.wav", WAV), *ASKED, *out, model=model_dir)
    assert run.last["flags"] == ["dual_mono", "speakers_uncertain"]  # S3 says little
    assert {s["speaker"] for s in run.all("segment")} == {"L", "R"}
    assert run.all("speakers") == mix.all("speakers")
    assert run.all("final-segment") == mix.all("final-segment")
    assert run.last["segments"] == mix.last["segments"]
    texts = [(tmp_path / f"{name}.txt").read_text(encoding="utf-8") for name in ("both", "one")]
    assert texts[0] == texts[1]


class RenamesTheFirstWord(Correction):
    """In place of a model that hears the name."""

    def corrected(self, reading: Any, words: Any) -> Any:
        yield []
        first, *rest = words
        replacement = Replacement(first.text, "Grimnir")
        return [replace(first, text="Grimnir", probability=0.5, replacement=replacement), *rest]


def test_the_same_sound_on_both_sides_is_reported_once(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fast_transcribe.word_list.prepared.Correction", RenamesTheFirstWord)
    names = tmp_path / "names.txt"
    names.write_text("Grimnir\n", encoding="utf-8")
    noise = np.random.default_rng(0).normal(0, 300, len(LONG))
    voice = marked((LONG + noise).astype(np.int16), TURNS)
    both = call(voice, voice, tmp_path / "both.wav")
    asked = (*ASKED, "--review", "--vocabulary", names)
    run = transcribe(both, "--channels", "split", *asked, model=model_dir)
    mix = transcribe(encode(voice, tmp_path / "one.wav", WAV), *asked, model=model_dir)
    assert run.all("final-segment") == mix.all("final-segment")
    assert run.all("review") == mix.all("review")
    assert run.all("vocabulary") == mix.all("vocabulary")
    assert run.all("review")[0]["places"]
    assert len(run.all("vocabulary")[0]["report"]["replaced"]) > 1


def test_it_is_taken_once_also_where_nobody_is_heard(model_dir: Path, tmp_path: Path) -> None:
    """Without tones there is no voice."""
    voice = marked(LONG, [])
    out = ("--formats", "txt", "--out", tmp_path)
    both = call(voice, voice, tmp_path / "both.wav")
    run = transcribe(both, "--channels", "split", *ASKED, *out, model=model_dir)
    mix = transcribe(encode(voice, tmp_path / "one.wav", WAV), *ASKED, *out, model=model_dir)
    assert run.all("speakers") == mix.all("speakers") == [{"event": "speakers", "speakers": []}]
    assert [s["text"] for s in run.all("final-segment")] == [s["text"] for s in mix.all("segment")]
    assert not any("speaker" in s for s in run.all("final-segment"))
    assert run.last["segments"] == mix.last["segments"]
    texts = [(tmp_path / f"{name}.txt").read_text(encoding="utf-8") for name in ("both", "one")]
    assert texts[0] == texts[1]
