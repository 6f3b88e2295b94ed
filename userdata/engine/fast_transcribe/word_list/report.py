"""What a word list did in a file: entries heard, words replaced, entries refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..transcript.segments import Segment
from ..whisper.words import Word
from .entries import Entry, Refused
from .spelling import core, genitives

_MOST_HEARD = 100  # places of one entry that are listed; a name may be said in every sentence


@dataclass(frozen=True)
class Heard:
    """An entry that the model wrote itself; `start`: second of the file. `side`: of a call."""

    entry: str
    start: float
    side: str | None = None


@dataclass(frozen=True)
class Replaced:
    """Words that were written otherwise, without the signs around them. Seconds of the file."""

    written: str
    entry: str
    start: float
    end: float
    side: str | None = None


@dataclass(frozen=True)
class VocabularyReport:
    """`heard`: at most 100 places of an entry. `replaced`: all."""

    heard: Sequence[Heard]
    replaced: Sequence[Replaced]
    refused: Sequence[Refused]

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "heard": [{"entry": h.entry, "start": round(h.start, 2)} for h in self.heard],
            "replaced": [
                {
                    "from": r.written,
                    "to": r.entry,
                    "start": round(r.start, 2),
                    "end": round(r.end, 2),
                }
                for r in self.replaced
            ],
            "refused": [{"entry": r.entry, "because": r.because} for r in self.refused],
        }


class Reporter:
    """Reads the finished segments of a file, in order."""

    def __init__(self, entries: Sequence[Entry], refused: Sequence[Refused]) -> None:
        self._refused = refused
        self._entries: defaultdict[str, list[tuple[Sequence[str], Entry]]] = defaultdict(list)
        for entry in entries:
            words = [core(word) for word in entry.text.split()]
            self._entries[words[0]].append((words, entry))
        for listed in self._entries.values():
            listed.sort(key=lambda known: -len(known[0]))  # the longest is looked for first
        self._times_heard: Counter[tuple[str, str | None]] = Counter()
        self._heard: list[Heard] = []
        self._replaced: list[Replaced] = []

    def add(self, segment: Segment) -> None:
        words, at = segment.words, 0
        while at < len(words):
            replacement = words[at].replacement
            if replacement is None:
                at += self._hear(words, at, segment.speaker)
                continue
            last = words[min(at + replacement.words, len(words)) - 1]
            what = replacement.written, replacement.entry
            self._replaced.append(Replaced(*what, words[at].start, last.end, segment.speaker))
            at += replacement.words

    def report(self, side: str | None = None) -> VocabularyReport:
        """side: the only one of a call that counts."""
        heard = [h for h in self._heard if side in (None, h.side)]
        replaced = [r for r in self._replaced if side in (None, r.side)]
        return VocabularyReport(list(_at_most(_MOST_HEARD, heard)), replaced, self._refused)

    def _hear(self, words: Sequence[Word], at: int, side: str | None) -> int:
        """Notes an entry that begins at this word. Returns the number of words read."""
        for spelled, entry in self._beginning_with(words[at]):
            if _stand_there(spelled, words[at : at + len(spelled)]):
                self._times_heard[entry.text, side] += 1
                if self._times_heard[entry.text, side] <= _MOST_HEARD:
                    self._heard.append(Heard(entry.text, words[at].start, side))
                return len(spelled)
        return 1

    def _beginning_with(self, word: Word) -> Iterator[tuple[Sequence[str], Entry]]:
        for form in genitives(core(word.text)):
            yield from self._entries.get(form, ())


def _at_most(most: int, heard: Sequence[Heard]) -> Iterator[Heard]:
    """The first places of each entry."""
    times = Counter[str]()
    for one in heard:
        times[one.entry] += 1
        if times[one.entry] <= most:
            yield one


def _stand_there(spelled: Sequence[str], words: Sequence[Word]) -> bool:
    """Whether the words are these; the last one may have a genitive s."""
    written = [core(word.text) for word in words]
    return (
        len(written) == len(spelled)
        and written[:-1] == list(spelled[:-1])
        and spelled[-1] in genitives(written[-1])
    )
