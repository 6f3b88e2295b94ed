"""The words of a recording after both hearings, with what is wrong about them."""

from __future__ import annotations

from fast_transcribe.review.review import Review, ReviewRules
from finding import Checked
from heard import Hearings
from normaliser import Normaliser
from recordings import Recording
from truth import truth


class Judge:
    def __init__(self, hearings: Hearings, normaliser: Normaliser) -> None:
        self._hearings = hearings
        self._normaliser = normaliser

    def checked(self, recording: Recording, rules: ReviewRules) -> Checked:
        """rules: which parts are heard again."""
        heard = self._hearings.first(recording)
        review = Review(rules)
        for window in heard.windows:
            review.add(window.as_it_was(), window.result, recording.language)
        words = review.words(lambda parts: self._hearings.second(heard, parts))
        words = sorted(words, key=lambda e: e.place)
        wrong = truth(self._normaliser, recording, [e.word.text for e in words])
        return Checked(words, wrong, heard.seconds)
