"""S3: duplicate notifications, version ids in events, range requests on versions.

* AWS: event notifications are delivered at least once. MiniStack delivers exactly once;
  `faults.s3_copies` sets the number of copies.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
* AWS: an event of a versioned bucket has the object's `version-id`. MiniStack omits it in events
  to EventBridge.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
* AWS: GetObject with a version id supports `Range` (206). MiniStack returns the whole object, so an
  interrupted download could not resume.
  https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from __future__ import annotations

import contextvars
import inspect
import json
from collections.abc import Callable

from ministack.services import eventbridge, s3

from . import faults
from .guard import replaces

_PARAMETERS = (
    "bucket_name key event_name size etag deletion_type restore_event_data version_id sequencer "
    "object_extra record_extra"
)
_ASYNC_PARAMETERS = (
    "bucket_name key event_name size etag deletion_type version_id object_extra record_extra"
)
_SIGNATURE = inspect.signature(s3._fire_s3_event)
_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("version", default=None)
_copies: contextvars.ContextVar[int] = contextvars.ContextVar("copies", default=1)


@replaces(s3, "_fire_s3_event_async", _ASYNC_PARAMETERS)
def _fire_async(original: Callable, *arguments, **named) -> None:
    """Reads the number of copies now: the sending thread may run much later."""
    _copies.set(faults.s3_copies)
    original(*arguments, **named)


@replaces(s3, "_fire_s3_event", _PARAMETERS)
def _fire(original: Callable, *arguments, **named) -> None:
    given = _SIGNATURE.bind(*arguments, **named).arguments
    _version.set(given.get("version_id"))
    for _ in range(_copies.get()):
        original(*arguments, **named)


@replaces(eventbridge, "_dispatch_event", "event view")
def _dispatch(original: Callable, event: dict, view: object = None) -> object:
    version = _version.get()
    if event.get("Source") == "aws.s3" and version:
        detail = json.loads(event["Detail"])
        detail["object"]["version-id"] = version
        event = {**event, "Detail": json.dumps(detail)}
    return original(event, view)


@replaces(s3, "_get_object", "bucket_name key headers query_params")
def _get_object(
    original: Callable, bucket_name: str, key: str, headers: dict, query_params: dict | None = None
) -> tuple:
    status, answered, body = original(bucket_name, key, headers, query_params)
    asked = headers.get("range", "")
    part = s3._parse_range(asked, len(body)) if asked and status == 200 else None
    if part is None:
        return status, answered, body
    start, end = part
    place = f"bytes {start}-{end}/{len(body)}"
    told = {"Content-Length": str(end - start + 1), "Content-Range": place}
    # The whole object's checksums do not fit a range.
    fitting = {n: v for n, v in answered.items() if not n.lower().startswith("x-amz-checksum-")}
    return 206, {**fitting, **told}, body[start : end + 1]
