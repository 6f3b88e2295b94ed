"""What the same list does as the decoder's prompt, which the engine does not use.

Each window is decoded twice from one encoding, greedily: without and with the names before it, as
many as fit the 223 tokens that Whisper allows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from alignment import align
from heard import PROJECT, plain
from recordings import Recording
from table import table

sys.path.append(str(PROJECT / "userdata" / "engine"))

from fast_transcribe.audio.decoders import Decoders
from fast_transcribe.audio.options import DecodeOptions
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.whisper.decoding import features
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.tokenise import Tokeniser

_MOST_TOKENS = 223
_MAX_SECONDS = 3600.0


def measure(
    model: Path, recordings: Iterable[Recording], names: Sequence[str]
) -> Iterator[dict[str, Any]]:
    engine = load_engine(ModelOptions(model, "cpu", "int8"), None)
    return (_measured(engine, recording, names) for recording in recordings)


def _measured(engine: Engine, recording: Recording, names: Sequence[str]) -> dict[str, Any]:
    print(f"{recording.name}: without and with a prompt …", file=sys.stderr)
    prompt, listed = engine.vocabulary.prompt(recording.language), _fitting(engine, names)
    previous = engine.vocabulary._specials["<|startofprev|>"]
    plainly: list[str] = []
    prompted: list[str] = []
    for window in _windows(engine, recording):
        encoded = engine.whisper.encode(features([window.mel]))
        for words, before in ((plainly, []), (prompted, [previous, *listed])):
            (result,) = engine.decoding.greedy(encoded, 1, [*before, *prompt])
            words += plain(result.text)
    entries = {word for name in names for word in plain(name)}
    said = plain(recording.said)
    return {
        "name": recording.name,
        "words": len(plainly),
        "changed": align(plainly, prompted).errors().wrong,
        "errors": [align(said, words).errors().wrong for words in (plainly, prompted)],
        "names": sum(word in entries for word in prompted),
    }


def _fitting(engine: Engine, names: Sequence[str]) -> list[int]:
    """The tokens of as many names as fit, with commas between."""
    tokeniser, tokens = Tokeniser(engine.vocabulary), list[int]()
    for name in names:
        more = tokeniser.tokens(f" {name},")
        if len(tokens) + len(more) > _MOST_TOKENS:
            break
        tokens += more
    return tokens


def _windows(engine: Engine, recording: Recording) -> Iterator[MelWindow]:
    with Decoders(1, standard_input=False) as decoders, decoders.next() as decoder:
        audio = decoder.open(str(recording.audio), DecodeOptions(_MAX_SECONDS, False, None))
        windows = engine.front_end.windows(audio.blocks(), audio.channels, 0)
        yield from (w for w in engine.front_end.mels(windows) if isinstance(w, MelWindow))


def tell(measured: Sequence[Mapping[str, Any]]) -> str:
    head = ["recording", "words", "changed by the prompt", "names written that nobody said"]
    rows = [
        [
            m["name"],
            str(m["words"]),
            str(m["changed"]),
            str(m["names"]),
            f"{m['errors'][0]}, {m['errors'][1]}",
        ]
        for m in measured
    ]
    return table([*head, "words wrong without, with"], rows)
