"""Turns the model's words into segments in order, subtitles and documents."""
