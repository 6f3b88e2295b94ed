"""Ensures that the fixes apply only to the MiniStack version they were written for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

PINNED = "1.5.33"


class EmulatorChanged(SystemExit):
    """The installed MiniStack is not the version of these fixes; nothing was started."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The embedded cloud knows MiniStack {PINNED}, but {found}. Jobs would run on "
            "rules that nobody checked. Install the pinned requirements, or port "
            "local/ministack/fixes and pass tests/cloud before changing the pin."
        )


def require_pinned_version() -> None:
    """Exit unless exactly the pinned version is installed."""
    installed = version("ministack")
    if installed != PINNED:
        raise EmulatorChanged(f"version {installed} is installed")


def require(holds: bool, expectation: str) -> None:
    """Exit unless `holds`; `expectation` names what the installed MiniStack lacks."""
    if not holds:
        raise EmulatorChanged(f"its internals differ: {expectation}")


def replaces(owner: Any, name: str, parameters: str) -> Callable[[Callable], Callable]:
    """Replace the function `owner.name`; the replacement gets the original as its first argument.

    `parameters` are the original's parameter names as one string, checked to detect a changed
    function.
    """

    def put(replacement: Callable) -> Callable:
        original = getattr(owner, name, None)
        where = f"{getattr(owner, '__name__', owner)}.{name}"
        require(callable(original), f"{where} is gone")
        found = " ".join(inspect.signature(original).parameters)
        require(found == parameters, f"{where} takes ({found}), not ({parameters})")
        replaced = functools.partial(replacement, original)
        # So that another fix of the same function finds its parameters.
        replaced.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
        setattr(owner, name, replaced)
        return replacement

    return put
