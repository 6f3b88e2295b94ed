"""A policy is parsed once.

MiniStack parses all of a role's policies several times for each request. What a document means depends
on its text only, so a changed policy needs no invalidation.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from ministack.core import iam_evaluator

from ..guard import replaces


@functools.lru_cache(maxsize=1024)
def _parsed(original: Callable, document: str) -> list:
    return original(document)


@replaces(iam_evaluator, "parse_policy_document", "doc")
def _parse_policy_document(original: Callable, doc: str | dict) -> list:
    return _parsed(original, doc) if isinstance(doc, str) else original(doc)
