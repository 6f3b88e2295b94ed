"""Who speaks in one file: listens beside its transcription, labels the segments at the end.

    listen thread      blocks, and where the VAD hears speech -> windows of 10 s
    speakers thread    windows -> voices, kept in the side file of the checkpoint
    caller's thread    segments are held; at the end turns -> labels -> final segments and cues

Nothing here fails a transcript: after an error, or too long a wait, it has no speakers, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..audio.recording import Recording
from ..audio.samples import Samples
from ..diagnostics import log
from ..event_sink import SPEAKERS_UNAVAILABLE, SPEAKERS_UNCERTAIN
from ..speech.heard import Heard
from ..transcript.cues import Cue, CueBuilder
from ..transcript.merging import SIDES
from ..transcript.segments import Segment
from .attribution import attributed
from .checkpoint import SideFile
from .conversation import Conversation, SpeakerRules
from .errors import SpeakersUnavailable
from .found_speakers import FoundSpeakers
from .held_segments import HeldSegments
from .labels import Labels
from .listening import Listening
from .options import SpeakerCount, side_file
from .patience import Patience
from .speaker import speakers_of
from .turns import Turn
from .voices import Voices
from .window_voices import VoiceFinder
from .windows import HeardWindow, WindowCutter

_LONGEST = 1000  # characters; a library's message may be much longer
_RAN_LATE = SpeakersUnavailable(
    "Telling speakers apart took longer than the transcription may wait;"
    " the transcript is without speakers; try again on a machine with more processors."
)


@dataclass(frozen=True)
class SpeakerOrder:
    """`networks`: folder of the two networks. `patience`: how long a transcription waits."""

    count: SpeakerCount
    networks: Path
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True)
class FileRun:
    """`checkpoint`: the side file is beside it; None for none. `track`: as asked for."""

    channels: int
    track: int | str | None
    checkpoint: Path | None


@dataclass(frozen=True)
class Final:
    """A segment or cue as it is at the end. `is_new`: it differs from the live ones."""

    item: Segment | Cue
    is_new: bool


class Diarization:
    """One file's speakers. Must be closed."""

    def __init__(self, order: SpeakerOrder, run: FileRun) -> None:
        self._order = order
        self._run = run
        self._cutter = WindowCutter(run.channels)
        self._held = HeldSegments()
        rules = SpeakerRules(fewest=order.count.least, most=order.count.most)
        self._conversation = Conversation(rules)
        self._listening = Listening(self._open_ear, self._conversation.add, order.patience)
        self._failure: Exception | None = None
        self._labels: Labels | None = None
        self.flags: list[str] = []  # of the file; final after `finals`
        self.takes_one_side = False  # of dual mono, the left one; final after `finals`

    def hear(self, block: Samples, heard: Sequence[Heard]) -> None:
        """block: float32 [channels, n], 16 kHz. heard: what the VAD hears in it."""
        try:
            for window in self._cutter.push(block, heard):
                self._listening.put(window)
        except Exception as e:  # noqa: BLE001 - speakers are not worth a transcript
            self._failure = self._failure or e

    def keep(self, segment: Segment) -> None:
        """Holds a live segment until the end."""
        self._held.add(segment)

    def finals(self, audio: Recording) -> Iterator[FoundSpeakers | Final]:
        """What was found, if anything was to be, then all segments and cues of the transcript."""
        labelled = None
        if audio.channels == 1 or audio.dual_mono:
            found, labelled = self._found(audio)
            yield found
        is_new = labelled is not None
        cues = CueBuilder(with_speakers=is_new)
        for number, segment in enumerate(self._held if labelled is None else labelled):
            final = replace(segment, id=number)
            yield Final(final, is_new)
            yield from (Final(cue, is_new) for cue in cues.add(final))
        yield from (Final(cue, is_new) for cue in cues.finish(audio.seconds))

    def overlaps(self, start: float, end: float) -> bool:
        """Whether two speak at once between two file seconds; final after `finals`."""
        return self._labels is not None and self._labels.of(start, end).overlap

    def close(self) -> None:
        self._listening.close()

    def _found(self, audio: Recording) -> tuple[FoundSpeakers, HeldSegments | None]:
        """The speakers, and the segments with them; None if there are none."""
        try:
            turns = self._turns()
            is_changed = bool(turns) or audio.dual_mono
            labelled = self._labelled(turns, only_one_side=audio.dual_mono) if is_changed else None
            if self._conversation.is_uncertain or not self._listening.is_whole:
                self.flags.append(SPEAKERS_UNCERTAIN)
            found = FoundSpeakers(speakers_of(turns))
            self.takes_one_side = audio.dual_mono
            return found, labelled
        except Exception as e:  # noqa: BLE001 - speakers are not worth a transcript
            cause = e.__cause__ or e
            log("warn", "there are no speakers", cause=repr(cause))
            self.flags = [SPEAKERS_UNAVAILABLE]
            return FoundSpeakers(unavailable=_sentence(e)), None

    def _turns(self) -> list[Turn]:
        for window in self._cutter.finish():
            self._listening.put(window)
        self._listening.finish()
        if self._failure is not None:
            raise self._failure
        if not self._listening.is_whole:
            log("warn", "the speakers of the end are not known", windows=self._listening.listened)
            if self._listening.listened == 0:
                raise _RAN_LATE
        return self._conversation.turns()

    def _labelled(self, turns: Sequence[Turn], only_one_side: bool) -> HeldSegments:
        self._labels, labelled = Labels(turns), HeldSegments()
        for segment in self._held:
            if not only_one_side or segment.speaker == SIDES[0]:
                for part in attributed(segment, self._labels):
                    labelled.add(part)
        return labelled

    def _open_ear(self) -> RememberingEar:
        finder = VoiceFinder(self._order.networks)
        if self._run.checkpoint is None:
            return RememberingEar(finder, None)
        run: dict[str, Any] = {"channels": self._run.channels, "track": self._run.track}
        path = side_file(self._run.checkpoint)
        return RememberingEar(finder, SideFile(path, {**finder.identity, **run}))


class RememberingEar:
    """Finds voices, or reads them in the side file of an earlier run."""

    def __init__(self, finder: VoiceFinder, side_file: SideFile | None) -> None:
        self._finder = finder
        self._side_file = side_file

    def voices(self, window: HeardWindow) -> Voices:
        if self._side_file is None:
            return self._finder.voices(window)
        known = self._side_file.known(window)
        if known is not None:
            return known
        voices = self._finder.voices(window)
        self._side_file.add(window, voices)
        return voices

    def close(self) -> None:
        if self._side_file is not None:
            self._side_file.close()


def _sentence(error: Exception) -> str:
    if isinstance(error, SpeakersUnavailable):
        return str(error)[:_LONGEST]
    return (
        f"Telling speakers apart failed ({type(error).__name__});"
        " the transcript is without speakers; try again, on another machine if it happens twice."
    )
