"""The length in a WAV header, and the placeholders that writers to a pipe leave there."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from decoding import Decoded, decoded, decoded_from
from encode import read_wav
from engine_command import AUDIO, Reference
from fast_transcribe.audio.riff import Patch
from fast_transcribe.errors import AudioTooLong, AudioUnsupported
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from piping import fed

NAME = "demo.wav"
SAMPLES = read_wav(AUDIO / NAME).tobytes()
FORMAT = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16)
# sox, arecord, others; then less a header, to whole blocks
UNSAID = [0, 0x7FFFF000, 0x80000000, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFDB, 0xFFFFFFDB, 0xFFFFF000]
UNSAID_LARGE = [*UNSAID, 2**63 - 1, 2**64 - 1, 2**63, 2**64 - 44]


def wav(length: int) -> bytes:
    whole = b"WAVE" + FORMAT + b"data" + struct.pack("<I", length) + SAMPLES
    return b"RIFF" + struct.pack("<I", min(length + 36, 0xFFFFFFFF)) + whole


def rf64(length: int, kind: bytes = b"RF64") -> bytes:
    """EBU Tech 3306: the lengths are in their own chunk."""
    sizes = struct.pack("<QQQI", min(length + 72, 2**64 - 1), length, length // 2, 0)
    large = b"ds64" + struct.pack("<I", len(sizes)) + sizes
    data = b"data\xff\xff\xff\xff" + SAMPLES
    return kind + b"\xff\xff\xff\xff" + b"WAVE" + large + FORMAT + data


def check(got: Decoded) -> None:
    np.testing.assert_array_equal(got.samples[0] * 32768, np.frombuffer(SAMPLES, np.int16))
    assert not got.file.truncated


FILES = [*((f"{n:#x}", wav(n)) for n in UNSAID), *((f"RF64 {n:#x}", rf64(n)) for n in UNSAID_LARGE)]
ids = [name for name, _ in FILES]


@pytest.mark.parametrize("content", [content for _, content in FILES], ids=ids)
def test_all_of_a_file_is_heard(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    check(decoded(path))


@pytest.mark.parametrize("content", [content for _, content in FILES], ids=ids)
def test_all_of_a_pipe_is_heard(content: bytes) -> None:
    with fed(content) as (source, _):
        got = decoded_from(source)
        check(got)
        assert got.file.declared is None


@pytest.mark.parametrize("kind", [b"RF64", b"BW64"])
def test_a_large_file_that_says_its_length(kind: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(rf64(len(SAMPLES), kind))
    check(decoded(path))
    path.write_bytes(rf64(len(SAMPLES), kind)[:-60_000])
    assert decoded(path).file.truncated


@pytest.mark.parametrize("length", [0x7FFFF000, 0x80000000, 3_000_000_000])
def test_a_pipe_is_not_refused_by_what_it_says(
    length: int, model_dir: Path, references: dict[str, Reference]
) -> None:
    run = transcribe("-", model=model_dir, request=wav(length))
    assert (run.status, run.text) == (0, references[NAME].text)


def test_a_pipe_that_is_too_long_is_refused_when_it_is(model_dir: Path) -> None:
    with fed(wav(len(SAMPLES))) as (source, _), pytest.raises(AudioTooLong):
        from fast_transcribe.audio.decode import AudioFile, DecodeOptions

        list(AudioFile(source, DecodeOptions(4.0)).blocks())


def test_a_length_beyond_the_file_is_an_estimate(tmp_path: Path) -> None:
    """26 hours by the header: the audio present is transcribed and flagged as truncated."""
    path = tmp_path / "a.wav"
    path.write_bytes(wav(3_000_000_000))
    got = decoded(path)
    assert got.file.truncated
    assert got.file.declared == pytest.approx(4.92, abs=0.01)


@pytest.mark.parametrize("end", ["file", "pipe"])
def test_a_big_endian_wav_is_refused(end: str, model_dir: Path, tmp_path: Path) -> None:
    """FFmpeg reads its samples in the wrong byte order, as noise."""
    turned = np.frombuffer(SAMPLES, np.int16).byteswap().tobytes()
    described = b"fmt " + struct.pack(">IHHIIHH", 16, 1, 1, 16000, 32000, 2, 16)
    whole = b"WAVE" + described + b"data" + struct.pack(">I", len(turned)) + turned
    content = b"RIFX" + struct.pack(">I", len(whole)) + whole
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    request = content if end == "pipe" else b""
    run = transcribe("-" if end == "pipe" else path, model=model_dir, request=request)
    assert (run.status, run.last["code"]) == (12, AudioUnsupported.code)
    assert "big-endian" in run.last["message"]


@given(st.binary(max_size=60), st.integers(0, 70), st.binary(max_size=12), st.integers(1, 9))
def test_a_patch_is_the_same_in_all_pieces(content: bytes, at: int, new: bytes, step: int) -> None:
    patch = Patch(at, new)
    pieces = [patch.applied(content[i : i + step], i) for i in range(0, len(content), step)]
    whole = content[:at] + new + content[at + len(new) :] if at < len(content) else content
    assert b"".join(pieces) == whole[: len(content)]
