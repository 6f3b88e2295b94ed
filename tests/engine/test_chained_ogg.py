"""Ogg files of several links: web radio, players that append, `cat a.ogg b.ogg`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from decoding import decoded, decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Reference
from fast_transcribe.audio.ogg import OggChain
from fast_transcribe.audio.rate import RATE
from fast_transcribe.errors import AudioUnsupported
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from numpy.typing import NDArray
from piping import PIPE_HOLDS, fed, pipe_of

NAMES = ["unseen0_single.wav", "unseen1_single.wav", "demo.wav"]
OPUS = Encoding("ogg", "libopus", 48000)
STEREO_OPUS = Encoding("ogg", "libopus", 48000, "stereo")
VORBIS = Encoding("ogg", "vorbis", 44100, "stereo")
LOW_VORBIS = Encoding("ogg", "vorbis", 22050, "stereo")
CHAINS = [
    [OPUS, STEREO_OPUS],
    [OPUS, OPUS],
    [VORBIS, LOW_VORBIS],
    [VORBIS, OPUS, LOW_VORBIS],
    [LOW_VORBIS, STEREO_OPUS, VORBIS],
    [OPUS, OPUS, STEREO_OPUS],
]


def links(chain: list[Encoding], folder: Path) -> list[bytes]:
    return [
        encode(read_wav(AUDIO / name), folder / "link.ogg", encoding).read_bytes()
        for name, encoding in zip(NAMES, chain)
    ]


def chain_name(chain: list[Encoding]) -> str:
    return " ".join(f"{e.codec}-{e.rate}-{e.layout}" for e in chain)


@pytest.mark.parametrize("chain", CHAINS, ids=chain_name)
def test_every_link_is_heard(
    chain: list[Encoding], model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(b"".join(links(chain, tmp_path)))
    run = transcribe(path, model=model_dir)
    said = [references[name] for name in NAMES[: len(chain)]]
    assert run.text.split() == " ".join(r.text for r in said).split()
    assert "truncated" not in run.last
    assert run.last["durationSeconds"] == pytest.approx(sum(r.seconds for r in said), abs=0.1)


@pytest.mark.parametrize("chain", CHAINS, ids=chain_name)
def test_a_chain_is_its_links(chain: list[Encoding], tmp_path: Path) -> None:
    """As a file and as a pipe."""
    contents = links(chain, tmp_path)
    path = tmp_path / "a.ogg"
    want = list[NDArray[np.float32]]()
    for content in contents:
        path.write_bytes(content)
        want.append(decoded(path).samples)
    path.write_bytes(b"".join(contents))
    got = decoded(path)
    np.testing.assert_array_equal(got.samples, np.concatenate(want, axis=1))
    assert got.file.gaps == []
    with fed(path.read_bytes()) as (source, _):
        piped = decoded_from(source)
    np.testing.assert_array_equal(piped.samples, got.samples)
    assert not piped.file.truncated


def test_a_chain_that_breaks_off(tmp_path: Path) -> None:
    first, second = links([OPUS, STEREO_OPUS], tmp_path)
    path = tmp_path / "a.ogg"
    path.write_bytes(first + second[: len(second) // 2])
    got = decoded(path)
    assert got.file.truncated
    assert got.file.seconds is not None
    assert 3.5 < got.file.seconds < 6.5


def test_a_link_that_is_damaged_costs_itself(tmp_path: Path) -> None:
    """The file is reported as truncated."""
    first, second, third = links([OPUS, STEREO_OPUS, VORBIS], tmp_path)
    path = tmp_path / "a.ogg"
    path.write_bytes(first + second[:28] + bytes(len(second) - 28) + third)
    got = decoded(path)
    assert got.file.seconds == pytest.approx(2.48 + 4.92, abs=0.1)
    assert got.file.truncated


def test_a_gap_in_the_second_link(tmp_path: Path) -> None:
    """Each link has its own clock."""
    (first,) = links([STEREO_OPUS], tmp_path)
    gap = (Path(__file__).parent / "cases" / "02-gap.ogg").read_bytes()
    path = tmp_path / "a.ogg"
    path.write_bytes(first + gap)
    got = decoded(path)
    assert [(g.end - g.start) / RATE for g in got.file.gaps] == pytest.approx([5.0], abs=0.01)
    assert got.file.gaps[0].start / RATE == pytest.approx(2.48 + 8.01, abs=0.02)


def test_a_call_that_loses_a_side_in_the_second_link(tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(b"".join(links([STEREO_OPUS, OPUS], tmp_path)))
    with pytest.raises(AudioUnsupported, match="has 1 channel"):
        decoded(path, split=True)


@given(st.integers(1, 3), st.lists(st.integers(1, 70_000), min_size=1, max_size=20), st.data())
def test_links_are_cut_where_they_begin(count: int, reads: list[int], data: st.DataObject) -> None:
    """For any read size, and whether or not a link is read to its end."""
    contents = [page(begins=True) + b"".join(page(False, data) for _ in range(9))] * count
    left_out = [data.draw(st.booleans()) for _ in contents]
    with pipe_of(b"".join(contents)[:PIPE_HOLDS]) as source:
        chain = OggChain(source)
        for content, leave in zip(contents, left_out):
            link = chain.next_link()
            assert link is not None
            got = link.read(reads[0])
            while not leave and (more := link.read(reads[len(got) % len(reads)])):
                got += more
            assert got == content[: len(got)]
            assert leave or got == content
        assert chain.next_link() is None


def page(begins: bool, data: st.DataObject | None = None) -> bytes:
    length = data.draw(st.integers(0, 1500)) if data else 19
    table = bytes([255] * (length // 255) + [length % 255])
    flags = bytes([2 if begins else 0])
    return b"OggS\0" + flags + bytes(20) + bytes([len(table)]) + table + bytes(length)
