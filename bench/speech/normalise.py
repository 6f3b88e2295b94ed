"""Whisper's own normalisers: texts in, words for comparison out, as JSON.

Needs an environment with whisper-normalizer; reads [{"language", "text"}…] on standard input.
English also gets numbers, spelling and fillers normalised; other languages only lose case and
punctuation.
"""

from __future__ import annotations

import json
import sys

from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

english, basic = EnglishTextNormalizer(), BasicTextNormalizer()
texts = json.load(sys.stdin)
words = [(english if t["language"] == "en" else basic)(t["text"]).split() for t in texts]
json.dump(words, sys.stdout)
