"""One decoder per file, each started while the file before is transcribed."""

from __future__ import annotations

from types import TracebackType

from .decoder_process import Decoder


class Decoders:
    """The first starts at once, so that its imports run beside the caller's.

    One process per file: damage in one file cannot affect the next.
    """

    def __init__(self, files: int | None, standard_input: bool) -> None:
        """files: at least 1, or None for any number; standard_input: as for a Decoder."""
        self._left = files
        self._standard_input = standard_input
        self._has_low_priority = False
        self._waiting: Decoder | None = None
        self._start()

    def __enter__(self) -> Decoders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kills the decoder that still waits for a file."""
        if self._waiting is not None:
            self._waiting.close()

    def lower_priority(self) -> None:
        """Lowers the processes' priority, for a model that runs on the CPU."""
        self._has_low_priority = True
        if self._waiting is not None:
            self._waiting.lower_priority()

    def next(self) -> Decoder:
        """The decoder of the next file, which the caller closes. Call at most `files` times.

        One that has died while it waited, which may be hours, is replaced: no file is the cause.
        """
        assert self._waiting is not None, "a decoder for more files than were announced"
        if self._waiting.has_ended:
            self._waiting.close()
            self._waiting = self._new()
        decoder, self._waiting = self._waiting, None
        if self._left is None or self._left > 0:
            self._start()
        return decoder

    def _start(self) -> None:
        if self._left is not None:
            self._left -= 1
        self._waiting = self._new()

    def _new(self) -> Decoder:
        decoder = Decoder(self._standard_input)
        if self._has_low_priority:
            decoder.lower_priority()
        return decoder
