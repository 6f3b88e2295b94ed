"""No command overwrites its own recording, model, checkpoint or transcript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from engine_command import AUDIO
from fast_transcribe.errors import UsageError
from fast_transcribe.overwriting import Files, refuse_overwriting
from fast_transcribe.transcript.document_names import DocumentOptions, document_paths
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe

NO_MODEL = Path("no such model")


def files(
    *audio: str | Path,
    out: Path = Path("o"),
    formats: Sequence[str] = ("txt",),
    checkpoint: str = "",
) -> Files:
    return Files([str(a) for a in audio], checkpoint, DocumentOptions(out, formats), NO_MODEL)


@pytest.mark.parametrize(
    "names",
    [
        ("call.wav", "call.mp3"),
        ("d1/a.wav", "d2/a.wav"),
        ("a.wav", "a.wav"),
        ("-", "transcript.ogg"),
        ("Call.wav", "call.wav"),
        ("M\N{LATIN SMALL LETTER O WITH DIAERESIS}te.wav", "Mo\N{COMBINING DIAERESIS}te.flac"),
        ("x.wav", "call.wav", "call"),
    ],
)
def test_two_that_would_share_a_document(names: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="would both be written to") as raised:
        refuse_overwriting(files(*names))
    for part in (*names[-2:], "o/", ".txt", "nothing was transcribed", "--out"):
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("audio", "document"),
    [
        ("Möte 2024.03.12", "Möte 2024.03.12.txt"),
        ("interview 12.30", "interview 12.30.txt"),
        ("call.part1", "call.part1.txt"),
        ("call.WAV", "call.txt"),
        ("film.mp4", "film.txt"),
        ("film.mp4.mp3", "film.mp4.txt"),
        (".wav", ".wav.txt"),
        ("call.txt", "call.txt"),
    ],
)
def test_only_an_extension_is_taken_off(audio: str, document: str) -> None:
    options = DocumentOptions(Path("o"), ("txt",))
    assert document_paths(f"d/{audio}", options) == {"txt": Path("o") / document}


def test_without_documents_nothing_is_shared() -> None:
    refuse_overwriting(files("d1/a.wav", "d2/a.wav", formats=()))


def test_a_document_that_is_the_audio_itself(tmp_path: Path) -> None:
    recording = tmp_path / "a.txt"
    recording.write_bytes(b"sound")
    with pytest.raises(
        UsageError, match=r"which is the audio file .*a\.txt; nothing was transcribed"
    ):
        refuse_overwriting(files(recording, out=tmp_path))


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_document_that_is_the_audio_by_a_link(link: object, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    recording.write_bytes(b"sound")
    assert callable(link)
    link(tmp_path / "a.txt", recording)
    with pytest.raises(UsageError, match="which is the audio file"):
        refuse_overwriting(files(recording, out=tmp_path))


def test_a_document_in_the_audios_folder_by_another_way(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").symlink_to("in")
    (tmp_path / "in" / "a.json").write_bytes(b"sound")
    audio = tmp_path / "in" / ".." / "in" / "a.json"
    with pytest.raises(UsageError, match="which is the audio file"):
        refuse_overwriting(files(audio, out=tmp_path / "out", formats=("srt", "json")))


def test_a_document_that_is_another_input(tmp_path: Path) -> None:
    """Of a file transcribed earlier or later in the same run."""
    first, second = tmp_path / "a.wav", tmp_path / "b.srt"
    for path in (first, second):
        path.write_bytes(b"sound")
    (tmp_path / "a.srt").symlink_to("b.srt")
    for order in ((first, second), (second, first)):
        with pytest.raises(UsageError, match="which is the audio file"):
            refuse_overwriting(files(*order, out=tmp_path, formats=("srt",)))


def test_a_document_that_is_a_file_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    documents = DocumentOptions(tmp_path, ("json",))
    with pytest.raises(UsageError, match=r"config\.json, which is a file of the model"):
        refuse_overwriting(Files(["config.wav"], "", documents, tmp_path))


def test_a_checkpoint_that_is_the_audio(tmp_path: Path) -> None:
    """An empty file would be taken for a new checkpoint."""
    recording, link = tmp_path / "a.wav", tmp_path / "link"
    recording.touch()
    link.symlink_to(recording)
    for checkpoint in (recording, link):
        with pytest.raises(UsageError, match=r"is also the audio file .*a\.wav"):
            refuse_overwriting(files(recording, checkpoint=str(checkpoint)))


def test_a_checkpoint_that_is_a_document(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is also the transcript of a\.wav"):
        refuse_overwriting(files("a.wav", out=tmp_path, checkpoint=str(tmp_path / "a.txt")))


def test_a_checkpoint_for_several_files() -> None:
    with pytest.raises(UsageError, match="given for 2 audio files, and one holds one"):
        refuse_overwriting(files("a.wav", "b.wav", checkpoint="checkpoint"))


def test_names_that_are_no_text(tmp_path: Path) -> None:
    for name in (b"caf\xe9.wav", b"caf\xe9.mp3"):
        (tmp_path / os.fsdecode(name)).touch()
    with pytest.raises(UsageError) as raised:
        refuse_overwriting(files(*sorted(tmp_path.iterdir()), out=tmp_path))
    str(raised.value).encode()  # it can be printed
    refuse_overwriting(files("no\0path"))  # reported when the file is opened


_STEMS = [a + b for a in "aAb" for b in ("", *"aAb")]
_EXTENSIONS = ("", ".wav", ".mp3", ".12", ".txt")
_NAMES = st.lists(
    st.sampled_from([s + e for s in _STEMS for e in _EXTENSIONS]), min_size=1, max_size=4
)


@given(_NAMES, st.sampled_from([("txt",), ("json", "srt")]))
def test_what_is_let_through_writes_as_many_files_as_it_has_documents(
    names: list[str], formats: tuple[str, ...]
) -> None:
    options = DocumentOptions(Path("o"), formats)
    targets = [str(p) for n in names for p in document_paths(n, options).values()]
    distinct = len({t.casefold() for t in targets}) == len(targets)
    try:
        refuse_overwriting(files(*names, formats=formats))
    except UsageError:
        assert not distinct
    else:
        assert distinct


# As it is called


def test_the_recording_is_there_after_the_command(model_dir: Path, tmp_path: Path) -> None:
    recording = tmp_path / "a.txt"
    shutil.copy(AUDIO / "demo.wav", recording)
    before = recording.read_bytes()
    run = transcribe("a.txt", "--formats", "txt", model=model_dir, folder=tmp_path)
    assert run.status == 2
    assert [e["event"] for e in run.events] == ["error"]
    assert recording.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_request_is_looked_at_too(model_dir: Path, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    recording.touch()
    request = f'{{"audio": "{recording}", "resume": "{recording}"}}\n'
    run = transcribe("--await-request", model=model_dir, request=request)
    assert (run.status, recording.read_bytes()) == (2, b"")
    assert "is also the audio file" in run.last["message"]


@pytest.mark.parametrize(("names", "status"), [(["a.wav", "b.wav"], 0), (["a.wav", "a.mp3"], 2)])
def test_a_dry_run_takes_several(names: list[str], status: int, tmp_path: Path) -> None:
    run = transcribe(*names, "--dry-run", "--formats", "vtt", model=tmp_path, folder=tmp_path)
    assert run.status == status
    assert [e["event"] for e in run.events] == ["error"] * (status == 2)
    assert os.listdir(tmp_path) == []
