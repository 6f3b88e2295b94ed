"""Files that cannot be transcribed: exactly one error with its code."""

from __future__ import annotations

import json
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from encode import Encoding, encode, read_wav, write_wav
from engine_command import AUDIO
from fast_transcribe.audio.anonymous_file import AnonymousFile
from fast_transcribe.audio.container import open_container
from fast_transcribe.audio.source import open_source
from fast_transcribe.errors import AudioUnreadable, AudioUnsupported
from in_this_process import transcribe

WAV = (AUDIO / "demo.wav").read_bytes()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def film_without_sound(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width = video.height = 16
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        for _ in range(10):
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


def unknown_codec(path: Path) -> None:
    path.write_bytes(WAV[:20] + b"\xfe\xca" + WAV[22:])  # the format tag of a WAV


def pcm_that_is_called_aac(path: Path) -> None:
    path.write_bytes(WAV[:20] + b"\xff\x00" + WAV[22:])


def sample_entry(kind: bytes) -> Callable[[Path], object]:
    """An mp4 with this sample entry for its audio (ISO/IEC 14496-12, section 8.5.2)."""

    def make(path: Path) -> object:
        made = path.with_suffix(".m4a")
        content = encode(read_wav(AUDIO / "demo.wav"), made, Encoding("m4a", "aac")).read_bytes()
        before, after = content.split(b"stsd")
        return path.write_bytes(before + b"stsd" + after.replace(b"mp4a", kind, 1))

    return make


def no_decoder(path: Path) -> None:
    sample_entry(b"xxxx")(path)
    path.write_bytes(path.read_bytes().replace(b"esds", b"free", 1))


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("audio.wav"), WAV)


def in_another_container(extension: str, codec: str) -> Callable[[Path], object]:
    def make(path: Path) -> object:
        made = path.with_suffix(f".{extension}")
        return encode(read_wav(AUDIO / "demo.wav"), made, Encoding(extension, codec)).rename(path)

    return make


def mp4_without_its_index(path: Path) -> None:
    encode(read_wav(AUDIO / "demo.wav"), path.with_suffix(".m4a"), Encoding("m4a", "aac"))
    whole = path.with_suffix(".m4a").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # "moov" is at the end


def bytes_of(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


BAD = {
    "empty": (bytes_of(b""), 11, "AudioEmpty"),
    "wav without samples": (lambda path: write_wav(path, np.zeros(0, np.int16)), 11, "AudioEmpty"),
    "half a header": (bytes_of(WAV[:20]), 10, "AudioUnreadable"),
    "header only": (bytes_of(WAV[:44]), 10, "AudioUnreadable"),
    "zeros": (bytes_of(bytes(100_000)), 10, "AudioUnreadable"),
    "text": (bytes_of("Hej, det här är inte ljud.\n".encode() * 200), 10, "AudioUnreadable"),
    "noise": (bytes_of(np.random.default_rng(7).bytes(100_000)), 10, "AudioUnreadable"),
    "mp4 without its index": (mp4_without_its_index, 10, "AudioUnreadable"),
    "png": (bytes_of(PNG), 12, "AudioUnsupported"),
    "aiff": (in_another_container("aiff", "pcm_s16be"), 12, "AudioUnsupported"),
    "avi": (in_another_container("avi", "pcm_s16le"), 12, "AudioUnsupported"),
    "film without sound": (film_without_sound, 12, "AudioUnsupported"),
    "unknown codec": (unknown_codec, 12, "AudioUnsupported"),
    "another codec": (pcm_that_is_called_aac, 10, "AudioUnreadable"),
    "unknown codec in mp4": (no_decoder, 12, "AudioUnsupported"),
    "zip": (zipped, 12, "AudioUnsupported"),
    "FairPlay": (sample_entry(b"drms"), 12, "AudioUnsupported"),
    "Common Encryption": (sample_entry(b"enca"), 12, "AudioUnsupported"),
}


@pytest.mark.parametrize("kind", BAD)
def test_one_error_told_as_what_it_is(kind: str, model_dir: Path, tmp_path: Path) -> None:
    make, status, code = BAD[kind]
    path = tmp_path / "audio"
    make(path)
    run = transcribe(path, model=model_dir)
    assert [e["event"] for e in run.events] == ["ready", "error"]
    assert (run.last["code"], run.status) == (code, status)
    what_happened_what_it_means_what_to_do = run.last["message"].split(";")
    assert len(what_happened_what_it_means_what_to_do) >= 3
    assert str(path) not in run.last["message"]


@pytest.mark.parametrize("missing", ["a/nothing.wav", "."])
def test_a_file_that_cannot_be_opened(missing: str, model_dir: Path, tmp_path: Path) -> None:
    run = transcribe(tmp_path / missing, model=model_dir)
    assert (run.last["code"], run.status) == ("AudioUnreadable", 10)


# A character is a byte; "{target}" is what it leads to
PLAYLISTS: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "support" / "playlists.json").read_text(encoding="utf-8")
)
THROUGH_THE_COMMAND = ("m3u8", "ffconcat", "concat without a header", "dash", "cue", "pls")


