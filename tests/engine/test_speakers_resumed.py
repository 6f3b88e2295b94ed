"""An interrupted run with speakers goes on, and ends with what one run gives."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, REPOSITORY
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.speakers import window_voices
from fast_transcribe.speakers.diarization import Final, FoundSpeakers, SpeakerOrder
from fast_transcribe.speakers.options import SpeakerCount, side_file
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_this_process import transcribe
from marked_voices import STAND_IN, MarkedNetworks, Span, marked
from remembering_model import remembering

LONG = AUDIO / "long.wav"  # 48 s: five windows for speakers, four for the model
TURNS: list[Span] = [(0.0, 14.8, "a"), (14.9, 30.0, "b"), (30.0, 48.0, "a")]


class CountingNetworks(MarkedNetworks):
    """Count the windows that were listened to."""

    listened = 0

    def activity(self, audio: Any) -> Any:
        CountingNetworks.listened += 1
        return super().activity(audio)


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return remembering(load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1))


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audio") / "long.wav"
    return encode(marked(read_wav(LONG), TURNS), path, Encoding("wav", "pcm_s16le"))


def at_the_end(
    engine: Engine, audio: Path, checkpoint: Path | None, count: SpeakerCount
) -> list[FoundSpeakers | Final]:
    speakers = SpeakerOrder(count, STAND_IN)
    with pytest.MonkeyPatch.context() as patch, open_source(str(audio)) as source:
        patch.setattr(window_voices, "Networks", CountingNetworks)
        file = AudioFile(source, DecodeOptions(3600.0))
        order = Order("sv", checkpoint, speakers=speakers)
        items = list(Transcription(engine, file, order))
    return [i for i in items if isinstance(i, (FoundSpeakers, Final))]


ANY = SpeakerCount()


@pytest.fixture(scope="module")
def one_run(
    engine: Engine, audio: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[FoundSpeakers | Final], bytes, bytes]:
    """The result of one run, its checkpoint and its side file."""
    path = tmp_path_factory.mktemp("checkpoint") / "one run"
    whole = at_the_end(engine, audio, path, ANY)
    return whole, path.read_bytes(), side_file(path).read_bytes()


def test_two_were_heard_with_and_without_a_checkpoint(
    engine: Engine, audio: Path, one_run: tuple[list[Any], bytes, bytes]
) -> None:
    assert [s.id for s in one_run[0][0].speakers] == ["S1", "S2"]
    assert at_the_end(engine, audio, None, ANY) == one_run[0]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_off_anywhere_the_speakers_are_the_same(
    engine: Engine,
    audio: Path,
    one_run: tuple[list[Any], bytes, bytes],
    tmp_path: Path,
    data: st.DataObject,
) -> None:
    whole, checkpoint, voices = one_run
    path = tmp_path / "checkpoint"
    path.write_bytes(checkpoint[: data.draw(st.integers(0, len(checkpoint)))])
    cut = data.draw(st.integers(0, len(voices)))
    side_file(path).write_bytes(voices[:cut])
    CountingNetworks.listened = 0
    assert at_the_end(engine, audio, path, ANY) == whole
    assert CountingNetworks.listened == 5 - max(0, voices[:cut].count(b"\n") - 1)
    assert side_file(path).read_bytes() == voices


def test_another_number_of_speakers_listens_to_nothing_again(
    engine: Engine, audio: Path, one_run: tuple[list[Any], bytes, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(one_run[1])
    side_file(path).write_bytes(one_run[2])
    CountingNetworks.listened = 0
    found = at_the_end(engine, audio, path, SpeakerCount(1, 1))[0]
    assert isinstance(found, FoundSpeakers)
    assert [s.id for s in found.speakers] == ["S1"]
    assert CountingNetworks.listened == 0


def test_the_side_file_of_other_audio_does_no_harm(
    engine: Engine, audio: Path, one_run: tuple[list[Any], bytes, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    other = encode(
        marked(read_wav(AUDIO / "news.wav"), [(0.0, 15.0, "a")]),
        tmp_path / "other.wav",
        Encoding("wav", "pcm_s16le"),
    )
    at_the_end(engine, other, path, ANY)
    path.unlink()
    assert at_the_end(engine, audio, path, ANY) == one_run[0]


def test_killed_again_and_again(audio: Path, model_dir: Path, tmp_path: Path) -> None:
    """By SIGKILL, after a random number of events; the networks are those of tests."""
    options = ["--speakers", "2", "--speaker-models", STAND_IN, "--words", "--batch-size", "1"]
    whole = transcribe(audio, *options, model=model_dir)
    assert [s["id"] for s in whole.all("speakers")[0]["speakers"]] == ["S1", "S2"]
    command = [sys.executable, "-m", "fast_transcribe", audio, "--model", model_dir, *options]
    command += ["--resume", tmp_path / "checkpoint"]
    draw = random.Random(20)
    for _ in range(5):
        kill_after(draw.randint(1, 25), [str(part) for part in command])
    last = transcribe(audio, *options, "--resume", tmp_path / "checkpoint", model=model_dir)
    assert last.status == 0
    for event in ("speakers", "final-segment", "final-cue"):
        assert json.dumps(last.all(event)) == json.dumps(whole.all(event))


def kill_after(events: int, command: Sequence[str]) -> None:
    """Kills the command after so many events, if it has not ended before."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "userdata" / "engine")}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=nowhere) as process:
        assert process.stdout is not None
        for _ in range(events):
            process.stdout.readline()
        process.kill()
