"""The items of a Distributed Map: from S3 by ItemReader, or from the state's input.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

A listing has every object below the prefix, in S3's order, with ETag and modification time (seconds)
as S3 has them. Not modelled: inventories, manifests of Athena, Parquet.
"""

from __future__ import annotations

import json

from ministack.services import s3, stepfunctions

from ..entered import Entered
from ..errors import Failure
from . import rights

_ERROR = "States.ItemReaderFailed"


def items(entered: Entered) -> list:
    """All items, each as ItemSelector makes it.

    Raises:
        Failure: States.ItemReaderFailed, or a path of the state leads nowhere.
    """
    reader = entered.state.get("ItemReader")
    found = _read(entered, reader) if reader else entered.items()
    return [entered.selected(index, item) for index, item in enumerate(found)]


def _read(entered: Entered, reader: dict) -> list:
    where = entered.filled(reader.get("Parameters") or reader.get("Arguments") or {})
    config = reader.get("ReaderConfig") or {}
    if reader.get("Resource", "").endswith("s3:listObjectsV2"):
        found = _listed(entered, where["Bucket"], where.get("Prefix", ""))
        if config.get("Transformation") == "LOAD_AND_FLATTEN":
            keys = [item["Key"] for item in found]
            found = [one for key in keys for one in _rows(entered, where["Bucket"], key, config)]
    else:
        found = _rows(entered, where["Bucket"], where["Key"], config)
    most = entered.value("MaxItems", config)
    return found[: int(most)] if most else found


def _listed(entered: Entered, bucket: str, prefix: str) -> list[dict]:
    conditions = {"s3:prefix": prefix}
    rights.require(entered, "s3:ListBucket", f"arn:aws:s3:::{bucket}", _ERROR, conditions)
    known = s3._buckets.get(bucket)
    if known is None:
        raise Failure(_ERROR, f"The specified bucket does not exist. (Bucket: {bucket})")
    objects = dict(known["objects"])
    return [
        _metadata(key, objects[key])
        for key in sorted(key for key in objects if key.startswith(prefix))
    ]


def _metadata(key: str, stored: dict) -> dict:
    return {
        "Etag": stored.get("etag", ""),
        "Key": key,
        "LastModified": stepfunctions._epoch_seconds(stored.get("last_modified")),
        "Size": stored.get("size", 0),
        "StorageClass": stored.get("storage_class") or "STANDARD",
    }


def _rows(entered: Entered, bucket: str, key: str, config: dict) -> list:
    rights.require(entered, "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}", _ERROR)
    text = stepfunctions._s3_object_text(bucket, key)
    try:
        if config.get("InputType") == "JSONL":
            # MiniStack's reader would also end lines inside of texts, at U+2028 and its like.
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        found = stepfunctions._parse_reader_items(text, config)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Failure(
            _ERROR, f"s3://{bucket}/{key} is no {config.get('InputType')}: {error}"
        ) from error
    if not isinstance(found, list):
        raise Failure(_ERROR, "Attempting to map over non-iterable node.")
    return found
