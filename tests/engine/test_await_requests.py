"""One process answers request after request, each as a process of its own would."""

from __future__ import annotations

import json
import os
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from engine_command import AUDIO, Event, Run, comparable, transcribe
from fast_transcribe import session
from fast_transcribe.audio.decoders import Decoders
from fast_transcribe.transcription import Transcription
from in_this_process import transcribe as transcribe_here

CASES = Path(__file__).parent / "cases"


def lines(*requests: dict[str, Any] | str) -> str:
    return "".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in requests)


def answers(run: Run) -> list[list[Event]]:
    """The events of each request, without timings and the one `ready` before them."""
    ready, *rest = run.events
    assert ready["event"] == "ready"
    assert "ready" not in [e["event"] for e in rest]
    answered: list[list[Event]] = [[]]
    for event in rest:
        answered[-1].append({k: v for k, v in event.items() if k != "timings"})
        if event["event"] in ("done", "error"):
            answered.append([])
    assert answered.pop() == []
    return answered


def test_each_is_answered_as_by_a_process_of_its_own(model_dir: Path, tmp_path: Path) -> None:
    poison = tmp_path / "poison.wav"
    poison.write_bytes(b"RIFF no sound at all" * 100)
    requests: list[dict[str, Any]] = [
        {"audio": str(AUDIO / "news.wav"), "language": "auto", "words": True},
        {"audio": str(poison)},
        {"audio": str(AUDIO / "demo.wav")},
    ]
    together = transcribe("--await-requests", model=model_dir, request=lines(*requests))
    alone = [transcribe("--await-request", model=model_dir, request=lines(r)) for r in requests]
    assert [comparable(events) for events in answers(together)] == [
        comparable(only) for run in alone for only in answers(run)
    ]
    assert [events[-1]["event"] for events in answers(together)] == ["done", "error", "done"]
    assert [run.status for run in (together, *alone)] == [0, 0, 10, 0]


def test_the_model_is_loaded_for_the_first_alone(model_dir: Path) -> None:
    request = {"audio": str(AUDIO / "demo.wav")}
    run = transcribe("--await-requests", model=model_dir, request=lines(*[request] * 2))
    first, second = (e["timings"] for e in run.all("done"))
    assert first["importSeconds"] > 0
    assert (second["importSeconds"], second["modelLoadSeconds"]) == (0, 0)
    assert second["totalSeconds"] > 0
    assert second["firstSegmentSeconds"] > 0


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "not json",
        b"\xff\xfe\xff".decode("latin-1"),
        '{"audio": "-"}',
        '{"audio": "x.wav", "model": "/other"}',
        '{"audio": "demo.wav", "language": "transcribe"}',
        '{"audio": "demo.wav", "track": 7}',
        '{"audio": "demo.wav", "channels": "split"}',
        '{"audio": "demo.wav", "resume": "demo.wav"}',
        '{"audio": "missing.wav"}',
    ],
)
def test_a_request_that_is_refused_is_one_error(refused: str, model_dir: Path) -> None:
    before, after = [{"audio": name} for name in ("news.wav", "demo.wav")]
    given = lines(before, refused, after).encode("latin-1")
    run = transcribe_here("--await-requests", model=model_dir, request=given, folder=AUDIO)
    first, error, last = answers(run)
    assert [e["event"] for e in error] == ["error"]
    assert error[0]["code"] in ("OptionInvalid", "AudioUnreadable", "AudioUnsupported")
    assert (first[-1]["event"], last[-1]["event"], run.status) == ("done", "done", 0)


@pytest.mark.parametrize("end", ["", "\n"])
def test_it_ends_with_its_input(end: str, model_dir: Path) -> None:
    assert transcribe("--await-requests", model=model_dir).status == 0
    last = json.dumps({"audio": str(AUDIO / "demo.wav")}) + end
    run = transcribe_here("--await-requests", model=model_dir, request=last)
    assert ([e[-1]["event"] for e in answers(run)], run.status) == (["done"], 0)


def test_options_are_of_one_request(model_dir: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    tracks = CASES / "04-two-tracks.mp4"
    news = {"audio": str(AUDIO / "news.wav"), "resume": str(checkpoint)}
    asked = lines({**news, "words": True}, {"audio": str(tracks), "track": "mix"}, news)
    run = transcribe_here("--await-requests", "--language", "auto", model=model_dir, request=asked)
    first, mixed, resumed = answers(run)
    assert [track["heard"] for track in mixed[-1]["tracks"]] == [True, True]
    segments = [[e for e in file if e["event"] == "segment"] for file in (first, resumed)]
    assert all("words" in s for s in segments[0])
    assert [{k: v for k, v in s.items() if k != "words"} for s in segments[0]] == segments[1] != []
    assert checkpoint.read_bytes().startswith(b'{"checkpoint": ')


def test_a_damaged_checkpoint_ends_the_process(model_dir: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text('{"checkpoint": 1, "engine": "another"}\n')
    demo = {"audio": str(AUDIO / "demo.wav")}
    asked = lines(demo, {**demo, "resume": str(checkpoint)}, demo)
    run = transcribe_here("--await-requests", model=model_dir, request=asked)
    assert [e[-1].get("code", "done") for e in answers(run)] == ["done", "EngineCrashed"]
    assert run.status == 2


def test_a_crash_ends_the_process(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*of: Any) -> None:
        raise RuntimeError("CUDA failed with error an illegal memory access was encountered")

    monkeypatch.setattr(Transcription, "__iter__", crash)
    asked = lines(*[{"audio": str(AUDIO / "demo.wav")}] * 2)
    run = transcribe_here("--await-requests", model=model_dir, request=asked)
    assert [e[-1].get("code") for e in answers(run)] == ["EngineCrashed"]
    assert run.status == 1


def test_a_damaged_model_is_told_before_any_request(tmp_path: Path) -> None:
    asked = lines({"audio": str(AUDIO / "demo.wav")})
    run = transcribe_here("--await-requests", model=tmp_path, request=asked)
    assert ([e.get("code") for e in run.events], run.status) == (["ModelDamaged"], 20)


@pytest.mark.usefixtures("patient")
def test_nothing_of_a_file_is_kept_for_the_next(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its sound and windows, nor threads or open files."""
    former: list[weakref.ref[Any]] = []
    counts: list[tuple[int, int]] = []

    class Watched(Transcription):
        def __init__(self, engine: Any, audio: Any, order: Any, *more: Any) -> None:
            assert [kept for ref in former if (kept := ref()) is not None] == []
            counts.append((threading.active_count(), len(os.listdir("/dev/fd"))))
            former.extend([weakref.ref(audio), weakref.ref(self)])
            super().__init__(engine, audio, order, *more)

    monkeypatch.setattr(session, "Transcription", Watched)
    demo, unknown = {"audio": str(AUDIO / "demo.wav")}, {"language": "transcribe"}
    resumed = {**demo, "resume": str(tmp_path / "checkpoint")}
    asked = lines(demo, {**demo, **unknown}, resumed, resumed, demo, demo)
    run = transcribe_here("--await-requests", model=model_dir, request=asked)
    assert run.status == 0
    assert len(former) == 2 * 6
    assert len(set(counts)) == 1


def test_a_decoder_that_died_while_it_waited_is_replaced() -> None:
    with Decoders(None, standard_input=False) as decoders:
        waiting = decoders._waiting
        assert waiting is not None
        waiting._process.kill()
        waiting._process.wait()
        with decoders.next() as decoder:
            assert decoder is not waiting
            assert not decoder.has_ended
