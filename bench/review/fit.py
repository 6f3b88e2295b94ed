"""Fits the coefficients of the chance that a word is wrong, and writes them into the engine.

Logistic regression by Newton's method with a small ridge. A feature that is too rare in the speech
of the fit has a value that is set here by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from fast_transcribe.review.doubt import features
from finding import Checked
from numpy.typing import NDArray

_RIDGE = 1.0  # of each coefficient but the bias
_STEPS = 50
_FEWEST = 30  # words that have a feature, for its coefficient to be fitted
# Else by hand: the speech of the fit has one voice at a time, and the guards found little there
_BY_HAND = {"overlap": 0.7, "flagged": 0.5, "beside_unread": 0.5}
_HEAD = '''"""Coefficients of the chance that a word is wrong, by name of the feature (doubt.py).

Fitted by `npm run bench review -- fit` on the speech that docs/review.md names.
"""

'''
_TARGET = "userdata/engine/fast_transcribe/review/coefficients.py"


def fitted(speech: Sequence[Checked]) -> dict[str, float]:
    """The coefficients by name."""
    words = [features(e) for checked in speech for e in checked.words]
    wrong = np.array([wrong for checked in speech for wrong in checked.truth.wrong], float)
    seen = [name for name in words[0] if sum(bool(word[name]) for word in words) >= _FEWEST]
    inputs = np.array([[word[name] for name in seen] for word in words])
    found = dict(zip(seen, _newton(inputs, wrong).tolist()))
    return {name: found.get(name, _BY_HAND.get(name, 0.0)) for name in words[0]}


def write(coefficients: Mapping[str, float], project: Path) -> None:
    lines = "".join(f'    "{name}": {value:.3f},\n' for name, value in coefficients.items())
    (project / _TARGET).write_text(f"{_HEAD}COEFFICIENTS = {{\n{lines}}}\n", encoding="utf-8")


def _newton(inputs: NDArray[np.float64], wrong: NDArray[np.float64]) -> NDArray[np.float64]:
    """inputs: [words, features], the first one the bias -> a coefficient per feature."""
    ridge = np.full(inputs.shape[1], _RIDGE)
    ridge[0] = 0.0
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - wrong) + ridge * weights
        curve = (inputs * (chance * (1 - chance))[:, np.newaxis]).T @ inputs + np.diag(ridge)
        weights = weights - np.linalg.solve(curve, slope)
    return weights
