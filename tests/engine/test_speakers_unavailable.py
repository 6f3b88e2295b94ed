"""Whatever goes wrong with the speakers, the transcript is there, without them, and says why."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import engine_command
import pytest
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, LONGEST_RUN, Run
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.speakers import diarization, window_voices
from fast_transcribe.speakers.diarization import Final, FoundSpeakers, SpeakerOrder
from fast_transcribe.speakers.options import SpeakerCount
from fast_transcribe.speakers.patience import Patience
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from in_this_process import transcribe
from marked_voices import STAND_IN, MarkedNetworks, marked

LONG = AUDIO / "long.wav"


def check(run: Run, plain: Run, sentence: str) -> None:
    """`plain`: of the same file without speakers."""
    assert run.status == 0
    assert run.last["flags"] == ["speakers_unavailable"]
    (found,) = run.all("speakers")
    assert found["speakers"] == []
    assert sentence in found["unavailable"]
    assert found["unavailable"].endswith(".")
    assert "there are no speakers" in [d["message"] for d in run.diagnostics]
    assert run.told("speakers") == plain.told()
    assert run.last["segments"] == plain.last["segments"]


@pytest.fixture(scope="module")
def plain(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, bytes]:
    """The run without speakers, and its subtitles."""
    out = tmp_path_factory.mktemp("plain")
    run = transcribe(LONG, "--formats", "vtt", "--out", out, model=model_dir)
    return run, (out / "long.vtt").read_bytes()


def asked(networks: Path, out: Path) -> tuple[str | Path, ...]:
    options = ("--speakers", "auto", "--speaker-models", networks)
    return (LONG, *options, "--formats", "vtt", "--out", out)


def test_no_networks(model_dir: Path, tmp_path: Path, plain: tuple[Run, bytes]) -> None:
    run = transcribe(*asked(tmp_path / "none", tmp_path), model=model_dir)
    check(run, plain[0], "The networks that tell speakers apart")
    assert (tmp_path / "long.vtt").read_bytes() == plain[1]


@pytest.mark.parametrize("name", ["segmentation.onnx", "campplus.onnx", "manifest.json"])
def test_a_damaged_network(
    name: str, model_dir: Path, tmp_path: Path, plain: tuple[Run, bytes]
) -> None:
    networks = Path(shutil.copytree(STAND_IN, tmp_path / "networks"))
    content = (networks / name).read_bytes()
    (networks / name).write_bytes(content[: len(content) // 2])
    run = transcribe(*asked(networks, tmp_path), model=model_dir)
    check(run, plain[0], "damaged")
    assert (tmp_path / "long.vtt").read_bytes() == plain[1]


def test_no_onnxruntime(model_dir: Path, tmp_path: Path, plain: tuple[Run, bytes]) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('libonnx.so: not found')")
    command = asked(STAND_IN, tmp_path)
    run = engine_command.transcribe(*command, model=model_dir, packages=[tmp_path])
    check(run, plain[0], "is not installed")


@pytest.mark.parametrize("step", ["activity", "filterbank", "embed"])
@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("secret"), ValueError()])
def test_an_error_on_the_way(
    step: str,
    error: Exception,
    model_dir: Path,
    tmp_path: Path,
    plain: tuple[Run, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)
    monkeypatch.setattr(MarkedNetworks, step, broken)
    sound = marked(read_wav(LONG), [(0.0, 48.0, "a")])
    path = encode(sound, tmp_path / "long.wav", Encoding("wav", "pcm_s16le"))
    run = transcribe(path, *asked(STAND_IN, tmp_path)[1:], model=model_dir)
    assert run.last["segments"] == plain[0].last["segments"]
    (found,) = run.all("speakers")
    assert f"failed ({type(error).__name__})" in found["unavailable"]
    assert "secret" not in json.dumps(run.events)


def test_an_error_at_the_end(
    model_dir: Path, tmp_path: Path, plain: tuple[Run, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)
    monkeypatch.setattr(diarization, "attributed", broken)
    monkeypatch.setattr(MarkedNetworks, "activity", everybody)
    run = transcribe(*asked(STAND_IN, tmp_path), model=model_dir)
    check(run, plain[0], "failed (ZeroDivisionError)")
    assert (tmp_path / "long.vtt").read_bytes() == plain[1]


def everybody(_: MarkedNetworks, audio: Any) -> Any:
    import numpy as np

    activity = np.zeros((589, 3), np.bool_)
    activity[: round(len(audio) / 270), 0] = True
    return activity


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1)


def results(engine: Engine, patience: Patience) -> list[Any]:
    speakers = SpeakerOrder(SpeakerCount(), STAND_IN, patience)
    with open_source(str(LONG)) as source:
        audio = AudioFile(source, DecodeOptions(3600.0))
        transcription = Transcription(engine, audio, Order(speakers=speakers))
        return [*transcription, transcription.flags]


@dataclass(frozen=True)
class UntilTheSecondWindow(Patience):
    """Ends when the second window is being heard, however long that takes to come."""

    begun: threading.Event = field(default_factory=threading.Event)

    def of(self, audio_seconds: float) -> float:
        if audio_seconds >= 48.0:  # all windows are there
            self.begun.wait(LONGEST_RUN)
        return 0.0


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[Patience]:
    """With networks that hear the first window at once, and the second one only afterwards."""
    ends, over, heard = UntilTheSecondWindow(), threading.Event(), list[int]()

    def activity(networks: MarkedNetworks, audio: Any) -> Any:
        if heard:
            ends.begun.set()
            over.wait()
        heard.append(len(audio))
        return everybody(networks, audio)

    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)
    monkeypatch.setattr(MarkedNetworks, "activity", activity)
    yield ends
    over.set()


def test_what_is_heard_too_late_has_no_speaker(engine: Engine, patience: Patience) -> None:
    *items, flags = results(engine, patience)
    (found,) = (i for i in items if isinstance(i, FoundSpeakers))
    assert [s.id for s in found.speakers] == ["S1"]
    finals = [i.item for i in items if isinstance(i, Final) and isinstance(i.item, Segment)]
    assert {s.speaker for s in finals if s.end < 10.0} == {"S1"}
    late = [s for s in finals if s.start > 11.0]
    assert {s.speaker for s in late} == {None}
    assert all("uncertain_speaker" in s.flags for s in late)
    assert flags == ["speakers_uncertain"]


def test_with_no_time_at_all(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def loads_for_ever(_: MarkedNetworks, directory: Path) -> None:
        begun.wait()

    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)
    monkeypatch.setattr(MarkedNetworks, "__init__", loads_for_ever)
    *items, flags = results(engine, Patience(0.0, 0.0))
    begun.set()
    (found,) = (i for i in items if isinstance(i, FoundSpeakers))
    assert "took longer" in (found.unavailable or "")
    assert flags == ["speakers_unavailable"]
    assert not any(i.is_new for i in items if isinstance(i, Final))


def test_a_short_queue_loses_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stages before it wait."""
    from fast_transcribe.speakers import listening

    monkeypatch.setattr(listening, "_DEPTH", 1)
    monkeypatch.setattr(window_voices, "Networks", MarkedNetworks)
    monkeypatch.setattr(MarkedNetworks, "activity", everybody)
    *items, flags = results(engine, Patience(LONGEST_RUN, 0.0))
    (found,) = (i for i in items if isinstance(i, FoundSpeakers))
    assert found.unavailable is None
    assert flags == []


def test_audio_that_breaks_off_is_reported_as_ever(model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.write_bytes(b"")
    run = transcribe(path, *asked(STAND_IN, tmp_path)[1:], model=model_dir)
    assert run.last["code"] == "AudioEmpty"
