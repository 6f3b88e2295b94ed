"""Refuses commands that would overwrite a file that they also read or write.

Checked before anything is transcribed, for all audio files of a command: a recording that is lost
here cannot be restored.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import UsageError
from .request import STANDARD_INPUT
from .transcript.document_names import DocumentOptions, document_paths


@dataclass(frozen=True)
class Files:
    """What a command reads and writes, in one or more runs of the engine.

    `audio`: paths, or "-" for standard input. `checkpoint`: a path, or "" for none. `speakers`:
    whether a side file of their voices is kept beside it. `word_list`: that of the command line.
    """

    audio: Sequence[str]
    checkpoint: str
    documents: DocumentOptions
    model: Path
    speakers: bool = False
    word_list: Path | None = None

    @property
    def checkpoints(self) -> Sequence[str]:
        if not (self.checkpoint and self.speakers):
            return [self.checkpoint] if self.checkpoint else []
        from .speakers.options import side_file

        return [self.checkpoint, str(side_file(Path(self.checkpoint)))]


def refuse_overwriting(files: Files) -> None:
    """Raises UsageError if one of the command's files would overwrite another."""
    read = _read(files)
    _check_documents(files, read)
    for checkpoint in files.checkpoints:
        _check_checkpoint(checkpoint, files, read)


def _read(files: Files) -> dict[Hashable, str]:
    """Identities of the files that are read -> what they are, as a phrase for messages."""
    read = dict[Hashable, str]()
    for path in _model_files(files.model):
        read.update(dict.fromkeys(_identities(path), "a file of the model"))
    if files.word_list is not None:
        read.update(dict.fromkeys(_identities(files.word_list), "the word list"))
    for audio in files.audio:
        if audio != STANDARD_INPUT:
            phrase = f"the audio file {shown(audio)}"
            read.update(dict.fromkeys(_identities(Path(audio)), phrase))
    return read


def _model_files(directory: Path) -> Iterator[Path]:
    try:
        yield from directory.iterdir()
    except OSError:
        return  # reported when the model is loaded


def _check_documents(files: Files, read: dict[Hashable, str]) -> None:
    written = dict[str, tuple[str, Path]]()
    for audio in files.audio:
        for target in document_paths(audio, files.documents).values():
            for what in (read[i] for i in _identities(target) if i in read):
                raise UsageError(
                    f"The transcript of {shown(audio)} would be written to {shown(target)}, which is"
                    f" {what}; nothing was transcribed, and that file is unchanged;"
                    " name another folder with --out."
                )
            other, same = written.setdefault(_name(target), (audio, target))
            if same is not target:
                raise UsageError(_both(other, audio, (same, target)))


def _both(first: str, second: str, targets: tuple[Path, Path]) -> str:
    one, other = map(shown, targets)
    where = f"to {one}" if one == other else f"to {one} and {other}, one file on many systems"
    return (
        f"{shown(first)} and {shown(second)} would both be written {where};"
        " nothing was transcribed; give one of them another name, or transcribe each with an"
        " --out of its own."
    )


def _check_checkpoint(name: str, files: Files, read: dict[Hashable, str]) -> None:
    checkpoint = Path(os.path.realpath(name))  # it is written through links
    if len(files.audio) > 1:
        raise UsageError(
            f"The checkpoint {shown(name)} is given for {len(files.audio)} audio files,"
            " and one holds one; nothing was transcribed; transcribe them one by one, each with a"
            " --resume of its own."
        )
    taken = dict(read)
    for audio in files.audio:
        for target in document_paths(audio, files.documents).values():
            phrase = f"the transcript of {shown(audio)}"
            taken.update(dict.fromkeys(_identities(target), phrase))
    for what in (taken[i] for i in _identities(checkpoint) if i in taken):
        raise UsageError(
            f"The checkpoint {shown(name)} is also {what}; nothing was transcribed, and"
            " that file is unchanged; give --resume another name."
        )


def _identities(path: Path) -> Iterator[Hashable]:
    """By name and, if it exists, by inode: hard links give a file several names."""
    try:
        yield _name(path)
        found = path.stat()
    except (OSError, ValueError):
        return  # missing, or no valid path, which opening it reports
    yield found.st_dev, found.st_ino


def _name(path: Path) -> str:
    """Equal for names that differ only in case or in how an "ö" is composed."""
    whole = os.path.join(os.path.realpath(path.parent), path.name)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", whole).casefold())


def shown(path: str | Path) -> str:
    """For messages: bytes that are not UTF-8 become question marks."""
    return str(path).encode("utf-8", "replace").decode()
