"""What the documents of an audio file are called: DIR/<its name without the extension>.<format>.

Only a known extension is taken off: "Möte 2024.03.12" keeps its date, and its text is "Möte
2024.03.12.txt".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..request import STANDARD_INPUT

_UNNAMED = "transcript"  # what the documents of standard input are called

# Extensions of audio, video and the documents themselves: a file may have any name
_EXTENSIONS = frozenset(
    ".3g2 .3gp .aac .ac3 .adts .aif .aiff .amr .ape .avi .caf .dts .eac3 .f4a .f4v .flac .flv .m2ts"
    " .m4a .m4b .m4p .m4r .m4v .mka .mkv .mov .mp1 .mp2 .mp3 .mp4 .mpa .mpeg .mpg .mpga .mts .mxf"
    " .oga .ogg .ogv .ogx .opus .qt .rf64 .spx .ts .vob .w64 .wav .wave .weba .webm .wma .wmv .wv"
    " .json .srt .txt .vtt".split()
)


@dataclass(frozen=True)
class DocumentOptions:
    """`directory` is made if it is not there; `formats`: json, txt, srt or vtt, or none."""

    directory: Path
    formats: Sequence[str]


def document_paths(audio: str, options: DocumentOptions) -> dict[str, Path]:
    """Where the documents go, by format; `audio` is a path, or "-" for standard input."""
    stem = _UNNAMED if audio == STANDARD_INPUT else _without_extension(Path(audio))
    return {form: options.directory / f"{stem}.{form}" for form in options.formats}


def _without_extension(path: Path) -> str:
    return path.stem if path.suffix.lower() in _EXTENSIONS else path.name
