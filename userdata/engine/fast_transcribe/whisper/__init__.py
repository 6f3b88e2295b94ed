"""Transcribes windows into words with Whisper: model, tokens, decoding, quality checks."""
