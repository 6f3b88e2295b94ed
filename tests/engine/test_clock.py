"""The container's clock: sound is placed by its time stamps, gaps are filled with silence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.audio.clock import Clock, Span
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.gap import CONTAINER_GAP, UNDECODABLE, Gap
from fast_transcribe.audio.resample import Resampler
from fast_transcribe.audio.source import open_source
from fast_transcribe.audio.track_sound import TrackSound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from timed import FRAME, RATE, Kind, Piece, heard, matroska, sound

# Milliseconds without sound, then packets of 20 ms with some
gaps = st.one_of(st.just(0), st.integers(101, 15_000))
stretches = st.lists(st.tuples(gaps, st.integers(1, 200)), min_size=1, max_size=12)
examples = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def placed(parts: list[tuple[int, int]], begins: int) -> list[Piece]:
    pieces, at = [], begins
    for gap, packets in parts:
        at += gap if pieces else 0
        pieces.append(Piece(at, sound(packets)))
        at += 20 * packets
    return pieces


@examples
@given(stretches, st.sampled_from([0, 40, 3_600_000]), st.booleans())
def test_sound_stands_where_the_clock_says(
    tmp_path: Path, parts: list[tuple[int, int]], begins: int, live: bool
) -> None:
    """Also if the clock does not begin at 0, as in a live recording."""
    pieces = placed(parts, begins)
    got = heard(matroska(tmp_path / "a.mkv", [pieces], Kind(live=live)))
    want = np.zeros(16 * (pieces[-1].at - begins) + len(pieces[-1].samples), np.int16)
    for piece in pieces:
        start = 16 * (piece.at - begins)
        want[start : start + len(piece.samples)] = piece.samples
    np.testing.assert_array_equal(got.samples[0], want / np.float32(32768))
    assert got.file.samples == len(want)
    assert got.file.gaps == list(silences(pieces, begins))
    assert not got.file.truncated


def silences(pieces: list[Piece], begins: int) -> Iterator[Gap]:
    end = 0
    for piece in pieces:
        start = 16 * (piece.at - begins)
        if start > end:
            yield Gap(end, start, CONTAINER_GAP)
        end = start + len(piece.samples)


@examples
@given(st.lists(st.integers(-90, 90), min_size=2, max_size=400))
def test_jitter_is_left_alone(tmp_path: Path, jitter: list[int]) -> None:
    """Time stamps up to 90 ms early or late do not change the number of samples."""
    pieces = [Piece(1000, sound(1))]
    pieces += [Piece(1020 + 20 * n + late, sound(1)) for n, late in enumerate(jitter)]
    got = heard(matroska(tmp_path / "a.mkv", [pieces]))
    assert got.file.samples == FRAME * len(pieces)
    assert got.file.gaps == []


def test_a_clock_that_drifts_is_followed(tmp_path: Path) -> None:
    """A packet of 20 ms every 20.5 ms for a minute: at most 0.1 s off."""
    pieces = [Piece(round(20.5 * n), sound(1)) for n in range(3000)]
    got = heard(matroska(tmp_path / "a.mkv", [pieces]))
    assert got.file.samples / RATE == pytest.approx(61.5, abs=0.1)
    assert all(gap.end - gap.start <= 0.13 * RATE for gap in got.file.gaps)


def test_sound_that_overlaps_is_kept(tmp_path: Path) -> None:
    """The second piece begins 0.5 s early, and the gap after it is 0.5 s shorter."""
    pieces = [Piece(0, sound(100)), Piece(1500, sound(50)), Piece(4000, sound(50))]
    got = heard(matroska(tmp_path / "a.mkv", [pieces]))
    assert got.file.gaps == [Gap(3 * RATE, 4 * RATE, CONTAINER_GAP)]
    assert np.count_nonzero(got.samples) == 200 * FRAME


def test_a_clock_that_begins_anew(tmp_path: Path) -> None:
    """Two concatenated recordings; a gap in the second is a gap in the result."""
    pieces = [Piece(60_000, sound(100)), Piece(0, sound(50)), Piece(3000, sound(50))]
    got = heard(matroska(tmp_path / "a.mkv", [pieces]))
    assert got.file.samples == 200 * FRAME + 2 * RATE
    assert got.file.gaps == [Gap(3 * RATE, 5 * RATE, CONTAINER_GAP)]


@pytest.mark.parametrize("to", [-30_000, 90_000, 40_000_000])
def test_one_damaged_time_stamp_moves_nothing(to: int, tmp_path: Path) -> None:
    pieces = [Piece(30_000, sound(100)), Piece(32_000 + to, sound(1)), Piece(32_020, sound(100))]
    got = heard(matroska(tmp_path / "a.mkv", [pieces], Kind(live=True)))
    assert got.file.samples == 201 * FRAME
    assert got.file.gaps == []


@pytest.mark.parametrize("to", [40_000_000, 2**40])
def test_hours_that_cannot_be_are_not_waited_for(to: int, tmp_path: Path) -> None:
    """Lasting damage: the sound continues without a gap and is not refused as too long."""
    pieces = [Piece(0, sound(100)), Piece(to, sound(100))]
    got = heard(matroska(tmp_path / "a.mkv", [pieces], Kind(live=True)))
    assert got.file.samples == 200 * FRAME


def test_nothing_is_believed_after_the_stated_end(tmp_path: Path) -> None:
    pieces = [Piece(0, sound(100)), Piece(600_000, sound(100))]
    assert heard(matroska(tmp_path / "a.mkv", [pieces])).file.samples == 602 * RATE
    short = matroska(tmp_path / "b.mkv", [pieces], Kind(stated=4000))
    assert heard(short).file.samples == 200 * FRAME


def test_a_long_gap_comes_in_blocks(tmp_path: Path) -> None:
    """An hour of silence, nearly all that is allowed, takes no more memory than 10 s of it."""
    hour = 3_580_000
    pieces = [Piece(0, sound(100)), Piece(hour, sound(100))]
    path = matroska(tmp_path / "a.mkv", [pieces], Kind(live=True))
    with open_source(str(path)) as source:
        file = AudioFile(source, DecodeOptions(3600))
        longest = 0
        for rows in file.rows():
            longest = max(longest, len(rows[0]))
            assert file.gaps or file.samples < 2 * RATE
    assert file.samples == 16 * hour + 100 * FRAME
    assert longest <= 4 * 12 * RATE


@pytest.mark.parametrize("extension", ["mp3", "aac", "wav", "flac", "m4a", "ogg", "webm"])
def test_what_has_no_gap_gets_none(extension: str, tmp_path: Path) -> None:
    codecs = {"mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac", "ogg": "libopus"}
    codec = codecs.get(extension, "libopus" if extension == "webm" else "aac")
    rate = 48000 if codec == "libopus" else 16000
    samples = np.tile(read_wav(AUDIO / "news.wav"), 3)
    path = encode(samples, tmp_path / f"a.{extension}", Encoding(extension, codec, rate))
    got = decoded(path)
    assert got.file.gaps == []
    assert got.file.samples == pytest.approx(len(samples), abs=0.15 * RATE)


def test_a_tag_between_joined_files_is_no_sound(tmp_path: Path) -> None:
    """100 kB of cover picture inside an MP3, for which FFmpeg's clock counts half a second."""
    samples = read_wav(AUDIO / "demo.wav")
    whole = encode(samples, tmp_path / "a.mp3", Encoding("mp3", "libmp3lame")).read_bytes()
    joined = tmp_path / "b.mp3"
    joined.write_bytes(whole + np.random.default_rng(1).bytes(100_000) + whole)
    got = decoded(joined)
    assert got.file.gaps == []
    assert got.file.samples == pytest.approx(2 * len(samples), abs=0.3 * RATE)


