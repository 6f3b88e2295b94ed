"""Before a job the model's files are checked: unchanged, and a multilingual Whisper."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import ctranslate2
import pytest
import tokenizers
from ctranslate2.models import Whisper
from engine_command import AUDIO, MICRO_WHISPER
from fast_transcribe.whisper import manifest
from in_this_process import transcribe


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir, tmp_path / "model"))


def damaged(model: Path) -> str:
    run = transcribe(AUDIO / "demo.wav", model=model)
    assert [e["event"] for e in run.events] == ["error"]
    assert (run.last["code"], run.status) == ("ModelDamaged", 20)
    return run.last["message"]


def test_the_shipped_model_is_multilingual(model_dir: Path) -> None:
    assert Whisper(str(model_dir)).is_multilingual


def test_the_same_bytes_every_time(model_dir: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, MICRO_WHISPER / "build_ct2.py", tmp_path], check=True)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == sorted(p.name for p in model_dir.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (model_dir / name).read_bytes()


def test_both_writers_of_manifests_agree(copy: Path) -> None:
    built = (copy / manifest.NAME).read_bytes()
    command = [sys.executable, "-m", "fast_transcribe.whisper.manifest", copy, "micro-whisper"]
    subprocess.run(command, check=True)
    assert (copy / manifest.NAME).read_bytes() == built


def test_one_changed_bit(copy: Path) -> None:
    weights = bytearray((copy / "model.bin").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / "model.bin").write_bytes(weights)
    assert "model.bin does not have the stated SHA-256" in damaged(copy)


def test_cut_short(copy: Path) -> None:
    weights = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(weights[:-1])
    assert "model.bin is missing or cut short" in damaged(copy)


@pytest.mark.parametrize("name", ["model.bin", "vocabulary.json"])
def test_a_missing_file(name: str, copy: Path) -> None:
    (copy / name).unlink()
    assert name in damaged(copy)


@pytest.mark.parametrize("content", [None, "", "{}", '{"files": [{"name": 7}]}', '{"files": []}'])
def test_no_manifest_to_go_by(content: str | None, copy: Path) -> None:
    (copy / manifest.NAME).unlink()
    if content is not None:
        (copy / manifest.NAME).write_text(content, encoding="utf-8")
    assert manifest.NAME in damaged(copy)


def test_no_model_at_all(tmp_path: Path) -> None:
    assert "no such folder" in damaged(tmp_path / "nothing")


def test_a_model_without_a_manifest_tells_the_command_that_writes_one(
    model_dir: Path, tmp_path: Path
) -> None:
    """The command is run as printed, by a shell in another folder."""
    model = Path(shutil.copytree(model_dir, tmp_path / "a Whisper model"))
    (model / manifest.NAME).unlink()
    _, command = damaged(model).split("manifest.json: ")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run(command, shell=True, check=True, cwd="/", env=environment)
    run = transcribe(AUDIO / "unseen0_single.wav", model=model)
    assert (run.status, run.last["model"]) == (0, "a Whisper model")


def test_a_folder_that_is_no_model_gets_no_manifest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fast_transcribe.whisper.manifest", tmp_path, "name"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "no model.bin" in done.stderr


def test_a_vocabulary_in_the_older_form(copy: Path) -> None:
    """Conversions before CTranslate2 3.16: one token per line, the empty one included."""
    before = transcribe(AUDIO / "demo.wav", "--words", model=copy)
    tokens = json.loads((copy / "vocabulary.json").read_text(encoding="utf-8"))
    (copy / "vocabulary.json").unlink()
    (copy / "vocabulary.txt").write_text("".join(f"{t}\n" for t in tokens), encoding="utf-8")
    manifest.seal(copy, "micro-whisper")
    run = transcribe(AUDIO / "demo.wav", "--words", model=copy)
    assert run.status == 0
    assert run.all("segment") == before.all("segment")


def test_a_vocabulary_without_the_empty_token(copy: Path) -> None:
    """For CTranslate2 such a model is English-only; it would drop the language from the prompt."""
    path = copy / "vocabulary.json"
    tokens = json.loads(path.read_text(encoding="utf-8"))
    tokens[tokens.index("")] = "<unused>"
    path.write_text(json.dumps(tokens), encoding="utf-8")
    manifest.seal(copy, "micro-whisper")
    assert not Whisper(str(copy)).is_multilingual
    assert "English-only" in damaged(copy)


def test_a_vocabulary_of_another_model(copy: Path) -> None:
    path = copy / "vocabulary.json"
    path.write_text(path.read_text(encoding="utf-8").replace("<|transcribe|>", "<|other|>"))
    manifest.seal(copy, "micro-whisper")
    assert "<|transcribe|>" in damaged(copy)


needs_no_gpu = pytest.mark.skipif(
    ctranslate2.get_cuda_device_count() > 0, reason="there is a GPU, so nothing falls back"
)


@needs_no_gpu
def test_without_a_gpu_it_says_why_it_is_on_the_cpu(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", model=model_dir)
    assert run.status == 0
    assert run.last["engine"]["device"] == "cpu"
    assert "CUDA" in run.last["engine"]["fallback"]


@needs_no_gpu
@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_compute_type_that_was_asked_for_is_used(device: str, model_dir: Path) -> None:
    options = ["--device", device, "--compute-type", "float32"]
    run = transcribe(AUDIO / "demo.wav", *options, model=model_dir)
    assert (run.status, run.last["engine"]["computeType"]) == (0, "float32")


@needs_no_gpu
@pytest.mark.parametrize("device", ["auto", "cpu"])
@pytest.mark.parametrize("kind", ["float16", "int8_float16", "int7"])
def test_or_refused(kind: str, device: str, model_dir: Path) -> None:
    run = transcribe(
        AUDIO / "demo.wav", "--device", device, "--compute-type", kind, model=model_dir
    )
    assert run.status == 2
    assert kind in run.last["message"]
    assert "int8" in run.last["message"]


@needs_no_gpu
def test_a_model_in_float16_runs_in_int8_on_a_cpu(tmp_path: Path) -> None:
    command = [sys.executable, MICRO_WHISPER / "build_ct2.py", tmp_path]
    subprocess.run([*command, "--quantization", "float16"], check=True)
    run = transcribe(AUDIO / "demo.wav", model=tmp_path)
    assert (run.status, run.last["engine"]["computeType"]) == (0, "int8_float32")


@needs_no_gpu
def test_a_gpu_that_is_insisted_on(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", "--device", "cuda", model=model_dir)
    assert (run.last["code"], run.status) == ("EngineCrashed", 1)
    assert "no CUDA device was found" in run.last["message"]


def test_the_cpu_that_is_asked_for_is_no_fall_back(model_dir: Path) -> None:
    run = transcribe(
        AUDIO / "demo.wav", "--device", "cpu", "--compute-type", "float32", model=model_dir
    )
    assert run.last["engine"] == {
        "version": "0.1.0",
        "device": "cpu",
        "computeType": "float32",
        "modelSha256": hashlib.sha256((model_dir / "manifest.json").read_bytes()).hexdigest(),
    }


def test_every_live_token_is_where_tokens_json_says(model_dir: Path) -> None:
    tokenizer = tokenizers.Tokenizer.from_file(str(model_dir / "tokenizer.json"))
    listed = json.loads((MICRO_WHISPER / "tokens.json").read_text(encoding="utf-8"))
    assert len(listed) == 1724
    for token, text in ((int(k), v) for k, v in listed.items()):
        if not text.startswith("<|"):
            assert tokenizer.decode([token]) == text
            assert tokenizer.encode(text, add_special_tokens=False).ids == [token]
        else:
            assert tokenizer.token_to_id(text) == token