def playlist(kind: str, target: object) -> bytes:
    return PLAYLISTS[kind].replace("{target}", str(target)).encode("latin-1")


def nobody_called(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        server.accept()
    except BlockingIOError:
        return True
    return False


def test_a_list_without_a_name_would_be_followed_if_it_were_opened_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that the playlist of the next test works, so that the next test can fail."""
    path = tmp_path / "audio.wav"
    path.write_text("ffconcat version 1.0\nfile demo.wav\n", encoding="utf-8")
    monkeypatch.chdir(AUDIO)
    with open_source(str(path)) as source, av.open(AnonymousFile(source)) as container:
        assert container.streams.audio


def test_a_list_does_not_open_its_neighbours(model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    path.write_text("ffconcat version 1.0\nfile demo.wav\n", encoding="utf-8")
    run = transcribe(path, model=model_dir, folder=AUDIO)
    assert (run.status, run.last["code"]) == (12, "AudioUnsupported")


def refused(run_status: int, code: str) -> bool:
    return (run_status, code) in {(12, "AudioUnsupported"), (10, "AudioUnreadable")}


@pytest.mark.parametrize("kind", THROUGH_THE_COMMAND)
def test_a_playlist_does_not_open_a_local_file(kind: str, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    path.write_bytes(playlist(kind, AUDIO / "demo.wav"))
    run = transcribe(path, model=model_dir)
    assert refused(run.status, run.last["code"])
    assert run.all("segment") == []


@pytest.mark.parametrize("kind", THROUGH_THE_COMMAND)
def test_a_playlist_does_not_connect(kind: str, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"http://127.0.0.1:{server.getsockname()[1]}/demo.wav"
        path.write_bytes(playlist(kind, target))
        run = transcribe(path, model=model_dir)
        assert nobody_called(server)
    assert refused(run.status, run.last["code"])


@pytest.mark.parametrize("name", ["audio.mp3", "audio.mp4", "audio.m3u8"])
@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_of_any_kind_is_not_opened(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    demo = AUDIO / "demo.wav"
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}/demo.wav"
        for target in (demo, demo.as_uri(), f"http://{address}", f"tcp://{address}"):
            path.write_bytes(playlist(kind, target))
            refusals = (AudioUnsupported, AudioUnreadable)
            with open_source(str(path)) as source, pytest.raises(refusals):
                open_container(AnonymousFile(source))
        assert nobody_called(server)


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_sound_behind_a_playlist_is_all_that_is_opened(kind: str, tmp_path: Path) -> None:
    made = encode(read_wav(AUDIO / "demo.wav"), tmp_path / "a.mp3", Encoding("mp3", "libmp3lame"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"http://127.0.0.1:{server.getsockname()[1]}/demo.wav"
        made.write_bytes(playlist(kind, target) + made.read_bytes())
        with open_source(str(made)) as source:
            try:
                with open_container(AnonymousFile(source)) as container:
                    assert container.format.name in ("mp3", "wav")
            except (AudioUnsupported, AudioUnreadable):
                pass
        assert nobody_called(server)


def test_too_long_by_its_header(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", "--max-seconds", "4", model=model_dir)
    assert (run.last["code"], run.status) == ("AudioTooLong", 13)


def test_too_long_without_a_header_that_says_so(model_dir: Path, tmp_path: Path) -> None:
    path = encode(read_wav(AUDIO / "demo.wav"), tmp_path / "a.mp3", Encoding("mp3", "libmp3lame"))
    run = transcribe(path, "--max-seconds", "4", model=model_dir)
    assert (run.last["code"], run.status) == ("AudioTooLong", 13)


def test_encrypted_audio_is_called_that(model_dir: Path, tmp_path: Path) -> None:
    sample_entry(b"drms")(tmp_path / "audio.m4p")
    assert "DRM" in transcribe(tmp_path / "audio.m4p", model=model_dir).last["message"]
