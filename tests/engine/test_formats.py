"""One file in every allowed container, and in some unusual forms."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from encode import Encoding, encode, read_wav, write_wav
from engine_command import AUDIO, Reference
from fast_transcribe.audio.anonymous_file import AnonymousFile
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.rate import RATE
from fast_transcribe.audio.source import open_source
from in_this_process import transcribe

NAME = "news.wav"
ENCODINGS = [
    Encoding("mp3", "libmp3lame"),
    Encoding("m4a", "aac"),
    Encoding("mov", "alac"),
    Encoding("aac", "aac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("ogg", "vorbis", layout="stereo"),
    Encoding("flac", "flac"),
    Encoding("webm", "libopus", rate=48000),
    Encoding("wav", "pcm_s16le", rate=44100, layout="stereo"),
    Encoding("wav", "pcm_s16le", rate=8000),
]


def word_errors(want: list[str], got: list[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(got) + 1))
    for i, word in enumerate(want, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (word != other))
    return row[-1]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: f"{e.codec}-{e.extension}-{e.rate}")
def test_transcribed_whatever_it_is_called(
    encoding: Encoding, model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    made = encode(read_wav(AUDIO / NAME), tmp_path / f"a.{encoding.extension}", encoding)
    run = transcribe(made.rename(tmp_path / "sköna å.txt"), model=model_dir)
    assert run.status == 0
    wrong = word_errors(references[NAME].text.split(), run.text.split())
    # 8 kHz takes away half of the spectrum that the model was trained on: 29 words, a third of them
    assert wrong <= (10 if encoding.rate == 8000 else 0)
    assert run.last["durationSeconds"] == pytest.approx(references[NAME].seconds, abs=0.2)
    assert "truncated" not in run.last


def test_decoding_a_wav_changes_no_sample() -> None:
    want = read_wav(AUDIO / "long.wav").astype(np.float32) / 32768
    with open_source(str(AUDIO / "long.wav")) as source:
        blocks = list(AudioFile(source, DecodeOptions(3600)).blocks())
    assert len(blocks) > 1
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), want[None])


def test_the_format_may_change_in_the_middle(tmp_path: Path) -> None:
    samples = read_wav(AUDIO / "demo.wav")
    first = encode(samples, tmp_path / "a.mp3", Encoding("mp3", "libmp3lame", rate=44100))
    second = encode(
        samples, tmp_path / "b.mp3", Encoding("mp3", "libmp3lame", rate=16000, layout="stereo")
    )
    joined = tmp_path / "c.mp3"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    with open_source(str(joined)) as source:
        file = AudioFile(source, DecodeOptions(3600))
        decoded = sum(block.shape[1] for block in file.blocks())
    assert not file.truncated  # although the first file's header has only its own length
    assert decoded / RATE == pytest.approx(2 * len(samples) / RATE, abs=0.3)


def test_the_first_audio_stream_beside_a_picture(
    model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=1)
        video.width = video.height = 16
        sound = container.add_stream("aac", rate=16000, layout="mono")
        picture = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        container.mux(video.encode(picture))
        samples = av.AudioFrame.from_ndarray(
            read_wav(AUDIO / NAME)[None], format="s16", layout="mono"
        )
        samples.sample_rate = 16000
        container.mux(sound.encode(samples))
        container.mux(sound.encode(None))
        container.mux(video.encode(None))
    assert transcribe(path, model=model_dir).text == references[NAME].text


def test_ffmpeg_is_given_no_name_to_guess_from() -> None:
    with open_source(str(AUDIO / NAME)) as source:
        assert not hasattr(AnonymousFile(source), "name")


def test_a_streamed_wav_is_not_truncated(model_dir: Path, tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "a.wav", read_wav(AUDIO / "demo.wav")).read_bytes()
    unknown = b"\xff\xff\xff\xff"
    piped = tmp_path / "piped.wav"
    piped.write_bytes(whole[:4] + unknown + whole[8:40] + unknown + whole[44:])
    run = transcribe(piped, model=model_dir)
    assert run.status == 0
    assert run.all("segment")
    assert "truncated" not in run.last
