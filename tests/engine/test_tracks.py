"""Files with several audio tracks: which exist, which are decoded, and how to choose others."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from engine_command import Reference
from fast_transcribe.audio.decode import AudioFile
from fast_transcribe.audio.decoder_process import Decoder
from fast_transcribe.audio.gap import CONTAINER_GAP, Gap
from fast_transcribe.audio.options import DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.errors import AudioUnsupported, UsageError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_this_process import transcribe
from numpy.typing import NDArray
from timed import FRAME, RATE, Kind, Piece, heard, matroska, sound

CASE = Path(__file__).parent / "cases" / "04-two-tracks.mp4"  # the first one is silent
SAID = "god morgon och välkommen till radio stockholm klockan är nio"


def test_what_was_not_heard_is_told(model_dir: Path) -> None:
    run = transcribe(CASE, model=model_dir)
    assert run.text == ""
    assert run.last["tracks"] == [
        {"index": 0, "codec": "aac", "channels": 2, "heard": True},
        {"index": 1, "codec": "aac", "channels": 1, "heard": False},
    ]


@pytest.mark.parametrize(("track", "told"), [("1", [False, True]), ("mix", [True, True])])
def test_the_track_that_is_asked_for(track: str, told: list[bool], model_dir: Path) -> None:
    run = transcribe(CASE, "--track", track, model=model_dir)
    assert run.text == SAID
    assert [t["heard"] for t in run.last["tracks"]] == told


def test_a_track_in_a_request(model_dir: Path) -> None:
    request = json.dumps({"audio": str(CASE), "track": 1}) + "\n"
    assert transcribe("--await-request", model=model_dir, request=request).text == SAID


@pytest.mark.parametrize("track", [-1, 1.0, True, "1", "all", None])
def test_a_track_that_is_no_track(track: object, model_dir: Path) -> None:
    request = json.dumps({"audio": str(CASE), "track": track}) + "\n"
    run = transcribe("--await-request", model=model_dir, request=request)
    assert (run.status, run.last["event"]) == (2, "error")
    assert "'track' is not understood; nothing was transcribed" in run.last["message"]


@pytest.mark.parametrize("track", ["-1", "1.5", "", "all"])
def test_an_option_that_is_no_track(track: str, model_dir: Path) -> None:
    command = ["--track", track] if not track.startswith("-") else [f"--track={track}"]
    with pytest.raises(json.JSONDecodeError):  # argparse writes its usage, no JSON line
        transcribe(CASE, *command, model=model_dir)


def test_a_track_that_the_file_does_not_have(model_dir: Path) -> None:
    run = transcribe(CASE, "--track", "2", model=model_dir)
    assert (run.status, run.last["event"]) == (2, "error")
    assert "2 audio tracks, 0 to 1, and no track 2; nothing was transcribed" in run.last["message"]


def test_one_track_is_nothing_to_tell_of(tmp_path: Path) -> None:
    path = matroska(tmp_path / "a.mkv", [[Piece(0, sound(50))]])
    assert heard(path, track=0).file.tracks == ()
    assert heard(path, track="mix").file.samples == 50 * FRAME
    with pytest.raises(UsageError, match="one audio track, 0, and no track 1"):
        heard(path, track=1)


def test_a_title_is_told(tmp_path: Path) -> None:
    two = [[Piece(0, sound(50))]] * 2
    path = matroska(tmp_path / "a.mkv", two, Kind(names=["Skrivbord", "Mikrofon"]))
    tracks = heard(path).file.tracks
    assert [(t.title, t.codec, t.heard) for t in tracks] == [
        ("Skrivbord", "pcm_s16le", True),
        ("Mikrofon", "pcm_s16le", False),
    ]


def test_tracks_are_not_the_sides_of_a_call(tmp_path: Path) -> None:
    path = matroska(tmp_path / "a.mkv", [[Piece(0, sound(50))]] * 2)
    with open_source(str(path)) as source, pytest.raises(UsageError, match="Channels split"):
        AudioFile(source, DecodeOptions(3600, split=True, track="mix"))


def test_the_decoders_process_tells_them_too() -> None:
    with Decoder(standard_input=False) as decoder:
        there = decoder.open(str(CASE), DecodeOptions(3600, track="mix"))
        mixed = np.concatenate(list(there.blocks()), axis=1)
    with open_source(str(CASE)) as source:
        here = AudioFile(source, DecodeOptions(3600, track="mix"))
        np.testing.assert_array_equal(mixed, np.concatenate(list(here.blocks()), axis=1))
    assert there.tracks == here.tracks
    with Decoder(standard_input=False) as decoder, pytest.raises(UsageError):
        decoder.open(str(CASE), DecodeOptions(3600, track=7))


def test_what_is_encrypted_is_left_out_of_a_mix(tmp_path: Path) -> None:
    content = CASE.read_bytes()
    at = content.rindex(b"mp4a")
    path = tmp_path / "a.mp4"
    path.write_bytes(content[:at] + b"enca" + content[at + 4 :])
    assert [t.heard for t in heard(path, track="mix").file.tracks] == [True, False]
    with pytest.raises(AudioUnsupported, match="DRM"):
        heard(path, track=1)


parts = st.lists(
    st.tuples(st.one_of(st.just(0), st.integers(101, 20_000)), st.integers(1, 200)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(parts, min_size=2, max_size=4), st.booleans())
def test_a_mix_is_the_mean_on_one_clock(
    tmp_path: Path, tracks: list[list[tuple[int, int]]], live: bool
) -> None:
    (_, packets), *rest = tracks[0]
    placed = [pieces(track) for track in ([(0, packets), *rest], *tracks[1:])]
    got = heard(matroska(tmp_path / "a.mkv", placed, Kind(live=live)), track="mix")
    ends = [16 * t[-1].at + len(t[-1].samples) for t in placed]
    want = np.zeros((len(placed), max(ends)), np.float32)
    for row, track in zip(want, placed):
        for piece in track:
            start = 16 * piece.at
            row[start : start + len(piece.samples)] = piece.samples / np.float32(32768)
    np.testing.assert_allclose(got.samples[0], want.mean(0), atol=1e-6)
    np.testing.assert_array_equal(silent(got.file.gaps, max(ends)), silences(placed, max(ends)))


def pieces(track: list[tuple[int, int]]) -> list[Piece]:
    at, placed = 0, list[Piece]()
    for gap, packets in track:
        at += gap
        placed.append(Piece(at, sound(packets)))
        at += 20 * packets
    return placed


def silent(gaps: list[Gap], length: int) -> NDArray[np.bool_]:
    """Per sample: whether it lies in a gap."""
    covered = np.zeros(length, bool)
    for gap in gaps:
        assert gap.reason == CONTAINER_GAP
        assert not covered[gap.start : gap.end].any()
        covered[gap.start : gap.end] = True
    return covered


def silences(tracks: list[list[Piece]], length: int) -> NDArray[np.bool_]:
    """Per sample: whether no track has sound there."""
    covered = np.ones(length, bool)
    for track in tracks:
        for piece in track:
            start = 16 * piece.at
            covered[start : start + len(piece.samples)] = False
    return covered


def test_a_long_wait_for_one_track_takes_no_memory(tmp_path: Path) -> None:
    """One track has sound throughout, the other for a moment after two minutes."""
    talk = [Piece(0, sound(6_000))]
    path = matroska(tmp_path / "a.mkv", [talk, [Piece(118_000, sound(50))]])
    with open_source(str(path)) as source:
        file = AudioFile(source, DecodeOptions(3600, track="mix"))
        came = 0
        for rows in file.rows():
            came += len(rows[0]) // 4
            assert source.tell() / source.size * 120 * RATE - came < 30 * RATE  # type: ignore[operator]
    assert came == 120 * RATE


def test_tracks_of_different_rates_and_layouts(tmp_path: Path) -> None:
    """And with a later start: each is placed by the clock."""
    path = tmp_path / "a.mkv"
    tone = 0.2 * np.sin(np.arange(3 * 48000) * 2 * np.pi * 440 / 48000)
    with av.open(str(path), "w") as out:
        wide = out.add_stream("pcm_s16le", rate=48000, layout="stereo")
        narrow = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        for stream, samples, at in (
            (wide, np.stack([tone, tone]), 0),
            (narrow, tone[None, ::6], 2),
        ):
            out.mux(encoded(stream, samples, at))
            out.mux(stream.encode(None))
    got = heard(path, track="mix").samples[0]
    assert len(got) == pytest.approx(5 * RATE, abs=2)
    levels = [float(np.abs(got[round(s * RATE) : round((s + 0.5) * RATE)]).max()) for s in (1, 4)]
    assert levels == pytest.approx([0.1, 0.1], abs=0.01)
    assert np.abs(got[round(2.2 * RATE) : round(2.8 * RATE)]).max() > 0.15


def encoded(stream: av.AudioStream, samples: NDArray[np.float64], at: int) -> list[av.Packet]:
    interleaved = np.ascontiguousarray((samples * 32768).astype(np.int16).T.reshape(1, -1))
    layout = "stereo" if len(samples) == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
    frame.sample_rate, frame.pts = stream.rate, at * stream.rate
    return stream.encode(frame)


def test_tracks_are_told_to_a_person(model_dir: Path, references: dict[str, Reference]) -> None:
    from test_display import lines, on_a_terminal

    status, shown = on_a_terminal([CASE, "--model", model_dir, "--device", "cpu"])
    assert status == 0
    assert lines(shown)[-2] == (
        "Of 2 audio tracks, 1 was not heard: choose with --track N, or --track mix for all."
    )
