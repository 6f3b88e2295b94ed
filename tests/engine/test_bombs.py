"""Files that would take a machine's memory or time: unreadable, soon. Large files that may: read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import bombs
import numpy as np
import pytest
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, transcribe
from fast_transcribe.audio import decoder_ending
from fast_transcribe.audio.decoder_process import Decoder
from fast_transcribe.audio.limits import Limits, limits_for, size_of
from fast_transcribe.audio.options import DecodeOptions
from fast_transcribe.errors import AudioUnreadable

DAY = DecodeOptions(24 * 3600.0)
MIB = 1 << 20
GB = 10**9
ONE_SECOND = Limits(memory=1 << 30, seconds=1.0, pace=0.5)


def decoded(path: Path, limits: Limits | None = None) -> float:
    """Seconds of sound. limits: None for those of the file's size."""
    with Decoder(standard_input=False) as decoder:
        file = decoder.open(str(path), DAY, limits)
        for _ in file.blocks():
            pass
    assert file.seconds is not None
    return file.seconds


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(AudioUnreadable) as raised:
        decoded(path, limits)
    assert len(str(raised.value).split(";")) == 3  # what happened, what it means, what to do
    return str(raised.value)


@pytest.mark.parametrize("extension", bombs.TAGGED)
def test_tags_that_take_minutes(extension: str, tmp_path: Path) -> None:
    path = bombs.TAGGED[extension](tmp_path / f"a.{extension}", 60_000)
    said = refusal(path, ONE_SECOND)
    assert "more than 1 s of processor time before its first sound" in said


def test_tags_that_take_minutes_behind_some_sound(tmp_path: Path) -> None:
    """A link of a chained Ogg file may have as many tags as it likes."""
    first = encode(
        read_wav(bombs.DEMO), tmp_path / "first.ogg", Encoding("ogg", "libopus", rate=48000)
    )
    path = bombs.opus(tmp_path / "a.ogg", 60_000)
    path.write_bytes(first.read_bytes() + path.read_bytes())
    assert "After 3 s of sound the file takes too much processor time" in refusal(path, ONE_SECOND)


def test_the_limit_of_time_grows_with_the_sound(tmp_path: Path) -> None:
    """Takes more than a second of processor time in all, but never a second without sound."""
    path = bombs.flac_of_silence(tmp_path / "a.flac", 100, rate=655_350, channels=8)
    assert decoded(path, ONE_SECOND) == pytest.approx(100, abs=0.2)


@pytest.mark.parametrize("extension", ["flac", "m4a"])
def test_a_cover_that_the_memory_does_not_hold(extension: str, tmp_path: Path) -> None:
    make = {"flac": bombs.flac, "m4a": bombs.m4a}[extension]
    path = make(tmp_path / f"a.{extension}", cover=15 * MIB)
    small = Limits(memory=8 * MIB, seconds=20.0, pace=0.5)
    assert "more than 8 MiB of memory" in refusal(path, small)


def test_an_index_of_gigabytes_in_a_small_file(model_dir: Path, tmp_path: Path) -> None:
    """By the real command and the real limits."""
    path = bombs.m4a_of_many_packets(tmp_path / "a.m4a", 170_000_000)
    assert path.stat().st_size < 5000
    run = transcribe(path, model=model_dir)
    assert (run.status, run.last["code"]) == (10, "AudioUnreadable")
    assert "170000000 packets of sound, more than the file has bytes" in run.last["message"]


def test_its_memory_is_never_taken(tmp_path: Path) -> None:
    """Half a gigabyte fits and is taken; with a quarter of it the decoder still tells its end."""
    path = bombs.m4a_of_many_packets(tmp_path / "a.m4a", 15_000_000)
    said = refusal(path, Limits(memory=256 * MIB, seconds=20.0, pace=0.5))
    assert "15000000 packets" in said


def test_thousands_of_streams(tmp_path: Path) -> None:
    assert "more than 1000 streams" in refusal(bombs.ogg_of_streams(tmp_path / "a.ogg", 1001))


def test_an_audiobook_has_a_large_cover_many_chapters_and_tags(tmp_path: Path) -> None:
    seconds = decoded(bombs.mp3(tmp_path / "plain.mp3"))
    path = bombs.mp3(tmp_path / "a.mp3", tags=5000, cover=20 * MIB, chapters=2000)
    assert decoded(path) == seconds


