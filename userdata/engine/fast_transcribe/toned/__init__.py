"""A recording with a tone in place of what must not be heard."""
