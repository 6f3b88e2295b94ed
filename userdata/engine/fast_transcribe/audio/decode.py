"""Decodes an audio file into a stream of 16 kHz float32 blocks, in this process.

`rows()` works without NumPy, whose memory the decoder's process (decoder_main.py) does not need.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..diagnostics import log
from ..errors import AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported, EngineError
from .anonymous_file import AnonymousFile
from .blocks import Blocks
from .declared_length import DeclaredLength, Ending
from .frames import Frames
from .link_sound import LinkSound, Place
from .ogg import OggChain, OggLink, is_ogg
from .opened import Opened
from .options import DecodeOptions
from .rate import RATE
from .recording import Recording
from .resample import SAMPLE_BYTES, Rows
from .source import AudioSource, read_fully

if TYPE_CHECKING:
    from .samples import Samples

__all__ = ["AudioFile", "DecodeOptions"]


class AudioFile(Recording):
    """One audio file. Iterate `blocks()` or `rows()`, once."""

    def __init__(self, source: AudioSource, options: DecodeOptions) -> None:
        """Raises AudioEmpty, AudioUnreadable, AudioUnsupported, AudioTooLong or UsageError."""
        _check_not_empty(source)
        self._source = source
        self._options = options
        self._declared_length = DeclaredLength(source)
        self._chain = OggChain(source) if is_ogg(source) else None
        self._opened = Opened(self._first_file(), options)
        self._lost = False  # part of a link, or all of it
        self._damaged = False
        self._heard = False  # whether any frame was decoded
        stated = self._declared_length.complete(self._opened)
        super().__init__(2 if options.split else 1, stated, self._opened.tracks)
        if source.size is not None:  # a pipe's declared length cannot be verified yet
            self._check_length(stated or 0.0)

    def blocks(self) -> Iterator[Samples]:
        from .samples import samples_of

        return self.compared(map(samples_of, self.rows()))

    def rows(self) -> Iterator[Rows]:
        """The same blocks as bytes, a row per channel, not sanitised: any float, NaN too."""
        blocks = Blocks()
        for opened in self._links():
            with opened.container:
                sound = LinkSound(opened, self._options.split, self._place(blocks.samples))
                for piece in sound.pieces():
                    yield from self._count(blocks.add(piece))
                self._look_at_the_end(opened, sound.frames, blocks.samples)
        yield from self._count(blocks.finish())
        if not self._heard:
            raise self._no_samples()
        self.ended = True

    def _place(self, begins: int) -> Place:
        stated = self._declared_length.seconds
        return Place(begins, self.gaps, stated, self._options.max_seconds)

    def _first_file(self) -> AnonymousFile | OggLink:
        link = self._chain.next_link() if self._chain else None
        wav = self._declared_length.wav
        return link or AnonymousFile(self._source, wav.unsaid if wav else None)

    def _links(self) -> Iterator[Opened]:
        """The opened file; for a chained Ogg, then each further link."""
        yield self._opened
        while self._chain and (link := self._chain.next_link()):
            try:
                yield Opened(link, self._options)
            except (AudioUnreadable, AudioUnsupported) as e:
                log("warn", "a link of the chain cannot be opened", code=e.code)
                self._lost = True

    def _look_at_the_end(self, opened: Opened, frames: Frames, samples: int) -> None:
        """Updates `truncated`; in a chained file the last link decides."""
        self._heard |= frames.heard
        self._damaged |= frames.damaged > 0
        self._lost |= frames.broken_off
        ending = Ending(samples / RATE, frames.last)
        broken = self._declared_length.is_broken(opened.file, ending)
        self.truncated = self._lost or broken

    def _count(self, blocks: Iterator[Rows]) -> Iterator[Rows]:
        for block in blocks:
            self.samples += len(block[0]) // SAMPLE_BYTES
            if self._source.size:
                self.share_read = self._source.tell() / self._source.size
            seconds = self.samples / RATE
            self._check_length(seconds)
            if self._declared_length.is_refuted(seconds, self.share_read):
                self.declared = None
            yield block

    def _check_length(self, seconds: float) -> None:
        if seconds > self._options.max_seconds:
            raise AudioTooLong(
                f"The audio is longer than the {self._options.max_seconds:.0f} s that are allowed;"
                " it was not transcribed; split it, or allow more."
            )

    def _no_samples(self) -> EngineError:
        listed = max(stream.frames for stream in self._opened.streams)
        if self._source.size is not None and listed > self._source.size:
            return AudioUnreadable(
                f"The file's index lists {listed} packets of sound, more than the file has bytes;"
                " it was not transcribed; send it again, or convert it to another format first."
            )
        if self.truncated or self._damaged or self.declared:
            return AudioUnreadable(
                "The file has a header but none of its audio can be decoded;"
                " it was not transcribed; send it again."
            )
        return AudioEmpty(
            "The audio stream has 0 samples; there is nothing to transcribe; record it again."
        )


def _check_not_empty(source: AudioSource) -> None:
    source.seek(0)
    if not read_fully(source, 1):
        raise AudioEmpty("The audio has 0 bytes; there is nothing to transcribe; send it again.")
    source.seek(0)
