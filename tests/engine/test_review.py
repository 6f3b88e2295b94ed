"""The places worth hearing: which they are, in which order, and that a resumed run has the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import fast_transcribe
import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO, Event
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.review.comparing import compared
from fast_transcribe.review.evidence import Evidence
from fast_transcribe.review.places import ListRules, Place, places, rank
from fast_transcribe.review.review import Review, ReviewRules
from fast_transcribe.review.word_class import WordClass
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.words import Replacement, Word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_this_process import transcribe
from remembering_model import remembering

REASONS = {
    "heard_otherwise",
    "negation",
    "number",
    "name",
    "unit",
    "overlap",
    "guard",
    "low_probability",
}
CLASSES: Sequence[WordClass] = ("negation", "number", "name", "unit", "filler", "other")


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 s in four windows, with noise in which the model is unsure."""
    path = tmp_path_factory.mktemp("noisy") / "noisy.wav"
    write_noisy(path, AUDIO / "long.wav")
    return path


def write_noisy(path: Path, speech: Path) -> None:
    import wave

    samples = read_wav(speech)
    noise = np.random.default_rng(0).normal(0, 0.02, len(samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.clip(samples + noise, -1, 1) * 32767).astype("<i2").tobytes())


def review_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    (review,) = (e for e in events if e["event"] == "review")
    found: list[dict[str, Any]] = review["places"]
    return found


def test_the_places_are_words_of_the_transcript(
    noisy: Path, model_dir: Path, tmp_path: Path
) -> None:
    options = ("--review", "--words", "--formats", "json", "--out", tmp_path)
    run = transcribe(noisy, *options, model=model_dir)
    listed = review_of(run.events)
    words = {(w["start"], w["end"], w["word"]) for s in run.all("segment") for w in s["words"]}
    assert listed
    assert run.events[-2]["event"] == "review"
    for place in listed:
        assert (place["start"], place["end"], place["word"]) in words
        assert 0 <= place["start"] <= place["end"] <= run.last["durationSeconds"]
        assert 0 < place["score"] < 1
        assert place["reason"] in REASONS
        assert ("alternative" in place) == (place["reason"] == "heard_otherwise")
    document = json.loads((tmp_path / "noisy.json").read_text(encoding="utf-8"))
    assert document["review"] == listed


def test_a_request_asks_for_it_too(noisy: Path, model_dir: Path) -> None:
    lines = [{"audio": str(noisy), "review": True}, {"audio": str(noisy)}]
    request = "".join(json.dumps(line) + "\n" for line in lines)
    asked, plain = transcribe("--await-requests", model=model_dir, request=request).files
    assert review_of(asked)
    assert [e for e in plain if e["event"] == "review"] == []


def test_silence_has_no_places(model_dir: Path) -> None:
    run = transcribe(AUDIO / "silence.wav", "--review", model=model_dir)
    assert review_of(run.events) == []


def test_each_side_of_a_call_is_reviewed(noisy: Path, model_dir: Path, tmp_path: Path) -> None:
    from encode import Encoding, encode

    samples = read_wav(noisy)
    both = np.stack([samples, np.roll(samples, 16000)])
    call = encode(both, tmp_path / "call.wav", Encoding("wav", "pcm_s16le", layout="stereo"))
    run = transcribe(call, "--channels", "split", "--review", model=model_dir)
    assert review_of(run.events)


def test_nothing_is_imported_without_it(model_dir: Path) -> None:
    program = """
import sys
from fast_transcribe.cli import main
main(sys.argv[1:])
print([m for m in sys.modules if m.startswith("fast_transcribe.review")], file=sys.stderr)
"""
    command = [sys.executable, "-c", program, str(AUDIO / "demo.wav"), "--model", str(model_dir)]
    path = {"PYTHONPATH": str(Path(fast_transcribe.__file__).resolve().parents[1])}
    done = subprocess.run(
        command, env={**os.environ, **path}, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"
    assert '"review"' not in done.stdout


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return remembering(load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1))


