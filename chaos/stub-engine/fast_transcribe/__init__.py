"""An engine without a model: see __main__.py."""

__version__ = "0.1.0"
