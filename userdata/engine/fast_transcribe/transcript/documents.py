"""Writes the documents of `--formats json,srt --out DIR`: DIR/<name of the audio>.json and so on.

document_names.py has the names, overwriting.py what must not be overwritten.

All or nothing: the documents are written in a hidden folder of DIR and moved into place at the end.
Until then, and after a failed run, earlier documents stay as they are.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from ..errors import EngineError, UsageError
from ..event_sink import Outcome
from ..request import Request
from .cues import Cue
from .document_formats import DOCUMENTS, Document, DocumentFile
from .document_names import DocumentOptions, document_paths
from .segments import Segment
from .spans import CoverageSpan


class Documents:
    """A context manager: enter before the transcription, `finish` after it.

    Entering raises UsageError if the documents could not be written; later calls raise EngineError
    if they no longer can, such as on a full disk.
    """

    def __init__(self, options: DocumentOptions, request: Request) -> None:
        self._directory = options.directory
        self._targets = document_paths(request.audio, options)
        self._words = request.words
        self._open = ExitStack()
        self._files: dict[Path, TextIO] = {}  # being written, by target
        self._documents: list[Document] = []

    def __enter__(self) -> Documents:
        try:
            if self._targets:
                self._begin()
        except OSError as e:
            self._open.close()
            raise UsageError(
                f"The documents cannot be written to {self._directory} ({e.strerror});"
                " nothing was transcribed; name another folder with --out."
            ) from e
        return self

    def __exit__(self, *error: object) -> None:
        with _writing():
            self._open.close()

    def segment(self, segment: Segment) -> None:
        with _writing():
            for document in self._documents:
                document.segment(segment)

    def cue(self, cue: Cue) -> None:
        with _writing():
            for document in self._documents:
                document.cue(cue)

    def coverage(self, span: CoverageSpan) -> None:
        with _writing():
            for document in self._documents:
                document.coverage(span)

    def finish(self, outcome: Outcome) -> None:
        """Moves the documents into place."""
        with _writing():
            for document in self._documents:
                document.finish(outcome)
            for file in self._files.values():
                file.close()
            for target, file in self._files.items():
                Path(file.name).replace(target)

    def _begin(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        for target in self._targets.values():
            _check_replaceable(target)
        from tempfile import TemporaryDirectory  # imports modules that most runs do not need

        hidden = TemporaryDirectory(prefix=".transcript-", dir=self._directory)
        folder = Path(self._open.enter_context(hidden))

        def new_file(name: str) -> TextIO:
            file = (folder / name).open("x+", encoding="utf-8", newline="\n")
            return self._open.enter_context(file)

        for form, target in self._targets.items():
            file = self._files[target] = new_file(f"transcript.{form}")
            self._documents.append(DOCUMENTS[form](DocumentFile(file, new_file, self._words)))


def _check_replaceable(target: Path) -> None:
    """Raises OSError for a name that is too long or a directory's: earlier than at the end."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise EngineError(
            f"The documents cannot be written ({e.strerror}); there are none of this run, and what"
            " was there before is unchanged; make room, then transcribe again."
        ) from e