def reviewed(engine: Engine, audio: Path, checkpoint: Path) -> list[Place]:
    with open_source(str(audio)) as source:
        audio_file = AudioFile(source, DecodeOptions(3600.0))
        review = Review(ReviewRules())
        transcription = Transcription(engine, audio_file, Order(checkpoint=checkpoint), review)
        list(transcription)
        return transcription.places() or []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_off_anywhere_it_lists_the_same_places(
    engine: Engine, noisy: Path, tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "checkpoint"
    path.unlink(missing_ok=True)
    whole = reviewed(engine, noisy, path)
    checkpoint = path.read_bytes()
    path.write_bytes(checkpoint[: data.draw(st.integers(0, len(checkpoint)))])
    assert whole
    assert reviewed(engine, noisy, path) == whole
    assert path.read_bytes() == checkpoint


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    start = draw(st.floats(0, 600))
    word = Word(start, start + draw(st.floats(0, 2)), draw(st.text("abc", min_size=1)), 0.0)
    chance = st.floats(0, 1)
    return Evidence(
        replace(word, probability=draw(chance)),
        draw(st.sampled_from(CLASSES)),
        beside=draw(chance),
        confidence=draw(chance),
        is_flagged=draw(st.booleans()),
        beside_unread=draw(st.booleans()),
        overlap=draw(st.booleans()),
        again=draw(st.sampled_from(["not_heard", "same", "otherwise"])),
        alternative="other",
    )


@given(
    st.lists(evidence(), max_size=60, unique_by=lambda e: e.place), st.floats(1, 4000), st.randoms()
)
def test_the_list_is_short_and_its_order_is_that_of_the_words(
    words: list[Evidence], duration: float, shuffle: Any
) -> None:
    rules = ListRules(places=10)
    listed = places(words, duration, rules)
    assert len(listed) <= 10
    assert all(p.score >= rules.chance and p.reason in REASONS for p in listed)
    marked = np.zeros(6100, bool)  # tenths of a second to listen to
    for place in listed:
        marked[max(int(10 * (place.start - 1)), 0) : int(10 * (place.end + 1))] = True
    assert marked.sum() / 10 <= max(rules.seconds, rules.share * duration) + 0.1 * len(listed)
    in_order = [e.place for e in sorted(words, key=rank)]
    assert [in_order.index((p.start, p.end)) for p in listed] == sorted(
        in_order.index((p.start, p.end)) for p in listed
    )
    others = list(words)
    shuffle.shuffle(others)
    assert [p.score for p in places(others, duration, rules)] == [p.score for p in listed]


@given(evidence(), evidence())
def test_a_lost_negation_comes_before_a_filler_that_is_as_doubtful(
    one: Evidence, other: Evidence
) -> None:
    doubt = {"word": Word(1, 2, "ord", 0.3), "beside": 0.5, "confidence": 0.5}
    inte = replace(one, **doubt, word_class="negation")
    filler = replace(one, **doubt, word_class="filler")
    assert rank(inte) < rank(filler)
    assert [p.word for p in places([filler, inte], 60.0, ListRules(chance=0.0))][:1] == ["ord"]


def replaced_at(first: int, written: str, words: Sequence[str]) -> list[Evidence]:
    """The words; a word list has written the capitalised ones in place of others."""
    entry = [w for w in words[first:] if w[0].isupper()]
    replacement = Replacement(written, " ".join(entry), len(entry))
    found = [Word(i / 2, i / 2 + 0.4, text, 0.97) for i, text in enumerate(words)]
    found[first] = replace(found[first], replacement=replacement)
    return [Evidence(word, "other", 0.97, 0.97) for word in found]


def heard(text: str) -> list[Word]:
    return [Word(i, i + 1, word, 0.9) for i, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("words", "written"),
    (
        ("då kom Grimnir hem", "Grimner"),
        ("då kom Grimnir hem", "Grim när"),
        ("då kom Karl Grimnir hem", "Kalgrimner"),
    ),
)
def test_a_second_hearing_does_not_bring_back_what_a_word_list_replaced(
    words: str, written: str
) -> None:
    ours = replaced_at(2, written, words.split())
    again = compared(ours, heard(f"då kom {written} hem"))
    assert [e.again for e in again] == [
        "not_heard" if word[0].isupper() else "same" for word in words.split()
    ]
    listed = places(again, 60.0, ListRules(chance=0.0))
    assert {p.word for p in listed} == set(words.split())
    assert {p.alternative for p in listed} == {None}


def test_a_second_hearing_that_gives_a_third_word_speaks_against_a_word_list() -> None:
    ours = [
        replace(e, beside=0.2, confidence=0.2)
        for e in replaced_at(1, "Grimner", ["kom", "Grimnir"])
    ]
    place = places(compared(ours, heard("kom Gunilla")), 60.0, ListRules())[0]
    assert (place.word, place.reason, place.alternative) == (
        "Grimnir",
        "heard_otherwise",
        "Gunilla",
    )


def test_what_a_person_has_to_hear_is_counted_once() -> None:
    """Words one after the other share the seconds before and after them."""
    words = [Evidence(Word(i, i + 1, "word", 0.1), "other", 0.1, 0.1) for i in range(10)]
    rules = ListRules(share=0.0, seconds=12.0)
    assert len(places(words, 100.0, rules)) == 10
    apart = [replace(e, word=Word(30.0 * i, 30.0 * i + 1, "w", 0.1)) for i, e in enumerate(words)]
    assert len(places(apart, 300.0, rules)) == 4


def test_a_word_that_is_not_listed_takes_no_time_from_others() -> None:
    """A negation counts one and a half times, so it comes before words that are more doubtful."""
    unlisted = [
        Evidence(Word(30.0 * i, 30.0 * i + 1, "inte", 0.9), "negation", 0.9, 0.9) for i in range(20)
    ]
    others = [
        Evidence(Word(700.0 + i, 701.0 + i, "ord", 0.87), "other", 0.87, 0.87) for i in (0, 30)
    ]
    assert rank(unlisted[0]) < rank(others[0])
    listed = places([*unlisted, *others], 800.0, ListRules(share=0.0, seconds=12.0))
    assert [(p.start, p.word) for p in listed] == [(700.0, "ord"), (730.0, "ord")]
