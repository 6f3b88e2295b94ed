"""Blocks of samples -> where somebody speaks -> windows of at most 30 s as log-mel."""
