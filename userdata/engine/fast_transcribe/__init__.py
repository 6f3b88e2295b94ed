"""Speech to text: an audio file in, JSON lines out. `python -m fast_transcribe --help`."""

__version__ = "0.1.0"
