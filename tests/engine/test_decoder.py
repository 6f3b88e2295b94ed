"""The decoder's process: the same samples as in this process, and every way in which it ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, LONGEST_RUN, transcribe
from fast_transcribe.audio import decoder_ending
from fast_transcribe.audio.decoder_process import Decoder
from fast_transcribe.audio.options import DecodeOptions
from fast_transcribe.errors import AudioEmpty, AudioTooLong, AudioUnreadable, EngineError

STEREO_MP3 = Encoding("mp3", "libmp3lame", layout="stereo")


@pytest.mark.parametrize("split", [False, True])
def test_it_is_the_sound_that_this_process_would_decode(split: bool, tmp_path: Path) -> None:
    both = np.stack([read_wav(AUDIO / "news.wav")] * 2)
    path = encode(np.tile(both, 3), tmp_path / "call.mp3", STEREO_MP3)
    here = decoded(path, split)
    with Decoder(standard_input=False) as decoder:
        file = decoder.open(str(path), DecodeOptions(3600, split))
        assert file.declared == here.file.declared
        there = np.concatenate(list(file.blocks()), axis=1)
    np.testing.assert_array_equal(there, here.samples)
    told = (file.channels, file.samples, file.seconds, file.truncated, file.ended)
    assert told == (2 if split else 1, here.file.samples, here.file.seconds, False, True)


def test_its_gaps_are_ours() -> None:
    path = Path(__file__).parent / "cases" / "02-gap.mka"
    with Decoder(standard_input=False) as decoder:
        file = decoder.open(str(path), DecodeOptions(3600))
        assert sum(block.shape[1] for block in file.blocks()) == file.samples
    assert file.gaps == decoded(path).file.gaps != []


@pytest.mark.parametrize(
    ("content", "limit", "error"),
    [
        (b"", 3600.0, AudioEmpty),
        (b"no sound at all\n" * 500, 3600.0, AudioUnreadable),
        ((AUDIO / "news.wav").read_bytes(), 1.0, AudioTooLong),
    ],
)
def test_its_errors_are_ours(
    content: bytes, limit: float, error: type[EngineError], tmp_path: Path
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with Decoder(standard_input=False) as decoder, pytest.raises(error):
        decoder.open(str(path), DecodeOptions(limit))


@pytest.mark.parametrize(
    ("by", "error", "words"),
    [
        (signal.SIGSEGV, AudioUnreadable, "crashed on this file (SIGSEGV)"),
        (signal.SIGKILL, EngineError, "ended with status -9"),
    ],
)
def test_a_decoder_that_dies_is_told_by_name(
    by: signal.Signals,
    error: type[EngineError],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The system may kill some other process for its memory meanwhile
    monkeypatch.setattr(decoder_ending, "_VMSTAT", tmp_path / "no counters")
    with waiting_decoder() as (decoder, pid):
        os.kill(pid, by)
        with pytest.raises(EngineError) as raised:
            decoder.open("-", DecodeOptions(3600))
    assert type(raised.value) is error
    assert words in str(raised.value)


def test_a_decoder_that_waits_for_a_pipe_ends_with_its_owner() -> None:
    with waiting_decoder() as (_, pid):
        assert is_alive(pid)
    assert not is_alive(pid)


def test_it_ends_when_its_owner_is_killed() -> None:
    """Although it waits for audio from a pipe that stays open."""
    owner = (
        "from fast_transcribe.audio.decoder_process import Decoder\n"
        "from fast_transcribe.audio.options import DecodeOptions\n"
        "d = Decoder(standard_input=True)\n"
        "print(d._process.pid, flush=True)\n"
        "d.open('-', DecodeOptions(3600))\n"
    )
    command = [sys.executable, "-c", owner]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        decoder = int(process.stdout.readline())
        watched = os.pidfd_open(decoder)
        process.kill()
        # not our child: its end can only be seen
        assert select.select([watched], [], [], LONGEST_RUN)[0]
        os.close(watched)


def test_a_crash_is_the_events_last_word(model_dir: Path, tmp_path: Path) -> None:
    """A decoder that cannot start gives one error, the last event."""
    (tmp_path / "av.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    run = transcribe(AUDIO / "demo.wav", model=model_dir, packages=[tmp_path])
    assert (run.status, run.last["event"], run.last["code"]) == (10, "error", "AudioUnreadable")


@contextmanager
def waiting_decoder() -> Iterator[tuple[Decoder, int]]:
    with Decoder(standard_input=False) as decoder:
        yield decoder, decoder._process.pid


def is_alive(pid: int) -> bool:
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False
