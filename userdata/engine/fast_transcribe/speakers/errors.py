"""Why there are no speakers in a transcript."""

from __future__ import annotations


class SpeakersUnavailable(Exception):
    """Raised when speakers cannot be told apart; the transcript is made without them.

    The message is a sentence or two for whoever reads the transcript.
    """
