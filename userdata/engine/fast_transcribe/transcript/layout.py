"""How much text a subtitle holds and how fast it is read, by script.

Characters per line are from Netflix's Timed Text Style Guides, one per language
(https://partnerhelp.netflixstudios.com): 42 in most, 13 in Japanese, 16 in Chinese and Korean, 35
in Thai. In Japanese and Korean a half-width character, such as Latin, counts ½.

Characters per second are from the same guides by way of Subtitle Edit's check of them
(SubtitleEdit/subtitleedit, pull request 13347): 17 in most, 9 in Chinese, 12 in Korean. For
Japanese it is 7, the guide's value for the deaf and hard of hearing: its 4 is for condensed text,
and this is verbatim. Chinese and Korean also have a faster one (11, 14); the slower one costs
nothing where there is time.

Without a guide: a half-width character counts ½ in Chinese too; Thai marks above and below a
letter take no room; Lao, Burmese, Khmer and Tibetan are treated as Thai.

Widths here are in columns: half-width characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, east_asian_width

from ..scripts import HAN, HANGUL, KANA, SOUTHEAST_ASIAN, may_divide

DASH = "– "  # before each line of two speakers in one cue


@dataclass(frozen=True)
class Layout:
    """`line`: columns per line. `speed`: columns per second that are read without hurry.

    `wide`: Unicode's East Asian Width classes that take two columns; None: every character takes
    one, marks too.
    """

    line: int
    speed: float
    wide: str | None = None

    @property
    def cue(self) -> int:
        """Columns of two full lines and the blank that the line break replaces."""
        return 2 * self.line + 1

    @property
    def half(self) -> int:
        """Columns for each of two speakers."""
        return self.line - self.width(DASH)

    def width(self, text: str) -> int:
        return len(text) if self.wide is None else sum(map(self._columns, text))

    def reading_time(self, columns: int) -> int:
        """In milliseconds."""
        return round(columns * 1000 / self.speed)

    def pieces(self, word: str) -> Iterator[str]:
        """The word, or line-sized parts of a longer one."""
        while self.width(word) > self.line:
            end = self._end_of_line(word)
            yield word[:end]
            word = word[end:]
        yield word

    def _end_of_line(self, word: str) -> int:
        """Index after the last fitting character that may end a line; else after the last one."""
        fits = columns = 0
        while columns + self._columns(word[fits]) <= self.line:
            columns += self._columns(word[fits])
            fits += 1
        if self.wide is None:
            return fits
        ends = (i for i in range(fits, 0, -1) if may_divide(word[i - 1], word[i]))
        return next(ends, fits)

    def _columns(self, character: str) -> int:
        if self.wide is None:
            return 1
        if category(character) in ("Mn", "Me", "Cf"):
            return 0
        return 2 if east_asian_width(character) in self.wide else 1


LATIN = Layout(line=42, speed=17.0)  # and all scripts not listed below
# A (ambiguous): as wide as the characters around it, such as “ and …
JAPANESE = Layout(line=2 * 13, speed=2 * 7.0, wide="FWA")
CHINESE = Layout(line=2 * 16, speed=2 * 9.0, wide="FWA")
KOREAN = Layout(line=2 * 16, speed=2 * 12.0, wide="FWA")
THAI = Layout(line=35, speed=17.0, wide="FW")  # and, without guides, Lao, Burmese, Khmer, Tibetan

_BY_SCRIPT = (
    (KANA, JAPANESE),
    (HANGUL, KOREAN),
    (HAN, CHINESE),
    (SOUTHEAST_ASIAN, THAI),
)


def layout_of(text: str) -> Layout:
    """Layout of a segment's text; with mixed scripts, that with the shortest line."""
    if text.isascii():
        return LATIN
    return next((layout for script, layout in _BY_SCRIPT if script.is_in(text)), LATIN)
