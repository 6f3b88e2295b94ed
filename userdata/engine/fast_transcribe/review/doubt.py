"""The chance that a word is wrong: a logistic model of its evidence.

Its coefficients are in coefficients.py; docs/review.md says what they were fitted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log

from .coefficients import COEFFICIENTS
from .evidence import Evidence

_ALMOST = 0.999  # the highest probability that a logit tells apart
DOUBTFUL = 0.2  # chance from which a word is doubtful


def chance_wrong(evidence: Evidence) -> float:
    """0..1."""
    weighed = sum(COEFFICIENTS[name] * value for name, value in features(evidence).items())
    return 1 / (1 + exp(-weighed))


def is_doubtful(evidence: Evidence) -> bool:
    """Whether another hearing, or a list of names, may know the word better."""
    return chance_wrong(evidence) >= DOUBTFUL


def features(evidence: Evidence) -> Mapping[str, float]:
    """The model's inputs by name. Probabilities as logits: 0 for an even chance, at most 7."""
    heard_again = evidence.again != "not_heard"
    return {
        "bias": 1.0,
        "probability": _logit(evidence.word.probability),
        "beside": _logit(evidence.beside),
        "confidence": _logit(evidence.confidence),
        "negation": float(evidence.word_class == "negation"),
        "number": float(evidence.word_class == "number"),
        "name": float(evidence.word_class == "name"),
        "unit": float(evidence.word_class == "unit"),
        "filler": float(evidence.word_class == "filler"),
        "flagged": float(evidence.is_flagged),
        "beside_unread": float(evidence.beside_unread),
        "overlap": float(evidence.overlap),
        "heard_same": float(heard_again and evidence.again == "same"),
        "heard_otherwise": float(heard_again and evidence.again == "otherwise"),
    }


def _logit(probability: float) -> float:
    inside = min(max(probability, 1 - _ALMOST), _ALMOST)
    return log(inside / (1 - inside))
