"""Services that nothing asks for are loaded at their first use.

CloudFormation's module imports 45 services, a quarter of the emulator's start. spotscribe uses twelve.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

_SERVICES = "ministack.services."

_USED_AT_ONCE = frozenset(
    "apigateway cloudformation cloudwatch_logs dynamodb ec2 eventbridge iam lambda_svc s3 scheduler "
    "ssm stepfunctions sts tagging".split()
)
"""These are fixed or used in every cloud. A lazy module is not safe for two threads at once."""


class _AtFirstUse(importlib.abc.MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        service = name.removeprefix(_SERVICES)
        if service == name or service.partition(".")[0] in _USED_AT_ONCE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


def defer() -> None:
    """Call before any of MiniStack's services is imported."""
    sys.meta_path.insert(0, _AtFirstUse())
