"""Where a line may end in scripts without spaces: Japanese, Chinese, Thai and others.

After punctuation, or at a blank of the writer's; in Japanese else between kana and a following Han
or Katakana word, where most phrases end, and not before the kana that belong to such a word.
"""

from __future__ import annotations

from ..scripts import HIRAGANA

PHRASE_END, PHRASE, WITHIN, BOUND = 1.0, 2.5, 6.0, 9.0  # costs; a comma is 1

_STOPS = "。．｡！？!?။།༎។៕"
_PAUSES = "、，､；：;:,…‥—–・･၊៖"
_PREFIXES = ("お", "ご")  # in Japanese, of the word that follows
_CLOSING = "」』）］｝〕〉》】”’\"')]｣"


def ends_sentence(word: str) -> bool:
    return word.rstrip(_CLOSING).endswith(tuple(_STOPS))


def break_cost(word: str, following: str, joined: bool) -> float:
    """Cost of a line break between these two; `joined`: no blank between them."""
    if ends_sentence(word):
        return 0.0
    if not joined or word.rstrip(_CLOSING).endswith(tuple(_PAUSES)):
        return PHRASE_END
    if word in _PREFIXES:
        return BOUND
    kana_before, kana_after = HIRAGANA.begins(word[-1]), HIRAGANA.begins(following)
    if kana_before and not kana_after:
        return PHRASE
    return BOUND if kana_after and not kana_before else WITHIN
