"""An engine that does what its "audio" tells it to: see __main__.py."""
