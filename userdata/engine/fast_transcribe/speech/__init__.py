"""Finds speech in blocks of samples and packs it into log-mel windows of at most 30 s."""
