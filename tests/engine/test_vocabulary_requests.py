"""A word list from a request and from the command line, its report, and its resumption."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import fast_transcribe
import pytest
from engine_command import AUDIO, Run, comparable
from fast_transcribe.whisper.words import Replacement, Word
from fast_transcribe.word_list.correction import Correction
from in_this_process import transcribe

DEMO, LONG = AUDIO / "demo.wav", AUDIO / "long.wav"
LISTED = ["Grimnir", "Bo", "<|endoftext|>", "grimnir"]


def line(**fields: Any) -> str:
    return json.dumps({"audio": str(DEMO), **fields}) + "\n"


def report(run: Run) -> Any:
    (event,) = run.all("vocabulary")
    return event["report"]


def without_report(run: Run) -> Any:
    return comparable([e for e in run.events if e["event"] not in ("vocabulary", "ready")])


def test_a_request_has_a_report_before_done(model_dir: Path) -> None:
    run = transcribe("--await-request", model=model_dir, request=line(vocabulary=LISTED))
    assert [e["event"] for e in run.events[-2:]] == ["vocabulary", "done"]
    assert report(run)["replaced"] == report(run)["heard"] == []
    assert [r["entry"] for r in report(run)["refused"]] == ["Bo", "<|endoftext|>", "grimnir"]
    assert all(r["because"] for r in report(run)["refused"])


def test_a_list_of_which_nothing_is_said_changes_nothing(model_dir: Path) -> None:
    plain = transcribe("--await-request", model=model_dir, request=line(words=True))
    listed = [f"{a}{b}" for a in ("Grim", "Löwen", "Wacht") for b in ("nir", "ström", "meister")]
    run = transcribe(
        "--await-request", model=model_dir, request=line(words=True, vocabulary=listed)
    )
    assert without_report(run) == without_report(plain)
    assert plain.all("vocabulary") == []


def test_a_word_list_of_the_command_line(model_dir: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("\n".join([*LISTED, ""]), encoding="utf-8")
    how = ("--vocabulary", names, "--formats", "json,txt", "--out", tmp_path / "out")
    run = transcribe(DEMO, *how, model=model_dir)
    document = json.loads((tmp_path / "out" / "demo.json").read_text(encoding="utf-8"))
    assert document["vocabularyReport"] == report(run)
    plain = transcribe(DEMO, "--formats", "json", "--out", tmp_path / "plain", model=model_dir)
    assert plain.status == 0
    assert "vocabularyReport" not in (tmp_path / "plain" / "demo.json").read_text(encoding="utf-8")


def test_a_word_list_is_not_overwritten_by_a_document(model_dir: Path, tmp_path: Path) -> None:
    names = tmp_path / "demo.txt"
    names.write_text("Grimnir\n", encoding="utf-8")
    how = ("--vocabulary", names, "--formats", "txt", "--out", tmp_path)
    run = transcribe(DEMO, *how, model=model_dir)
    assert (run.status, run.last["code"]) == (2, "OptionInvalid")
    assert names.read_text(encoding="utf-8") == "Grimnir\n"


@pytest.mark.parametrize("wrong", ("Grimnir", [1], [["Grimnir"]], ["x"] * 1001, {"a": 1}, None))
def test_what_is_no_word_list_is_refused(model_dir: Path, wrong: Any) -> None:
    run = transcribe("--await-request", model=model_dir, request=line(vocabulary=wrong))
    assert (run.status, run.last["code"]) == (2, "OptionInvalid")
    assert "vocabulary" in run.last["message"]


class RenamesTheFirstWord(Correction):
    """In place of a model that hears the name."""

    def corrected(self, reading: Any, words: Any) -> Any:
        yield []
        first, *rest = words
        replacement = Replacement(first.text, "Grimnir")
        named = Word(first.start, first.end, "Grimnir", 0.5, replacement=replacement)
        return [named, *rest]


@pytest.fixture
def renaming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fast_transcribe.word_list.prepared.Correction", RenamesTheFirstWord)


@pytest.mark.usefixtures("renaming")
def test_a_resumed_run_has_the_report_of_one_run(model_dir: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Grimnir\n", encoding="utf-8")
    checkpoint = tmp_path / "checkpoint"
    how = (LONG, "--vocabulary", names, "--words", "--resume", checkpoint)
    whole = transcribe(*how, model=model_dir)
    assert len(report(whole)["replaced"]) > 1
    lines = checkpoint.read_bytes().splitlines(keepends=True)
    for kept in range(1, len(lines)):
        checkpoint.write_bytes(b"".join(lines[:kept]))
        resumed = transcribe(*how, model=model_dir)
        assert report(resumed) == report(whole)
        assert without_report(resumed) == without_report(whole)


@pytest.mark.usefixtures("renaming")
def test_the_places_to_hear_again_have_the_words_of_the_list(
    model_dir: Path, tmp_path: Path
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Grimnir\n", encoding="utf-8")
    run = transcribe(LONG, "--vocabulary", names, "--words", "--review", model=model_dir)
    (review,) = run.all("review")
    written = {(w["start"], w["word"]) for s in run.all("segment") for w in s["words"]}
    assert {(p["start"], p["word"]) for p in review["places"]} <= written
    was = {r["start"]: r["from"].casefold() for r in report(run)["replaced"]}
    doubtful = [p for p in review["places"] if p["word"] == "Grimnir"]
    assert doubtful
    for place in doubtful:
        heard = place.get("alternative", "").casefold().strip(".,")
        assert heard != was[place["start"]].strip(".,")


@pytest.mark.usefixtures("renaming")
def test_a_checkpoint_belongs_to_its_word_list(model_dir: Path, tmp_path: Path) -> None:
    def run(*listed: str) -> Run:
        names = tmp_path / "names.txt"
        names.write_text("\n".join(listed), encoding="utf-8")
        option = ("--vocabulary", names) if listed else ()
        return transcribe(DEMO, *option, "--resume", tmp_path / "c", model=model_dir)

    assert run("Grimnir").status == 0
    assert run("Grimnir", "Löwenström").last["code"] == "EngineCrashed"
    assert "vocabulary" in run().last["message"]
    assert run("Grimnir").status == 0


def test_a_checkpoint_without_a_word_list_is_as_before(model_dir: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    assert transcribe(DEMO, "--resume", checkpoint, model=model_dir).status == 0
    assert "vocabulary" not in checkpoint.read_text(encoding="utf-8")
    assert "replacement" not in checkpoint.read_text(encoding="utf-8")


_LOADED = """
import sys
from fast_transcribe import cli
cli.main(sys.argv[1:])
print([name for name in sys.modules if "word_list" in name], file=sys.stderr)
"""


def test_without_a_word_list_nothing_of_it_is_loaded(model_dir: Path) -> None:
    command = [sys.executable, "-c", _LOADED, str(DEMO), "--model", str(model_dir)]
    path = str(Path(fast_transcribe.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stderr.splitlines()[-1] == "[]"
