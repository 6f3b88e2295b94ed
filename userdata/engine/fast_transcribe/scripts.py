"""Scripts without spaces between words, and where their text may be divided.

Whisper's languages with such a script: Japanese, Chinese, Cantonese, Thai, Lao, Burmese, Khmer,
Tibetan. The ranges are Unicode blocks, since Python's library has no script property.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

_KANA = "\u3041-\u3096\u3099-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"
_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u3100-\u312f\u31a0-\u31bf"  # the last two: Bopomofo
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa1-\uffdc"
_SOUTHEAST = (
    "\u0e01-\u0e3a\u0e40-\u0e5b"  # Thai
    "\u0e81-\u0edf"  # Lao
    "\u0f00-\u0fff"  # Tibetan
    "\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
)
_EAST_ASIAN_MARKS = "\u3000-\u3004\u3008-\u3020\u3030-\u3037\u303c-\u303f\uff00-\uff65\uffe0-\uffef"

_FIRST = "\u0e01"  # of all the characters above


class Script:
    """Characters by their ranges.

    The expression takes milliseconds to compile, and a text in Latin letters needs none.
    """

    def __init__(self, ranges: str) -> None:
        self._ranges = ranges

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(f"[{self._ranges}]")

    def begins(self, text: str) -> bool:
        """Whether the first character is one of these."""
        return text[:1] >= _FIRST and self._expression.match(text) is not None

    def is_in(self, text: str) -> bool:
        """Whether any character is one of these."""
        return max(text, default="") >= _FIRST and self._expression.search(text) is not None


KANA = Script(_KANA)
HIRAGANA = Script("\u3041-\u309f")
HAN = Script(_HAN + _EAST_ASIAN_MARKS)  # with East Asian punctuation and full-width forms
HANGUL = Script(_HANGUL)
SOUTHEAST_ASIAN = Script(_SOUTHEAST)
_UNSPACED = Script(_KANA + _HAN + _SOUTHEAST + _EAST_ASIAN_MARKS)
_SENTENCES_JOIN = Script(_KANA + _HAN + _EAST_ASIAN_MARKS)

# Characters that must not start a line (_CLINGS_BACK) or end one (_CLINGS_ON): those of Japanese
# and Chinese (JIS X 4051, GB/T 15834); Thai and Lao vowels and marks after or before a consonant
_CLINGS_BACK = frozenset(
    "、。，．,.・：；:;？！?!…‥）］｝〕〉》」』】〙〗〟’”»)]}%％‰℃"
    "ーヽヾゝゞ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ｰｧｨｩｪｫｬｭｮｯﾞﾟ､｡｣･"
    "ะาำๅๆฯ๏๚๛"  # Thai
    "ະາຳໆຯ"  # Lao
    "၊။"  # Burmese
    "។៕៖ៗ៘៙៚"  # Khmer
    "་།༎༏༐༑༔"  # Tibetan
)
_CLINGS_ON = frozenset(
    "（［｛〔〈《「『【〘〖〝‘“«([{｢"
    "เแโใไ"  # Thai
    "ເແໂໃໄ"  # Lao
    "\u1039\u17d2"  # Burmese virama and Khmer coeng, which stack the next consonant
)
_JOINERS = "\u200b\u200c\u200d\u2060\ufeff"


def is_unspaced(character: str) -> bool:
    """Whether the character belongs to a script without spaces between words."""
    return _UNSPACED.begins(character)


def has_unspaced(text: str) -> bool:
    """Whether any character of the text belongs to a script without spaces between words."""
    return _UNSPACED.is_in(text)


def may_divide(before: str, after: str) -> bool:
    """Whether unspaced text may be divided into words between these two characters.

    It may not between a character and its marks, nor where Japanese or Chinese forbid a line break.
    """
    if not (is_unspaced(before) or is_unspaced(after)):
        return False
    if after in _CLINGS_BACK or before in _CLINGS_ON:
        return False
    if after in _JOINERS or before in _JOINERS[1:]:  # but after a zero-width space
        return False
    return not unicodedata.category(after).startswith("M")


def separator(before: str, after: str) -> str:
    """Separator of two sentences or segments: nothing in Japanese and Chinese, else a space.

    core/transcript/joined-text.ts implements the same rule.
    """
    if not before or not after:
        return ""
    ends = _SENTENCES_JOIN.begins(before[-1]) and _SENTENCES_JOIN.begins(after)
    return "" if ends else " "
