"""S3: longest key, largest user metadata and smallest parts of a written object.

* AWS: a key has at most 1,024 bytes as UTF-8, whatever the characters: `KeyTooLongError`. All
  characters are allowed, line breaks too. MiniStack takes any length.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
* AWS: the names and values of user-defined metadata have at most 2 KB as UTF-8, without the prefix:
  `MetadataTooLarge`. MiniStack takes any size.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
* AWS: every part of a multipart upload but the last has at least 5 MiB, which is checked when the upload
  is completed: `EntityTooSmall`. The upload stays. MiniStack takes any size.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from ministack.services import s3

from .guard import replaces, require

KEY_BYTES = 1024
METADATA_BYTES = 2048
PART_BYTES = 5 * 1024 * 1024

require(hasattr(s3, "_multipart_uploads"), "where the parts of an upload are kept")

_META = "x-amz-meta-"


def _refusal(key: str, headers: dict) -> tuple | None:
    """S3's answer to a write with this key and these headers; None if it is allowed."""
    if len(key.encode()) > KEY_BYTES:
        return s3._error("KeyTooLongError", "Your key is too long", 400, key)
    named = {n.lower(): v for n, v in headers.items() if n.lower().startswith(_META)}
    size = sum(len(name[len(_META) :].encode()) + len(v.encode()) for name, v in named.items())
    if size > METADATA_BYTES:
        message = "Your metadata headers exceed the maximum allowed metadata size"
        return s3._error("MetadataTooLarge", message, 400, key)
    return None


@replaces(s3, "_put_object", "bucket_name key body headers")
def _put(original: Callable, bucket_name: str, key: str, body: bytes, headers: dict) -> tuple:
    return _refusal(key, headers) or original(bucket_name, key, body, headers)


@replaces(s3, "_copy_object", "bucket_name dest_key headers")
def _copy(original: Callable, bucket_name: str, dest_key: str, headers: dict) -> tuple:
    return _refusal(dest_key, headers) or original(bucket_name, dest_key, headers)


@replaces(s3, "_create_multipart_upload", "bucket_name key headers")
def _create_multipart(original: Callable, bucket_name: str, key: str, headers: dict) -> tuple:
    return _refusal(key, headers) or original(bucket_name, key, headers)


@replaces(s3, "_enforce_signed_post_policy", "fields bucket_name region size sigv4")
def _post(original: Callable, fields: dict, *arguments, **named) -> tuple | None:
    return original(fields, *arguments, **named) or _refusal(fields.get("key", ""), fields)


def _asked_parts(body: bytes) -> list[int]:
    """Part numbers of the request, in order; empty if it is none that S3 understands."""
    try:
        root = ElementTree.fromstring(body)
        numbers = [
            int(e.text or "") for e in root.iter() if e.tag.rpartition("}")[2] == "PartNumber"
        ]
    except (ElementTree.ParseError, ValueError):
        return []
    return sorted(numbers)


@replaces(s3, "_complete_multipart_upload", "bucket_name key body query_params headers")
def _complete_multipart(
    original: Callable, bucket_name: str, key: str, body: bytes, query_params: dict, *more, **named
) -> tuple:
    upload = s3._multipart_uploads.get(s3._qp(query_params, "uploadId")) or {}
    parts = upload.get("parts", {})
    sizes = [parts[number]["size"] for number in _asked_parts(body) if number in parts]
    if any(size < PART_BYTES for size in sizes[:-1]):
        message = "Your proposed upload is smaller than the minimum allowed size"
        return s3._error("EntityTooSmall", message, 400, key)
    return original(bucket_name, key, body, query_params, *more, **named)
