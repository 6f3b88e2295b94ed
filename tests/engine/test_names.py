"""Names of people by a model: windows, words, labels, and models that cannot be used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engine_command import REPOSITORY
from fast_transcribe.names.classifier import Classifier
from fast_transcribe.names.command import MOST_BYTES, MOST_WORDS
from fast_transcribe.names.errors import NamesUnavailable
from fast_transcribe.names.model_files import seal
from fast_transcribe.names.word_scores import word_scores
from name_models import REVISION, STAND_IN, events, run_names, spans, with_config, with_labels


def test_a_name_is_a_whole_word_with_its_genitive_and_punctuation() -> None:
    assert spans(["Skruttans (Skruttan), hej.", "Storåker är ingen."]) == [(0, 0, 0), (0, 1, 1)]


def test_words_of_one_name_are_one_span() -> None:
    assert spans(["Sedan ringde Skruttan Kvarnhamra igen."]) == [(0, 2, 3)]


def test_a_name_over_two_segments_has_a_span_in_each() -> None:
    assert spans(["Det var Skruttan", "Kvarnhamra som ringde."]) == [(0, 2, 2), (1, 0, 0)]


def test_what_stands_in_the_segment_before_counts() -> None:
    assert spans(["En annan heter", "Blixt."]) == [(1, 0, 0)]
    assert spans(["En annan är", "Blixt."]) == []


def test_a_word_is_read_in_the_window_that_has_more_around_it() -> None:
    """Each name needs the word before it, wherever windows of 512 tokens begin and end."""
    words = ["heter", "Blixt", "och"] * 800
    classifier = Classifier(STAND_IN)
    seen: list[tuple[int, int]] = []
    scores = word_scores(classifier, words, lambda *so_far: seen.append(so_far))
    assert [score.score > 0.9 for score in scores] == [word == "Blixt" for word in words]
    assert len(seen) == seen[0][1] > 5
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))


def test_windows_are_as_long_as_the_model_has_positions(tmp_path: Path) -> None:
    words = ["heter", "Blixt", "och"] * 100
    short = Classifier(with_config(tmp_path / "short", max_position_embeddings=64))
    assert max(len(window.ids) for window in short.windows(words)) == 64
    scores = word_scores(short, words, lambda *_: None)
    assert [score.score > 0.9 for score in scores] == [word == "Blixt" for word in words]


@pytest.mark.parametrize("threads", ["1", "3"])
def test_equal_input_gives_equal_output(threads: str) -> None:
    given = json.dumps([["Skruttan", "heter", "Blixt"]] * 300)
    first, second = (run_names(given, "--threads", threads) for _ in range(2))
    assert first.stdout == second.stdout
    assert len(events(first)[-1]["spans"]) == 600


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (("O", "B-PER", "I-PER", "LOC"), [(0, 0, 1)]),
        (("O", "B-PER", "B-PER", "LOC"), [(0, 0, 0), (0, 1, 1)]),
        (("O", "PER", "PER", "LOC"), [(0, 0, 1)]),
        (("O", "PRS", "ORG", "LOC"), [(0, 0, 0)]),
        (("O", "ORG", "PRS/ORG", "LOC"), [(0, 1, 1)]),
        (("O", "S-PERSON", "E-PERSON", "LOC"), [(0, 0, 1)]),
        (("O", "PRS-HUM", "I-PRS", "LOC"), [(0, 0, 1)]),
        (("O", "ORG", "TME", "PER"), [(0, 2, 2)]),
    ],
)
def test_labels_of_people(
    labels: tuple[str, ...], found: list[tuple[int, int, int]], tmp_path: Path
) -> None:
    model = with_labels(tmp_path / "model", *labels)
    assert spans(["Skruttan Kvarnhamra Storåker"], model) == found


def test_the_result_names_the_model(tmp_path: Path) -> None:
    model = with_config(tmp_path / "model")
    listed = json.loads((model / "manifest.json").read_text(encoding="utf-8"))["files"]
    sha256 = {file["name"]: file["sha256"] for file in listed}["model.onnx"]
    told = events(run_names("[]", model=model))[-1]
    assert told["model"] == {"name": "owner/names", "revision": REVISION, "sha256": sha256}


def test_scores_below_the_least_are_left_out() -> None:
    given = '[["Skruttan", "heter", "Blixt"]]'
    sure = events(run_names(given, "--least-score", "0.96"))[-1]["spans"]
    assert [(span["first"], span["score"]) for span in sure] == [(0, 0.9868)]


def test_a_model_that_fails_says_so_without_the_text() -> None:
    done = run_names('[["Skruttan", "Trasigord"]]')
    assert done.returncode == 1
    (told,) = events(done)
    assert told["event"] == "unavailable"
    assert "stopped with an error of ONNX Runtime" in told["reason"]
    assert b"Skruttan" not in done.stdout + done.stderr
    assert b"Trasigord" not in done.stdout + done.stderr


def unavailable(model: Path) -> str:
    done = run_names("[]", model=model)
    assert done.returncode == 1
    (told,) = events(done)
    assert told["event"] == "unavailable"
    return str(told["reason"])


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    assert "has no manifest.json" in unavailable(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_changed_file_is_refused(name: str, tmp_path: Path) -> None:
    path = shutil.copytree(STAND_IN, tmp_path / "model") / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert f"{name} does not have the stated SHA-256" in unavailable(path.parent)
    path.unlink()
    assert f"{name} is missing" in unavailable(path.parent)


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x", "files": [1]}', '{"files": []}'])
def test_an_unreadable_manifest_is_refused(text: str, tmp_path: Path) -> None:
    folder = shutil.copytree(STAND_IN, tmp_path / "model")
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert "manifest.json cannot be read" in unavailable(folder)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("model.onnx", b"no network", "cannot load its model.onnx"),
        ("tokenizer.json", b"{}", "tokenizer.json cannot be read"),
        ("tokenizer.json", b"\xff", "tokenizer.json or config.json is no JSON"),
        ("config.json", b"[]", "config.json is no object"),
        ("config.json", b"{}", "the numbers of its labels|none of its labels"),
        ("config.json", b'{"id2label": 1}', "no id2label"),
        ("config.json", b'{"id2label": {"0": "PER", "2": "O"}}', "the numbers of its labels"),
        ("config.json", b'{"id2label": {"0": "O", "1": "ORG"}}', "none of its labels is PER"),
        (
            "config.json",
            b'{"id2label": {"0": "PER"}, "max_position_embeddings": 3}',
            "max_position_embeddings",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(
    name: str, content: bytes, why: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(STAND_IN, tmp_path / "model")
    (folder / name).write_bytes(content)
    seal(folder, "broken")
    with pytest.raises(NamesUnavailable, match=why):
        Classifier(folder)


def test_another_number_of_labels_than_stated_is_refused(tmp_path: Path) -> None:
    reason = unavailable(with_labels(tmp_path / "model", "O", "PER"))
    assert "another number of labels" in reason


@pytest.mark.parametrize("module", ["onnxruntime", "tokenizers"])
def test_without_its_packages_it_says_so(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(NamesUnavailable, match="is not installed"):
        Classifier(STAND_IN)


@pytest.mark.parametrize(
    "given", ["", "{", "{}", '["Skruttan"]', '[["Skruttan", 1]]', "[" * 100_000]
)
def test_input_that_is_none_is_refused_without_its_text(given: str) -> None:
    done = run_names(given)
    assert done.returncode == 2
    assert b"standard input is no" in done.stderr
    assert b"Skruttan" not in done.stdout + done.stderr


def test_too_much_input_is_refused() -> None:
    longer = run_names(b'[["' + b"a" * MOST_BYTES + b'"]]')
    assert longer.returncode == 2
    assert b"more than 16 MiB" in longer.stderr
    more = run_names(json.dumps([["a"] * (MOST_WORDS + 1)]))
    assert more.returncode == 2
    assert b"more than 500000 words" in more.stderr


def test_half_a_pair_of_surrogates_is_a_word_like_others() -> None:
    done = run_names('[["Skruttan", "\\ud83d"]]')
    assert len(events(done)[-1]["spans"]) == 1


def test_nothing_of_it_is_imported_by_a_transcription() -> None:
    """test_requirements.py checks the packages; this is the code that would import them."""
    program = "import fast_transcribe.__main__, fast_transcribe.session, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "userdata" / "engine")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "fast_transcribe.session" in done.stdout
    assert "fast_transcribe.names" not in done.stdout


def test_no_file_is_written(tmp_path: Path) -> None:
    assert run_names('[["Skruttan"]]', home=tmp_path).returncode == 0
    assert os.listdir(tmp_path) == []
