"""Names of the documents: DIR/<name of the audio without its extension>.<format>.

Only a known extension is removed: "Möte 2024.03.12" keeps its date, and its text is "Möte
2024.03.12.txt".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..request import STANDARD_INPUT

WAVEFORM = "waveform.json"  # as a format: the document's extension

_UNNAMED = "transcript"  # name for standard input

# Extensions of audio, video and the documents themselves; the file's content may be anything
_EXTENSIONS = frozenset(
    ".3g2 .3gp .aac .ac3 .adts .aif .aiff .amr .ape .avi .caf .dts .eac3 .f4a .f4v .flac .flv .m2ts"
    " .m4a .m4b .m4p .m4r .m4v .mka .mkv .mov .mp1 .mp2 .mp3 .mp4 .mpa .mpeg .mpg .mpga .mts .mxf"
    " .oga .ogg .ogv .ogx .opus .qt .rf64 .spx .ts .vob .w64 .wav .wave .weba .webm .wma .wmv .wv"
    " .json .srt .txt .vtt".split()
)


@dataclass(frozen=True)
class DocumentOptions:
    """`directory`: created if missing. `formats`: of json, txt, srt, vtt, and WAVEFORM; may be
    empty.
    """

    directory: Path
    formats: Sequence[str]


def document_paths(audio: str, options: DocumentOptions) -> dict[str, Path]:
    """The documents' paths by format. `audio`: a path, or "-" for standard input."""
    stem = _UNNAMED if audio == STANDARD_INPUT else _without_extension(Path(audio))
    return {form: options.directory / f"{stem}.{form}" for form in options.formats}


def _without_extension(path: Path) -> str:
    return path.stem if path.suffix.lower() in _EXTENSIONS else path.name