@pytest.mark.parametrize(
    "encoding",
    [
        Encoding("m4a", "aac", muxer=(("movflags", "faststart"),)),
        Encoding("flac", "flac"),
        Encoding("webm", "libopus", rate=48000),
    ],
    ids=lambda e: e.extension,
)
def test_what_is_damaged_has_its_place(encoding: Encoding, tmp_path: Path) -> None:
    """Sound after damage keeps its time, and the gap has the reason."""
    samples = read_wav(AUDIO / "news.wav")
    path = encode(samples, tmp_path / f"a.{encoding.extension}", encoding)
    whole = decoded(path).samples[0]
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(content)
    got = decoded(path)
    assert got.file.samples == pytest.approx(len(whole), abs=0.1 * RATE)
    assert {gap.reason for gap in got.file.gaps} == {UNDECODABLE}
    np.testing.assert_allclose(got.samples[0, -RATE:], whole[-RATE:], atol=0.02)


def test_damage_to_the_end_has_its_place(tmp_path: Path) -> None:
    """Without a following frame, the damaged packets' time stamps give the gap's length."""
    faststart = Encoding("m4a", "aac", muxer=(("movflags", "faststart"),))
    path = encode(read_wav(AUDIO / "news.wav"), tmp_path / "a.m4a", faststart)
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half:] = bytes(len(content) - half)
    path.write_bytes(content)
    got = decoded(path)
    assert got.file.samples / RATE == pytest.approx(14.3, abs=0.1)
    assert [gap.reason for gap in got.file.gaps] == [UNDECODABLE]
    assert got.file.gaps[0].end == got.file.samples


@examples
@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 5000)), min_size=1), st.booleans())
def test_whatever_the_rate_of_the_sound(parts: list[tuple[float, int]], stereo: bool) -> None:
    """Gaps are exact in 16 kHz samples, however often the format changes."""
    import av

    resampler, listed = Resampler(mix=True), list[Gap]()
    clock = Clock(1e-6, Span(0.0, None, 1e9), 0.0)
    track = TrackSound(resampler, clock, listed)
    at, came = 0.0, 0
    for n, (gap, samples) in enumerate(parts):
        rate = (8000, 44100, 48000)[n % 3]
        at = max(at + gap if gap > 0.11 else at, 0.0)
        frame = av.AudioFrame(format="fltp", layout="stereo" if stereo else "mono", samples=samples)
        frame.sample_rate, frame.pts = rate, round(at * 1e6)
        came += sum(len(piece[0]) // 4 for piece in track.push(frame, False))
        at += samples / rate
    came += sum(len(piece[0]) // 4 for piece in [*track.end(None), *track.flush()])
    assert came == pytest.approx(at * RATE, abs=0.1 * RATE + 1)
    assert all(a.end <= b.start for a, b in pairwise(listed))
    assert all(gap.end <= came for gap in listed)
