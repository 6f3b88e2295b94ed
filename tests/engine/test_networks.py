"""The networks of diarization: only the listed files are loaded, and nothing is written or sent."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from engine_command import REPOSITORY
from fast_transcribe.speakers.errors import SpeakersUnavailable
from fast_transcribe.speakers.filterbank import BINS, Filterbank
from fast_transcribe.speakers.networks import LOCAL_VOICES, WINDOW, Networks
from speaker_networks import STAND_IN, made_networks, stand_in

RATE = 16000
# A process that opens a socket is killed by the kernel, whichever library does it: a seccomp filter
# over the system call's number. It needs no rights.
ALONE = """
import ctypes, struct, sys
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
LOAD, JUMP_IF, RETURN, KILL, ALLOW = 0x20, 0x15, 0x06, 0x80000000, 0x7FFF0000
steps = [(LOAD, 0, 0, 0), (JUMP_IF, 0, 1, int(sys.argv[1])), (RETURN, 0, 0, KILL), (RETURN, 0, 0, ALLOW)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
assert libc.prctl(38, 1, 0, 0, 0) == 0  # no new privileges
assert libc.prctl(22, 2, program, 0, 0) == 0  # seccomp, by this filter
if sys.argv[3] == "open a socket":
    import socket
    socket.socket()
import numpy as np
from fast_transcribe.speakers.networks import Networks
networks = Networks(Path(sys.argv[2]))
networks.activity(np.zeros(160000, np.float32))
networks.embed(np.zeros((200, 80), np.float32))
print("heard")
"""
SOCKET = {"x86_64": "41", "aarch64": "198"}


def alone(folder: Path, what: str) -> subprocess.CompletedProcess[str]:
    """Loads and runs the networks with an empty home directory, without sockets."""
    places = {name: str(folder / name) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for place in places.values():
        Path(place).mkdir()
    engine = str(REPOSITORY / "userdata" / "engine")
    return subprocess.run(
        [sys.executable, "-c", ALONE, SOCKET[platform.machine()], STAND_IN, what],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": engine, "PYTHONDONTWRITEBYTECODE": "1", **places},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_written_and_no_socket_is_opened(tmp_path: Path) -> None:
    done = alone(tmp_path, "hear")
    assert done.stdout == "heard\n"
    assert done.returncode == 0
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")) == [
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
    ]


def test_a_socket_would_have_been_noticed(tmp_path: Path) -> None:
    assert alone(tmp_path, "open a socket").returncode < 0


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(STAND_IN, folder / "speakers"))


def test_a_folder_without_networks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeakersUnavailable, match="not installed"):
        Networks(tmp_path)


@pytest.mark.parametrize("name", ["segmentation.onnx", "campplus.onnx"])
def test_a_changed_network_is_refused(name: str, tmp_path: Path) -> None:
    path = copied(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SpeakersUnavailable, match=f"{name} does not have the stated SHA-256"):
        Networks(path.parent)


def test_a_network_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = copied(tmp_path) / "campplus.onnx"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SpeakersUnavailable, match=r"campplus\.onnx is missing or cut short"):
        Networks(path.parent)


@pytest.mark.parametrize("text", ["", "[]", '{"files": [{}]}', '{"files": [1]}'])
def test_an_unreadable_manifest_is_refused(text: str, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(SpeakersUnavailable, match=r"manifest\.json cannot be read"):
        Networks(folder)


def test_a_network_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "manifest.json").write_text('{"files": []}', encoding="utf-8")
    with pytest.raises(SpeakersUnavailable, match=r"does not list segmentation\.onnx"):
        Networks(folder)


def test_listed_rubbish_is_no_network(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.copy(folder / "manifest.json", folder / "campplus.onnx")
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content = (folder / "campplus.onnx").read_bytes()
    for file in listed["files"]:
        if file["name"] == "campplus.onnx":
            file["bytes"], file["sha256"] = len(content), hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    with pytest.raises(SpeakersUnavailable, match="could not be loaded"):
        Networks(folder)


def test_without_onnx_runtime_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(SpeakersUnavailable, match="ONNX Runtime"):
        Networks(STAND_IN)


def test_a_short_window_counts_as_followed_by_silence() -> None:
    draw = np.random.default_rng(1)
    noise = draw.normal(0, 0.1, WINDOW // 2).astype(np.float32)
    padded = np.concatenate([noise, np.zeros(WINDOW // 2, np.float32)])
    active = stand_in().activity(noise)
    assert active.shape == (589, LOCAL_VOICES)
    np.testing.assert_array_equal(active, stand_in().activity(padded))
    assert active[:280].any(axis=1).all()
    assert not active[320:].any()


def test_vectors_have_length_one_and_know_nothing_of_loudness() -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, RATE).astype(np.float32)
    filterbank = Filterbank()
    loud, soft = (stand_in().embed(filterbank(noise * gain)) for gain in (1.0, np.float32(0.1)))
    assert np.linalg.norm(loud) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(loud, soft, atol=1e-3)


@pytest.mark.parametrize(("hertz", "band"), [(100, 2), (440, 14), (1000, 27), (4000, 60)])
def test_a_tone_is_loudest_in_its_band(hertz: int, band: int) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE).astype(np.float32)
    bands = Filterbank()(tone)
    assert bands.shape == (98, BINS)
    assert abs(int(bands.mean(axis=0).argmax()) - band) <= 1


def test_the_real_networks_hear_a_voice_in_noise_and_nothing_in_silence() -> None:
    networks = Networks(made_networks())
    assert not networks.activity(np.zeros(WINDOW, np.float32)).any()
    features = np.random.default_rng(3).normal(0, 3, (300, BINS)).astype(np.float32)
    assert networks.embed(features).shape == (192,)
