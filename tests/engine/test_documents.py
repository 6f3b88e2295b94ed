"""The documents that the command writes: all or none, complete and valid."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import srt
import webvtt
from disk import largest_file
from engine_command import REPOSITORY
from fast_transcribe.audio.track import Track
from fast_transcribe.cli import FORMATS
from fast_transcribe.errors import EngineError, UsageError
from fast_transcribe.event_sink import EngineInfo, Outcome
from fast_transcribe.request import Request
from fast_transcribe.scripts import separator
from fast_transcribe.transcript.cues import CueBuilder
from fast_transcribe.transcript.document_formats import DOCUMENTS
from fast_transcribe.transcript.document_names import WAVEFORM
from fast_transcribe.transcript.documents import DocumentOptions, Documents
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.transcript.spans import CoverageSpan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from subtitled import said

ALL = ("json", "txt", "srt", "vtt")
OUTCOME = Outcome(
    language="sv",
    language_probability=0.98765,
    duration=12.3456,
    confidence=0.87654,
    segments=2,
    truncated=False,
    model="kb-whisper-small",
    engine=EngineInfo("0.1.0", "cpu", "int8", "5a" * 32),
    timings={"totalSeconds": 1.23456, "firstSegmentSeconds": None},
)
REQUEST = Request("call.wav")
CALL = [said(0.0, 'Hej, är det "Anna"?', "L"), replace(said(4.0, "Ja <det> är det.", "R"), id=1)]


def write(
    folder: Path,
    segments: list[Segment],
    request: Request = REQUEST,
    outcome: Outcome = OUTCOME,
) -> None:
    with Documents(DocumentOptions(folder, ALL), request) as documents:
        cues = CueBuilder()
        for segment in segments:
            documents.segment(segment)
            for cue in cues.add(segment):
                documents.cue(cue)
        for cue in cues.finish():
            documents.cue(cue)
        documents.coverage(CoverageSpan(0.0, 5.07, "text"))
        documents.coverage(CoverageSpan(5.07, 12.3456, "untranscribed", "no_text"))
        documents.finish(outcome)


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_the_json_is_all_that_is_known(tmp_path: Path) -> None:
    write(tmp_path, CALL, Request("call.wav", words=True))
    transcript = json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))
    words = transcript.pop("words")
    assert transcript == {
        "text": 'Hej, är det "Anna"? Ja <det> är det.',
        "language": "sv",
        "languageProbability": 0.9877,
        "durationSeconds": 12.35,
        "confidence": 0.877,
        "model": "kb-whisper-small",
        "engine": {
            "version": "0.1.0",
            "device": "cpu",
            "computeType": "int8",
            "modelSha256": "5a" * 32,
        },
        "timings": {"totalSeconds": 1.235, "firstSegmentSeconds": None},
        "complete": True,
        "coverage": [
            {"start": 0.0, "end": 5.07, "kind": "text"},
            {"start": 5.07, "end": 12.35, "kind": "untranscribed", "reason": "no_text"},
        ],
        "segments": [
            {
                "id": 0,
                "start": 0.0,
                "end": 1.42,
                "text": 'Hej, är det "Anna"?',
                "confidence": 0.9,
                "speaker": "L",
                "flags": [],
            },
            {
                "id": 1,
                "start": 4.0,
                "end": 5.07,
                "text": "Ja <det> är det.",
                "confidence": 0.9,
                "speaker": "R",
                "flags": [],
            },
        ],
    }
    assert [w["word"] for w in words] == 'Hej, är det "Anna"? Ja <det> är det.'.split()
    assert words[0] == {"start": 0.0, "end": 0.27, "word": "Hej,", "probability": 0.9}


JOINED = json.loads(
    (REPOSITORY / "tests" / "support" / "joined-texts.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("texts", "whole"), JOINED)
def test_the_text_of_all_segments(texts: list[str], whole: str, tmp_path: Path) -> None:
    write(tmp_path, [said(5.0 * i, text) for i, text in enumerate(texts)])
    assert json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))["text"] == whole


def test_words_are_there_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, CALL)
    assert "words" not in json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))


def test_a_truncated_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, CALL, outcome=replace(OUTCOME, truncated=True))
    assert json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))["truncated"] is True


def test_what_is_known_of_the_audio_is_told(tmp_path: Path) -> None:
    tracks = [Track(0, "aac", 2, heard=True), Track(1, "aac", 1, heard=False, title="Mikrofon")]
    write(tmp_path, CALL, outcome=replace(OUTCOME, flags=["dual_mono"], tracks=tracks))
    document = json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))
    assert document["flags"] == ["dual_mono"]
    assert document["audio"]["tracks"] == [
        {"index": 0, "codec": "aac", "channels": 2, "heard": True},
        {"index": 1, "codec": "aac", "channels": 1, "heard": False, "title": "Mikrofon"},
    ]


def test_the_text_has_a_line_for_each_segment(tmp_path: Path) -> None:
    write(tmp_path, [*CALL, said(9.0, "Bra.")])
    text = (tmp_path / "call.txt").read_bytes().decode()
    assert text == 'L: Hej, är det "Anna"?\nR: Ja <det> är det.\nBra.\n'


def test_the_subtitles_are_read_by_others(tmp_path: Path) -> None:
    write(tmp_path, CALL)
    lines = ['Hej, är det "Anna"?', "Ja <det> är det."]
    assert [s.content for s in srt.parse((tmp_path / "call.srt").read_text("utf-8"))] == lines
    assert [c.raw_text for c in webvtt.read(str(tmp_path / "call.vtt")).captions] == [
        line.replace("<", "&lt;").replace(">", "&gt;") for line in lines
    ]


def test_silence_is_documents_without_text(tmp_path: Path) -> None:
    write(tmp_path, [], Request("call.wav", words=True), replace(OUTCOME, confidence=None))
    transcript = json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))
    assert (transcript["text"], transcript["segments"], transcript["words"]) == ("", [], [])
    assert (tmp_path / "call.txt").read_bytes() == b""
    assert (tmp_path / "call.srt").read_bytes() == b""
    assert (tmp_path / "call.vtt").read_bytes() == b"WEBVTT\n\n"


@pytest.mark.parametrize(
    ("audio", "stem"),
    [
        ("-", "transcript"),
        ("/in/möte med Åsa 2.1.mp3", "möte med Åsa 2.1"),
        ("inspelning", "inspelning"),
        ("/in/-.wav", "-"),
        ("n" * 246 + ".wav", "n" * 246),
    ],
)
def test_they_are_called_after_the_audio(audio: str, stem: str, tmp_path: Path) -> None:
    write(tmp_path, CALL, Request(audio))
    assert names(tmp_path) == sorted(f"{stem}.{form}" for form in ALL)


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    with Documents(DocumentOptions(tmp_path / "new", ("srt",)), Request("a.wav")) as documents:
        documents.finish(OUTCOME)
    assert names(tmp_path / "new") == ["a.srt"]
    with Documents(DocumentOptions(tmp_path / "none", ()), Request("a.wav")) as documents:
        documents.segment(CALL[0])
        documents.finish(OUTCOME)
    assert names(tmp_path) == ["new"]


def test_others_may_read_them_as_any_file_that_is_made_here(tmp_path: Path) -> None:
    write(tmp_path, CALL)
    (tmp_path / "other").touch()
    expected = (tmp_path / "other").stat().st_mode
    assert {(tmp_path / f"call.{form}").stat().st_mode for form in ALL} == {expected}


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_text("before")
    with (
        pytest.raises(KeyError),
        Documents(DocumentOptions(tmp_path, ALL), Request("call.wav")) as documents,
    ):
        documents.segment(CALL[0])
        raise KeyError
    assert names(tmp_path) == ["call.json"]
    assert (tmp_path / "call.json").read_text() == "before"


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    write(tmp_path, CALL)
    write(tmp_path, CALL[:1])
    assert len(json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))["segments"]) == 1
    assert len(names(tmp_path)) == len(ALL)


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text("before")
    with pytest.raises(EngineError, match="cannot be written"), largest_file(100_000):
        write(tmp_path, CALL * 1000)
    assert names(tmp_path) == ["call.txt"]
    assert (tmp_path / "call.txt").read_text() == "before"


def test_where_nothing_can_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "call.vtt").mkdir()
    for folder, audio in (
        (tmp_path / "file", "a.wav"),
        (tmp_path / "file" / "below", "a.wav"),
        (tmp_path, "call.wav"),
        (tmp_path, "n" * 251 + ".ts"),
    ):
        with (
            pytest.raises(UsageError, match="nothing was transcribed"),
            Documents(DocumentOptions(folder, ALL), Request(audio)),
        ):
            pytest.fail("entered")
    assert names(tmp_path) == ["call.vtt", "file"]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.builds(said, st.floats(0, 50), _TEXT, st.sampled_from([None, "L", "R"]))))
def test_any_text_is_valid_json(tmp_path: Path, segments: list[Segment]) -> None:
    write(tmp_path, segments, Request("call.wav", words=True))
    transcript = json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))
    assert [s["text"] for s in transcript["segments"]] == [s.text for s in segments]
    assert [w["word"] for w in transcript["words"]] == [w.text for s in segments for w in s.words]
    texts = [s.text.strip() for s in segments if s.text.strip()]
    between = [separator(a, b) for a, b in pairwise(texts)]
    assert transcript["text"] == "".join(a + b for a, b in zip(texts, [*between, ""]))
    assert len((tmp_path / "call.txt").read_bytes().splitlines()) == len(segments)


def test_the_command_offers_every_document_that_there_is() -> None:
    # The command lists them without importing them; the waveform has an option of its own
    assert {*FORMATS, WAVEFORM} == set(DOCUMENTS)
