"""The one guard between the fixes and a MiniStack that they were not written for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

PINNED = "1.5.33"


class EmulatorChanged(SystemExit):
    """The installed MiniStack is not the one that these fixes know; nothing was started."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The embedded cloud knows MiniStack {PINNED}, but {found}. Jobs would run on "
            "rules that nobody checked. Install the pinned requirements, or port "
            "local/ministack/fixes and pass tests/cloud before changing the pin."
        )


def require_pinned_version() -> None:
    """Stop unless exactly the pinned version is installed."""
    installed = version("ministack")
    if installed != PINNED:
        raise EmulatorChanged(f"version {installed} is installed")


def require(holds: bool, expectation: str) -> None:
    """Stop unless `holds`; `expectation` says what the installed MiniStack lacks."""
    if not holds:
        raise EmulatorChanged(f"its internals differ: {expectation}")


def replaces(owner: Any, name: str, parameters: str) -> Callable[[Callable], Callable]:
    """Put a function in the place of `owner.name`, handing it the original first.

    `parameters` are the original's parameter names as one string: the check that this is
    still the function which the fix was written for.
    """

    def put(replacement: Callable) -> Callable:
        original = getattr(owner, name, None)
        where = f"{getattr(owner, '__name__', owner)}.{name}"
        require(callable(original), f"{where} is gone")
        found = " ".join(inspect.signature(original).parameters)
        require(found == parameters, f"{where} takes ({found}), not ({parameters})")
        setattr(owner, name, functools.partial(replacement, original))
        return replacement

    return put
