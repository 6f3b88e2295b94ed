"""Any allowed audio file -> blocks of 16 kHz float32, as a stream, in this process.

NumPy is not needed for it: a process that only decodes (decoding.py) does without its memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import AudioEmpty, AudioTooLong, AudioUnreadable, EngineError
from .container import audio_stream, open_container
from .declaration import Declaration
from .frames import Frames
from .nameless import NamelessFile
from .rate import RATE
from .recording import Recording
from .resample import SAMPLE_BYTES, Resampler, Rows
from .source import AudioSource, read_fully

if TYPE_CHECKING:
    from .samples import Samples


@dataclass(frozen=True)
class DecodeOptions:
    """max_seconds: longer audio is refused. split: two channels apart, not all of them mixed."""

    max_seconds: float
    split: bool = False


class AudioFile(Recording):
    """One file. Iterate `blocks()` or `rows()`, once."""

    def __init__(self, source: AudioSource, options: DecodeOptions) -> None:
        """Raises AudioEmpty, AudioUnreadable, AudioUnsupported or AudioTooLong."""
        _check_not_empty(source)
        self._source = source
        self._options = options
        self._declaration = Declaration(source)
        self._seen = NamelessFile(source)
        self._container = open_container(self._seen)
        stream = audio_stream(self._container)
        self._declaration.complete(self._container, stream)
        self._frames = Frames(self._container, stream, options.split)
        super().__init__(2 if options.split else 1, self._declaration.seconds)
        self._check_length(self.declared or 0.0)

    def blocks(self) -> Iterator[Samples]:
        from .samples import samples_of

        return map(samples_of, self.rows())

    def rows(self) -> Iterator[Rows]:
        """The same blocks as FFmpeg has them, not tamed: any float may be among them."""
        with self._container:
            resampler = Resampler(mix=not self._options.split)
            for frame in self._frames:
                yield from self._count(resampler.push(frame))
            yield from self._count(resampler.finish())
        decoded = self.samples / RATE
        broken = self._declaration.is_broken(decoded, self._seen.tail)
        self.truncated = self._frames.broken_off or broken
        if self.samples == 0:
            raise self._no_samples()
        self.ended = True

    def _count(self, blocks: Iterator[Rows]) -> Iterator[Rows]:
        for block in blocks:
            self.samples += len(block[0]) // SAMPLE_BYTES
            if self._source.size:
                self.share_read = self._source.tell() / self._source.size
            self._check_length(self.samples / RATE)
            yield block

    def _check_length(self, seconds: float) -> None:
        if seconds > self._options.max_seconds:
            raise AudioTooLong(
                f"The audio is longer than the {self._options.max_seconds:.0f} s that are allowed;"
                " it was not transcribed; split it, or allow more."
            )

    def _no_samples(self) -> EngineError:
        if self.truncated or self._frames.damaged or self.declared:
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
