"""The sample rate of the whole engine."""

RATE = 16000  # samples per second, Whisper's
