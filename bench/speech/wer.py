"""Word and character errors per file, and the texts for reading side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from alignment import Errors, align
from place import Place
from recordings import Recording, SpeechSet
from side_by_side import write_texts
from table import table
from transcribed import hear_all
from transcripts import Transcript
from unheard import unheard
from word_errors import edit_distance

Stored = dict[str, Any]
THEIRS = "faster-whisper"


def measure(place: Place) -> Stored:
    """The sets' recordings, each with every system's errors."""
    return {"sets": [_set(place, speech) for speech in place.sets()], "texts": str(place.texts)}


def tell(stored: Stored) -> str:
    sets = stored["sets"]
    return "\n\n".join(
        [
            "\n".join(f"- {s['name']}: {s['source']}, {s['licence']}" for s in sets),
            _errors_table(sets),
            *_unheard(sets),
            f"Texts to read: {stored['texts']}",
        ]
    )


def _set(place: Place, speech: SpeechSet) -> Stored:
    return {
        "name": speech.name,
        "source": speech.source,
        "licence": speech.licence,
        "recordings": [_recording(place, recording) for recording in speech.recordings],
    }


def _recording(place: Place, recording: Recording) -> Stored:
    heard = hear_all(place.systems, recording)
    write_texts(place, recording, heard)
    return {
        "name": recording.name,
        "errors": {name: _errors(place, recording, heard[name]) for name in heard},
        "unheard": unheard(recording, heard),
        "flags": {name: list(t.flags) for name, t in heard.items()},
    }


def _errors(place: Place, recording: Recording, transcript: Transcript) -> Stored | None:
    """None without a reference text."""
    if recording.sentences is None:
        return None
    texts = [recording.said, transcript.text]
    said, heard = place.normaliser.words(texts, recording.language)
    characters = " ".join(said)
    return {
        **asdict(align(said, heard).errors()),
        "characters": len(characters),
        "characters_wrong": edit_distance(characters, " ".join(heard)),
    }


def _errors_table(sets: Sequence[Stored]) -> str:
    """WER (substituted/deleted/inserted), CER."""
    recordings = [r for s in sets for r in s["recordings"]]
    names = list(dict.fromkeys(name for r in recordings for name in r["errors"]))
    rows = []
    for speech in sets:
        known = [r for r in speech["recordings"] if any(r["errors"].values())]
        rows += [[r["name"], *_cells([r], names)] for r in known]
        if len(known) > 1:
            rows.append([f"**{speech['name']}**", *_cells(known, names)])
    head = ["file", "words", *(f"{name}: WER % (S/D/I), CER %" for name in names)]
    return table(head, rows)


def _cells(recordings: Sequence[Stored], names: Sequence[str]) -> Iterator[str]:
    """Spoken words, then each system's cell; empty if it did not run on all recordings."""
    told = [r["errors"] for r in recordings]
    yield str(sum(next(e["words"] for e in errors.values() if e) for errors in told))
    for name in names:
        own = [errors.get(name) for errors in told]
        yield _cell([e for e in own if e]) if all(own) else ""


def _cell(measured: Sequence[Mapping[str, int]]) -> str:
    total = sum((_words(e) for e in measured), Errors(0, 0, 0, 0))
    characters = sum(e["characters"] for e in measured)
    wrong = sum(e["characters_wrong"] for e in measured)
    counts = f"({total.substituted}/{total.deleted}/{total.inserted})"
    if not total.words:
        return f"{total.inserted} too many"
    return f"{total.rate:.2f} {counts}, {100 * wrong / characters:.2f}"


def _words(measured: Mapping[str, int]) -> Errors:
    counts = ("words", "substituted", "deleted", "inserted")
    return Errors(*(measured[count] for count in counts))


def _unheard(sets: Sequence[Stored]) -> Iterator[str]:
    """Seconds without text, and a list of the engine's spans without text."""
    spans = [{"file": r["name"], **s} for t in sets for r in t["recordings"] for s in r["unheard"]]
    if not spans:
        yield "No span over 1 s without text where another has some."
        return
    yield "Spans over 1 s without text where another has some, or somebody is known to speak:"
    head = ["file", "without text", "compared with", "spans", "seconds", "told as untranscribed"]
    yield table(head, list(_unheard_sums(spans)))
    head = ["file", "without text", "from", "to", "told", "text of another"]
    own = [s for s in spans if not s["system"].startswith(THEIRS)]
    yield table(head, [_unheard_row(span) for span in own])


def _unheard_sums(spans: Sequence[Stored]) -> Iterator[list[str]]:
    compared = ("file", "system", "other")
    for names in dict.fromkeys(tuple(s[what] for what in compared) for s in spans):
        here = [s for s in spans if tuple(s[what] for what in compared) == names]
        seconds = sum(s["end"] - s["start"] for s in here)
        told = sum(s["told"] for s in here)
        yield [*names, str(len(here)), f"{seconds:.1f}", str(told)]


def _unheard_row(span: Stored) -> list[str]:
    times = (f"{span[at]:.2f}" for at in ("start", "end"))
    text = " ".join(span["text"].split()).replace("|", "/")
    told = "yes" if span["told"] else "no"
    return [span["file"], span["system"], *times, told, f"{span['other']}: {text}"]
