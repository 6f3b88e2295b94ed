"""A decoder for each of several files, started while the one before is transcribed."""

from __future__ import annotations

from types import TracebackType

from .decoder_process import Decoder


class Decoders:
    """The first starts at once: its process imports what it needs while the caller does the same.

    Each file has a process of its own: what a damaged file does to one is gone with it.
    """

    def __init__(self, files: int, standard_input: bool) -> None:
        """files: at least 1; standard_input: as for a Decoder."""
        self._left = files
        self._standard_input = standard_input
        self._stands_back = False
        self._waiting: Decoder | None = None
        self._start()

    def __enter__(self) -> Decoders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the one that still waits for a file."""
        if self._waiting is not None:
            self._waiting.close()

    def stand_back(self) -> None:
        """The model is on the processor: it goes first."""
        self._stands_back = True
        if self._waiting is not None:
            self._waiting.stand_back()

    def next(self) -> Decoder:
        """The caller closes it. No more often than there are files."""
        assert self._waiting is not None, "a decoder for more files than were announced"
        decoder, self._waiting = self._waiting, None
        if self._left > 0:
            self._start()
        return decoder

    def _start(self) -> None:
        self._left -= 1
        self._waiting = Decoder(self._standard_input)
        if self._stands_back:
            self._waiting.stand_back()
