"""Decodes audio files into blocks of 16 kHz samples, one row per channel."""
