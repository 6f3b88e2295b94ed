"""Channels and sample rates: one mix of all channels, or two sides apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Reference
from fast_transcribe.errors import AudioUnsupported
from in_this_process import transcribe
from numpy.typing import NDArray

NAME = "demo.wav"
LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 6: "5.1", 8: "7.1"}


def wav(channels: int, rate: int = 16000) -> Encoding:
    return Encoding("wav", "pcm_s16le", rate, LAYOUTS[channels])


def speaking(channel: int, channels: int) -> NDArray[np.int16]:
    """[channels, n]: one channel has speech, the others are silent."""
    samples = read_wav(AUDIO / NAME)
    planes = np.zeros((channels, len(samples)), np.int16)
    planes[channel] = samples
    return planes


@pytest.mark.parametrize("rate", [11025, 22050, 32000, 44100, 48000, 96000, 192000])
def test_every_rate(
    rate: int, model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    path = encode(read_wav(AUDIO / NAME), tmp_path / "a.wav", wav(1, rate))
    assert transcribe(path, model=model_dir).text == references[NAME].text


LFE = 3  # index of the channel that FFmpeg's own mix drops, in 5.1 and 7.1


@pytest.mark.parametrize(
    ("channel", "channels"), [(0, 2), (1, 2), (2, 6), (LFE, 6), (0, 8), (LFE, 8)]
)
def test_whichever_channel_somebody_speaks_on(
    channel: int,
    channels: int,
    model_dir: Path,
    references: dict[str, Reference],
    tmp_path: Path,
) -> None:
    path = encode(speaking(channel, channels), tmp_path / "a.wav", wav(channels))
    assert transcribe(path, model=model_dir).text == references[NAME].text


@pytest.mark.parametrize("channels", [1, 2, 3, 6, 8])
def test_a_mix_is_the_mean(channels: int, tmp_path: Path) -> None:
    planes = np.random.default_rng(channels).integers(-32768, 32767, (channels, 50_000), np.int16)
    planes[:, :100] = 32767  # full scale on all of them stays full scale
    mixed = decoded(encode(planes, tmp_path / "a.wav", wav(channels)))
    assert mixed.file.channels == 1
    np.testing.assert_allclose(mixed.samples, planes.mean(0)[None] / 32768, atol=1e-6)


def test_channels_without_a_name_are_mixed_alike(tmp_path: Path) -> None:
    planes = speaking(LFE, 8)
    path = encode(planes, tmp_path / "a.wav", wav(8))
    content = path.read_bytes()
    mask = content.index(b"fmt ") + 8 + 20  # dwChannelMask of WAVEFORMATEXTENSIBLE
    path.write_bytes(content[:mask] + bytes(4) + content[mask + 4 :])
    np.testing.assert_allclose(decoded(path).samples, planes.mean(0)[None] / 32768, atol=1e-6)


def test_two_sides_apart_are_what_each_channel_holds(tmp_path: Path) -> None:
    samples = read_wav(AUDIO / NAME)
    planes = np.stack([samples, samples[::-1]])
    split = decoded(encode(planes, tmp_path / "a.wav", wav(2)), split=True)
    assert split.file.channels == 2
    np.testing.assert_array_equal(split.samples, planes / np.float32(32768))


@pytest.mark.parametrize("rate", [8000, 44100])
def test_nothing_of_one_side_is_heard_on_the_other(rate: int, tmp_path: Path) -> None:
    samples = read_wav(AUDIO / NAME)
    both = decoded(encode(speaking(1, 2), tmp_path / "a.wav", wav(2, rate)), split=True)
    alone = decoded(encode(samples, tmp_path / "b.wav", wav(1, rate)))
    assert not both.samples[0].any()
    np.testing.assert_array_equal(both.samples[1], alone.samples[0])


@pytest.mark.parametrize("channels", [1, 6])
def test_only_two_channels_are_taken_apart(channels: int, tmp_path: Path) -> None:
    path = encode(speaking(0, channels), tmp_path / "a.wav", wav(channels))
    with pytest.raises(AudioUnsupported, match=f"has {channels} channels?; .*channels mix"):
        decoded(path, split=True)


def test_a_stream_that_loses_a_channel_on_the_way(tmp_path: Path) -> None:
    """Half a transcript of two sides would look like a whole one."""
    mono, stereo = (Encoding("mp3", "libmp3lame", layout=layout) for layout in ("mono", "stereo"))
    first = encode(speaking(1, 2), tmp_path / "a.mp3", stereo)
    second = encode(read_wav(AUDIO / NAME), tmp_path / "b.mp3", mono)
    joined = tmp_path / "c.mp3"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    with pytest.raises(AudioUnsupported, match=r"has 1 channel after [45] s; .*channels mix"):
        decoded(joined, split=True)
    both = decoded(first).samples.shape[1] + decoded(second).samples.shape[1]
    assert decoded(joined).samples.shape[1] == pytest.approx(both, abs=0.2 * 16000)


def test_more_channels_than_can_be_mixed(tmp_path: Path) -> None:
    path = encode(speaking(0, 8), tmp_path / "a.wav", wav(8))
    content = bytearray(path.read_bytes())
    at = content.index(b"fmt ") + 8 + 2  # nChannels; then the block's length, 12 bytes in
    content[at : at + 2] = (65).to_bytes(2, "little")
    content[at + 10 : at + 12] = (130).to_bytes(2, "little")
    path.write_bytes(content)
    with pytest.raises(AudioUnsupported, match="65 channels"):
        decoded(path)


@pytest.mark.parametrize("rate", [3999, 2**31 - 1])
def test_a_rate_that_no_recording_has(rate: int, tmp_path: Path) -> None:
    path = encode(read_wav(AUDIO / NAME), tmp_path / "a.wav", wav(1))
    content = bytearray(path.read_bytes())
    at = content.index(b"fmt ") + 8 + 4
    content[at : at + 4] = rate.to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(AudioUnsupported, match=f"of {rate} samples per second"):
        decoded(path)
