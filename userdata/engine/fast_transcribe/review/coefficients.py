"""Coefficients of the chance that a word is wrong, by name of the feature (doubt.py).

Fitted by `npm run bench review -- fit` on the speech that docs/review.md names.
"""

COEFFICIENTS = {
    "bias": 0.230,
    "probability": -0.584,
    "beside": -0.062,
    "confidence": -0.527,
    "negation": 0.000,
    "number": -0.438,
    "name": 0.000,
    "unit": 0.000,
    "filler": 0.000,
    "flagged": 0.500,
    "beside_unread": 0.500,
    "overlap": 0.700,
    "heard_same": -0.510,
    "heard_otherwise": 0.641,
}
