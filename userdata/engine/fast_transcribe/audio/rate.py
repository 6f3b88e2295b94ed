"""How often all of the engine samples sound."""

RATE = 16000  # samples per second, Whisper's
