"""The plan of a GPU's memory, and what the engine does with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from engine_command import AUDIO, Run, transcribe
from fast_transcribe.memory import loading
from fast_transcribe.memory.beside import Beside
from fast_transcribe.memory.plan import AS_STORED, RESERVE, MemoryPlan, Models, Wish, plan
from fast_transcribe.memory.whisper_sizes import WhisperSizes, read_sizes
from fast_transcribe.whisper.model import ModelOptions
from hypothesis import given
from hypothesis import strategies as st

GIB = 1 << 30
T4 = 15 * GIB  # what its driver leaves of 16 GB, about
# Shapes of Whisper small and large
SMALL = WhisperSizes(241_734_912, 12, 12, 768, 3072)
LARGE = WhisperSizes(1_543_490_560, 32, 20, 1280, 5120)

sizes = st.builds(
    WhisperSizes,
    weights=st.integers(1_000_000, 2_000_000_000),
    decoder_layers=st.integers(1, 40),
    heads=st.integers(1, 24),
    width=st.integers(64, 2048),
    inner=st.integers(64, 8192),
)
programs = st.builds(
    Beside,
    model=st.just("a-model"),
    context_tokens=st.integers(512, 262_144),
    weights_bytes=st.integers(0, 40 * GIB),
    cache_bytes_per_token=st.integers(0, 1 << 20),
    workspace_bytes=st.integers(0, 4 * GIB),
)
totals = st.integers(1, 200 * GIB)
wishes = st.builds(Wish, batch_size=st.integers(1, 64))
beside = Beside("a-model", 8192, 7 * GIB, 100_000, GIB)


@given(sizes, programs, totals, wishes)
def test_it_fits_only_if_all_rows_and_the_reserve_do(
    whisper: WhisperSizes, program: Beside, total: int, wish: Wish
) -> None:
    found = plan(Models(whisper, program), total, wish)
    assert found.fits == (found.needed <= total)
    assert RESERVE in [row.bytes for row in found.rows]
    assert found.needed == sum(row.bytes for row in found.rows)


@given(sizes, programs, totals, wishes)
def test_less_context_never_needs_more(
    whisper: WhisperSizes, program: Beside, total: int, wish: Wish
) -> None:
    shorter = Beside(**{**vars(program), "context_tokens": program.context_tokens // 2})
    one, other = (plan(Models(whisper, each), total, wish) for each in (shorter, program))
    assert one.fits or not other.fits
    # With the same compute type; less context may leave room for a larger one.
    if one.compute_type == other.compute_type:
        assert one.needed <= other.needed


@given(sizes, programs, totals, wishes)
def test_a_larger_gpu_never_fits_less(
    whisper: WhisperSizes, program: Beside, total: int, wish: Wish
) -> None:
    models = Models(whisper, program)
    assert plan(models, 2 * total, wish).fits or not plan(models, total, wish).fits


@given(sizes, programs, totals, wishes)
def test_float16_is_given_up_only_where_it_does_not_fit(
    whisper: WhisperSizes, program: Beside, total: int, wish: Wish
) -> None:
    models = Models(whisper, program)
    found = plan(models, total, wish)
    alone = plan(models, total, Wish(wish.batch_size, "float16"))
    assert (found.compute_type == "float16") == (alone.fits or not found.fits)


def test_an_unknown_gpu_fits_everything_and_leaves_the_compute_type() -> None:
    found = plan(Models(LARGE, beside), None, Wish(20))
    assert (found.fits, found.total, found.compute_type) == (True, None, AS_STORED)


def test_figures_are_those_of_the_documents() -> None:
    """docs/costs.md, README.md: GPU memory of small and large, in GB, without the reserve."""
    assert _gigabytes(SMALL, "float16") == pytest.approx(4.0, abs=0.2)
    assert _gigabytes(SMALL, "int8_float16") == pytest.approx(3.5, abs=0.2)
    assert _gigabytes(LARGE, "float16") == pytest.approx(14, abs=0.5)
    assert _gigabytes(LARGE, "int8_float16") == pytest.approx(11, abs=0.5)


def _gigabytes(whisper: WhisperSizes, compute_type: str) -> float:
    found = plan(Models(whisper, None), None, Wish(20, compute_type))
    return (found.needed - RESERVE) / 1e9


def test_int8_makes_room_on_a_t4() -> None:
    large_beside_small = Beside("a-model", 8192, 3 * GIB // 2, 40_000, GIB // 4)
    found = plan(Models(LARGE, large_beside_small), T4, Wish(20))
    assert (found.fits, found.compute_type) == (True, "int8_float16")


def test_sizes_are_read_of_the_models_file(model_dir: Path) -> None:
    found = read_sizes(model_dir)
    assert found.width == 128
    assert 0 < found.weights <= (model_dir / "model.bin").stat().st_size
    assert found.decoder_layers > 0 and found.heads > 0


def _program(folder: Path, weights_bytes: int = GIB) -> Path:
    path = folder / "program.json"
    memory = {"weightsBytes": weights_bytes, "cacheBytesPerToken": 1000, "workspaceBytes": 1000}
    told = {"model": "tiny-llm", "contextTokens": 4096, "memory": memory}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def _plan(model_dir: Path, *arguments: str | Path) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "fast_transcribe", "plan", "--model", model_dir, *arguments]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_command_prints_a_table(model_dir: Path, tmp_path: Path) -> None:
    status, told, _ = _plan(
        model_dir, "--beside", _program(tmp_path), "--gpu-memory", str(16 * GIB)
    )
    assert status == 0
    lines = told.splitlines()
    assert any(line.startswith("tiny-llm: weights") and "1,073,741,824" in line for line in lines)
    assert lines[-2].startswith("needed") and lines[-1].startswith("of the GPU")


def test_the_command_refuses_what_does_not_fit(model_dir: Path, tmp_path: Path) -> None:
    program = _program(tmp_path, 20 * GIB)
    status, told, why = _plan(
        model_dir, "--beside", program, "--gpu-memory", str(16 * GIB), "--json"
    )
    found = json.loads(told)
    assert (status, found["fits"], found["totalBytes"]) == (3, False, 16 * GIB)
    assert "do not run beside each other" in why and len(why.splitlines()) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"model": "a"}', '{"memory": 7}'])
def test_the_command_says_what_it_cannot_read(
    model_dir: Path, tmp_path: Path, content: str
) -> None:
    program = tmp_path / "program.json"
    program.write_text(content, encoding="utf-8")
    status, _, why = _plan(model_dir, "--beside", program)
    assert status == 2
    assert "program.json does not describe a program" in why


def test_a_model_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"\x06\x00\x00\x00rubbish")
    status, _, why = _plan(tmp_path)
    assert (status, "cannot be read as a model" in why) == (2, True)


def _heard(model_dir: Path, *arguments: str | Path) -> Run:
    request = json.dumps({"audio": str(AUDIO / "demo.wav")}) + "\n"
    return transcribe(
        "--await-request", "--device", "cpu", *arguments, model=model_dir, request=request
    )


def test_ready_says_the_plan(model_dir: Path, tmp_path: Path) -> None:
    run = _heard(model_dir, "--beside", _program(tmp_path))
    memory = run.all("ready")[0]["memory"]
    assert (run.status, memory["fits"], memory["totalBytes"]) == (0, True, None)
    assert [row for row in memory["rows"] if row["what"] == "tiny-llm: weights"]


def test_a_damaged_program_does_not_keep_from_transcribing(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "program.json").write_text("{", encoding="utf-8")
    run = _heard(model_dir, "--beside", tmp_path / "program.json")
    assert run.status == 0
    assert "memory" not in run.all("ready")[0]
    assert run.text == _heard(model_dir).text


def _loaded(
    monkeypatch: pytest.MonkeyPatch, model_dir: Path, program: Path, total: int
) -> tuple[ModelOptions, MemoryPlan]:
    monkeypatch.setattr(loading, "total_memory", lambda: total)
    options, found = loading.plan_loading(ModelOptions(model_dir), program, None)
    assert found is not None
    return options, found


def test_what_does_not_fit_is_loaded_as_alone(
    monkeypatch: pytest.MonkeyPatch, model_dir: Path, tmp_path: Path
) -> None:
    options, found = _loaded(monkeypatch, model_dir, _program(tmp_path, 20 * GIB), 16 * GIB)
    assert (found.fits, options) == (False, ModelOptions(model_dir))


def test_the_compute_type_of_the_plan_is_for_a_gpu_alone(
    monkeypatch: pytest.MonkeyPatch, model_dir: Path, tmp_path: Path
) -> None:
    options, found = _loaded(monkeypatch, model_dir, _program(tmp_path), 16 * GIB)
    assert options.gpu_compute_type == found.compute_type == "float16"
    assert options.compute_type == AS_STORED
