"""One file through all stages at the same time.

    decode thread      file -> 10 s blocks of 16 kHz mono
    listen thread      blocks -> speech -> windows of at most 30 s -> log-mel
    the caller's       windows -> text -> segments

The queues between them are short, so memory does not grow with the file. The caller takes whatever
windows are ready, up to a batch: the first ones alone, for an early first segment, then full ones,
since more are ready while the model works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .decode import AudioFile
from .engine import Engine
from .frontend import Settled
from .language import AUTO, UNDETERMINED, Language, detect
from .recognise import MelWindow
from .segments import Segment, SegmentMaker
from .stage import Stage
from .words import align

_BLOCKS_AHEAD = 4  # 40 s of audio


@dataclass(frozen=True)
class Turn:
    """What the model is given at a time, and what is settled when it is done. Either may lack."""

    windows: list[MelWindow]
    settled: Settled | None


class Pipeline:
    """Iterate `run()` once; `language` is final when it ends."""

    def __init__(self, engine: Engine, file: AudioFile, language: str) -> None:
        """Raises UsageError for a language that the model does not know."""
        self._engine = engine
        self._file = file
        self._maker = SegmentMaker(engine.vocabulary)
        asked = language != AUTO
        self.language = Language(language, 1.0) if asked else Language(UNDETERMINED, 0.0)
        self._prompt = engine.vocabulary.prompt(language) if asked else None

    def run(self) -> Iterator[Segment | Settled]:
        """Segments in order; a Settled when all that is spoken before it has come as segments."""
        blocks = Stage("decode", self._file.blocks(), _BLOCKS_AHEAD)
        ready = Stage("listen", self._engine.front_end.listen(blocks), 2 * self._engine.batch_size)
        try:
            while not ready.over:
                turn = self._next_turn(ready)
                if turn.windows:
                    yield from self._read(turn.windows)
                if turn.settled is not None:
                    yield turn.settled
        finally:
            blocks.close()
            ready.close()

    def _next_turn(self, ready: Stage[MelWindow | Settled]) -> Turn:
        """Waits for one item, then takes the windows that are ready as well."""
        windows: list[MelWindow] = []
        settled = None
        while len(windows) < self._engine.batch_size:
            item = ready.poll(wait=not windows)
            if isinstance(item, MelWindow):
                windows.append(item)
                continue
            settled = item or settled
            if item is None or not windows:
                break
        return Turn(windows, settled)

    def _read(self, windows: list[MelWindow]) -> Iterator[Segment]:
        prompt = self._prompt or self._detect(windows[0])
        batch = self._engine.recogniser.read(windows, prompt)
        aligned = align(self._engine.whisper, batch)
        for window, reading, tokens in zip(windows, batch.readings, aligned):
            yield from self._maker.segments(window.times, reading, tokens)

    def _detect(self, window: MelWindow) -> list[int]:
        """The prompt for what the first window of speech sounds like, from then on for all."""
        self.language = detect(self._engine.whisper, window)
        self._prompt = self._engine.vocabulary.prompt(self.language.code)
        return self._prompt