@pytest.mark.parametrize("extension", ["flac", "m4a"])
def test_so_has_an_album(extension: str, tmp_path: Path) -> None:
    make = {"flac": bombs.flac, "m4a": bombs.m4a}[extension]
    path = make(tmp_path / f"a.{extension}", tags=5000, cover=15 * MIB)
    assert decoded(path) == decoded(make(tmp_path / f"plain.{extension}"))


def test_eleven_hours_are_not_too_much(tmp_path: Path) -> None:
    """As Opus in WebM, which states its length in milliseconds (RFC 9559, section 5.1.2)."""
    path = encode(
        read_wav(bombs.DEMO), tmp_path / "a.webm", Encoding("webm", "libopus", rate=48000)
    )
    content = path.read_bytes()
    at = content.index(b"\x44\x89\x88") + 3
    stated = np.array([11 * 3600e3], ">f8").tobytes()
    path.write_bytes(content[:at] + stated + content[at + 8 :])
    with Decoder(standard_input=False) as decoder:
        file = decoder.open(str(path), DAY)
        assert file.declared == pytest.approx(11 * 3600)
        assert next(file.blocks()).shape[1] > 0


def test_hundreds_of_named_tracks_are_listed(tmp_path: Path) -> None:
    """The list is longer than a pipe holds by default."""
    import av

    path, tracks = tmp_path / "a.mka", 400
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=16000) for _ in range(tracks)]
        for stream in streams:
            stream.layout = "mono"
            stream.metadata["title"] = "ö" * 200
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1600), np.int16), "s16", "mono")
        frame.sample_rate = 16000
        container.mux(streams[0].encode(frame))
    with Decoder(standard_input=False) as decoder:
        file = decoder.open(str(path), DAY)
        assert len(file.tracks) == tracks
        assert sum(block.shape[1] for block in file.blocks()) == 1600


def test_a_kill_for_memory_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux counts its kills; one in that time and a SIGKILL are taken for the same."""
    counters = tmp_path / "vmstat"
    counters.write_text("nr_free_pages 100\noom_kill 7\n")
    monkeypatch.setattr(decoder_ending, "_VMSTAT", counters)
    with Decoder(standard_input=False) as decoder:
        counters.write_text("nr_free_pages 0\noom_kill 8\n")
        os.kill(decoder._process.pid, signal.SIGKILL)
        with pytest.raises(AudioUnreadable, match="memory was full"):
            decoder.open(str(AUDIO / "demo.wav"), DAY)


def test_limits_of_the_system_are_kept_if_they_are_lower(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from fast_transcribe.audio.decoder_process import Decoder\n"
        "from fast_transcribe.audio.options import DecodeOptions\n"
        "with Decoder(standard_input=False) as d:\n"
        "    print(sum(b.shape[1] for b in d.open(sys.argv[1], DecodeOptions(3600)).blocks()))\n"
    )
    command = f'ulimit -t 15; ulimit -v 1000000; exec "{sys.executable}" -c "$0" "$1"'
    run = subprocess.run(
        ["bash", "-c", command, program, AUDIO / "demo.wav"], capture_output=True, check=True
    )
    assert int(run.stdout) == len(read_wav(AUDIO / "demo.wav"))


def test_a_large_file_may_take_more() -> None:
    song, film = limits_for(5_000_000), limits_for(4 * GB)
    assert song.memory == pytest.approx(1 << 30, rel=0.01)
    assert (song.seconds, film.seconds) == (pytest.approx(20.1), pytest.approx(100))
    assert film.memory > 2 * song.memory
    assert limits_for(100 * GB).memory == 4 << 30
    assert limits_for(None) == limits_for(20 * GB)


def test_the_size_of_what_has_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "missing", tmp_path, "\0"):
        assert size_of(str(path)) is None
    assert size_of(str(AUDIO / "demo.wav")) == (AUDIO / "demo.wav").stat().st_size


def test_time_that_was_not_used_is_not_saved_up() -> None:
    """After eleven hours that took a minute there are 20 s for what comes, not five hours."""
    limits = limits_for(0)
    assert limits.processor_time(sound=0.0, used=0.1) == 20.0
    assert limits.processor_time(sound=11 * 3600.0, used=60.0) == 80.0
    assert limits.processor_time(sound=100.0, used=90.0) == 70.0
