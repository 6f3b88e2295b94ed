"""The speech of the measurement: one part to fit the model on, another to publish on.

They share no recording and, English apart, no voice and no language. The prompts are of 8 kHz:
clean, or under pink noise as loud as the speech.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import prompts
from prompts_abroad import prompts_of
from recordings import Recording, SpeechSet, is_saved, load
from speech_sets import speech_set
from spoiled import with_noise
from wave_file import Samples, read_wav, write_wav

Change = Callable[[Samples], Samples]
Ways = Mapping[str, Change]
Spoken = Callable[[Path], Sequence[prompts.Prompt]]

_PAUSES = (0.4, 0.8, 1.5)  # seconds
_FIRST, _LAST = 90, 60  # English prompts to fit on and to publish on
_ABROAD = 40  # prompts of another language


def for_fitting(folder: Path) -> list[Recording]:
    """Raises PackageMissing."""
    return [*_english("a", ("clean", "noise"), folder)]


def for_publishing(folder: Path) -> list[Recording]:
    """Raises PackageMissing."""
    known = [speech_set(name, folder) for name in ("librivox", "talk", "swedish")]
    others = [r for speech in known for r in speech.recordings if r.sentences]
    noisy = [r for language in ("es", "ru") for r in _abroad(language, "noise", folder)]
    clean = [*_english("b", ("clean",), folder), *_abroad("it", "clean", folder)]
    return [*clean, *noisy, *others]


def _english(half: str, ways: Sequence[str], folder: Path) -> Sequence[Recording]:
    """a: the first prompts of the shuffled list, b: the last."""

    def spoken(package: Path) -> Sequence[prompts.Prompt]:
        prompts.unpack_debian(prompts.PACKAGE, package)
        found = prompts.prompts_in(package / prompts.VOICE, random.Random(7))
        return found[:_FIRST] if half == "a" else found[-_LAST:]

    chosen = {how: _WAYS[how] for how in ways}
    return _set(f"review-en-{half}", "en", spoken, chosen, folder)


def _abroad(language: str, how: str, folder: Path) -> Sequence[Recording]:
    ways = {how: _WAYS[how]}
    name = f"review-{language}"
    return _set(name, language, lambda p: prompts_of(language, p, _ABROAD), ways, folder)


def _set(name: str, language: str, spoken: Spoken, ways: Ways, folder: Path) -> Sequence[Recording]:
    """The set, made if missing in `folder`."""
    kept = folder / name
    if not is_saved(kept):
        print(f"making the set {name}, once …", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            package, made = Path(work) / "package", Path(work) / "made"
            package.mkdir()
            made.mkdir()
            clean = _joined(spoken(package), package / "clean.wav")
            recordings = [
                _changed(
                    clean, change, made / f"{name.removeprefix('review-')}-{how}.wav", language
                )
                for how, change in ways.items()
            ]
            SpeechSet(name, "Debian asterisk-core-sounds", "CC BY-SA 3.0", recordings).save(made)
            made.rename(kept)
    return load(kept).recordings


def _joined(spoken: Sequence[prompts.Prompt], path: Path) -> Recording:
    draw = random.Random(11)
    return prompts.join(spoken, path, lambda: draw.choice(_PAUSES))


def _changed(clean: Recording, change: Change, audio: Path, language: str) -> Recording:
    write_wav(audio, change(read_wav(clean.audio)[0]), prompts.RATE)
    text = [prompts.Sentence(s.text) for s in clean.sentences or ()]
    return Recording(audio.stem, audio, language, text)


_WAYS: Ways = {
    "clean": lambda samples: samples,
    "noise": with_noise(0),
}
