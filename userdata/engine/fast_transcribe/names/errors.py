"""Why no names were looked for."""

from __future__ import annotations


class NamesUnavailable(Exception):
    """Raised when the model for names cannot be used.

    The message is a sentence or two for the reader of the redaction's result; it has no text of the
    transcript.
    """
