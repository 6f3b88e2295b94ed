"""botocore's service models, megabytes of JSON each, are read only as far as an answer needs.

* The Content-Type of an answer depends on a model's `metadata`, its first kilobyte. MiniStack loads
  the model and all of botocore's client for it.
* The tags in a request are authorized. MiniStack asks the model whether the operation takes tags,
  also for a request without any.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

from ministack.core import iam_actions, responses

from ..guard import replaces, require

_HEAD_CHARACTERS = 8192
_METADATA = '"metadata":'
# Or what may hide one of them: an escape, another encoding than UTF-8.
_TAGS_IN_BODY = re.compile(rb'"(Tags|tags|TagKeys)"|\\u|\x00')
_PACKAGE = find_spec("botocore")
require(_PACKAGE is not None and bool(_PACKAGE.origin), "botocore's models")
_MODELS = Path(_PACKAGE.origin or "").parent / "data"

require(hasattr(responses, "_BOTOCORE_NAME"), "botocore's names of services")


@functools.cache
def _metadata(service: str) -> dict[str, str] | None:
    """The `metadata` of a service's newest model; None without one."""
    files = sorted(_MODELS.glob(f"{service}/*/service-2.json.gz"))
    if not files:
        return None
    with gzip.open(files[-1], "rt", encoding="utf-8") as model:
        head = model.read(_HEAD_CHARACTERS)
    start = head.index(_METADATA) + len(_METADATA)
    return json.JSONDecoder().raw_decode(head, start)[0]


@replaces(responses, "_service_model", "service")
def _service_model(original: Callable, service: str) -> object:
    name = responses._BOTOCORE_NAME.get(service, service)
    metadata = _metadata(name) if re.fullmatch(r"[\w.-]+", name) else None
    return original(service) if metadata is None else SimpleNamespace(metadata=metadata)


@replaces(iam_actions, "request_tag_context", "service iam_action body params")
def _request_tag_context(
    original: Callable, service: str, iam_action: str, body: bytes, params: dict
) -> dict:
    is_named = any("tag" in name.lower() for name in params)
    if not is_named and not _TAGS_IN_BODY.search(body or b""):
        return {}
    return original(service, iam_action, body, params)
