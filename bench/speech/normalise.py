"""Whisper's own normalisers: texts in, the words that are compared out, as JSON.

Runs in an environment that has whisper-normalizer: [{"language", "text"}…] on standard input.
English has numbers, spelling and fillers of its own; other languages lose case and punctuation.
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
