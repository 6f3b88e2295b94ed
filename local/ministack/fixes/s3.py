"""S3: notifications may come twice.

AWS: event notifications are delivered at least once.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
MiniStack delivers exactly once; `faults.s3_copies` makes it as bad as AWS may be.
"""

from __future__ import annotations

from collections.abc import Callable

from ministack.services import s3

from . import faults
from .guard import replaces

_PARAMETERS = (
    "bucket_name key event_name size etag deletion_type restore_event_data version_id sequencer "
    "object_extra record_extra"
)


@replaces(s3, "_fire_s3_event", _PARAMETERS)
def _fire(original: Callable, *arguments, **named) -> None:
    for _ in range(faults.s3_copies):
        original(*arguments, **named)
