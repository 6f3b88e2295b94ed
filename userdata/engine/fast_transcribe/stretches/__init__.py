"""Stretches of a recording, for a model that hears it."""
