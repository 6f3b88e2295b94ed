"""What is left of a Map Run: an array in the state's output, or files in S3 by ResultWriter.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html

AWS begins a further file at 5 GB; here each status has one.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.services import s3

from ..entered import Entered
from ..errors import Failure
from .child import Child
from .map_run import MapRun

_ERROR = "States.ResultWriterFailed"
_FIELDS = (
    "executionArn input inputDetails name output outputDetails error cause startDate "
    "stateMachineArn status stopDate"
).split()


class Writer:
    """The place that ResultWriter names."""

    def __init__(self, entered: Entered) -> None:
        writer = entered.state["ResultWriter"]
        where = entered.filled(writer.get("Parameters") or writer.get("Arguments") or {})
        self.bucket = where.get("Bucket", "")
        self.prefix = where.get("Prefix", "").rstrip("/")
        self.transformation = transformation(entered, "NONE")
        self.is_lines = (writer.get("WriterConfig") or {}).get("OutputType") == "JSONL"

    @property
    def test_arn(self) -> str:
        """An object where the results will be."""
        return f"arn:aws:s3:::{self.bucket}/{self._key('manifest.json')}"

    def require_bucket(self) -> None:
        """The bucket exists.

        Raises:
            Failure: States.ResultWriterFailed.
        """
        if self.bucket not in s3._buckets:
            raise Failure(_ERROR, f"The specified bucket does not exist. (Bucket: {self.bucket})")

    def write(self, map_run: MapRun) -> dict:
        """Write the files; the state's output.

        Raises:
            Failure: States.ResultWriterFailed.
        """
        folder = map_run.record["mapRunArn"].rsplit(":", 1)[-1]
        ended = [child for child in map_run.children if child.has_ended_as("SUCCEEDED")]
        failed = [child for child in map_run.children if not child.has_ended_as("SUCCEEDED")]
        results = {
            "FAILED": [metadata(child) for child in failed],
            "PENDING": _pending(map_run),
            "SUCCEEDED": outputs_of(ended, self.transformation),
        }
        files = {name: self._write(folder, name, found) for name, found in results.items()}
        manifest = {
            "DestinationBucket": self.bucket,
            "MapRunArn": map_run.record["mapRunArn"],
            "ResultFiles": files,
        }
        key = self._key(f"{folder}/manifest.json")
        self._put(key, json.dumps(manifest))
        _count_written(map_run)
        return {
            "MapRunArn": map_run.record["mapRunArn"],
            "ResultWriterDetails": {"Bucket": self.bucket, "Key": key},
        }

    def _write(self, folder: str, name: str, found: list) -> list[dict]:
        if not found:
            return []
        key = self._key(f"{folder}/{name}_0.{'jsonl' if self.is_lines else 'json'}")
        lines = [json.dumps(one, ensure_ascii=False) for one in found]
        text = "\n".join(lines) if self.is_lines else f"[{','.join(lines)}]"
        return [{"Key": key, "Size": self._put(key, text)}]

    def _put(self, key: str, text: str) -> int:
        body = text.encode()
        status = s3._put_object(self.bucket, key, body, {"content-type": "application/json"})[0]
        if status != 200:
            raise Failure(
                _ERROR, f"s3://{self.bucket}/{key} was not written (Status Code: {status})"
            )
        return len(body)

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name


def writer_of(entered: Entered) -> Writer | None:
    """None if the results go into the state's output."""
    return Writer(entered) if (entered.state.get("ResultWriter") or {}).get("Resource") else None


def transformation(entered: Entered, default: str) -> str:
    """NONE, COMPACT or FLATTEN."""
    config = (entered.state.get("ResultWriter") or {}).get("WriterConfig") or {}
    return config.get("Transformation", default)


def outputs(map_run: MapRun, how: str) -> list:
    """The array that is the state's output, in the order of the items."""
    return outputs_of(map_run.children, how)


def outputs_of(children: list[Child], how: str) -> list:
    """A child that failed, which was tolerated, is there with its metadata."""
    shown: Callable[[Child], object] = metadata if how == "NONE" else _output
    found = [shown(child) for child in children]
    if how != "FLATTEN":
        return found
    return [one for each in found for one in (each if isinstance(each, list) else [each])]


def _output(child: Child) -> object:
    return child.output if child.has_ended_as("SUCCEEDED") else metadata(child)


def metadata(child: Child) -> dict:
    """A child's execution as ResultWriter shows it."""
    record = {name: child.record.get(name) for name in _FIELDS}
    shown = {_title(name): value for name, value in record.items() if value is not None}
    for details in ("InputDetails", "OutputDetails"):
        shown[details] = {"Included": True}
    status = record["status"]
    is_redrivable = status != "SUCCEEDED" and not child.is_express
    return {
        **shown,
        "RedriveCount": 0,
        "RedriveStatus": "REDRIVABLE_BY_MAP_RUN" if is_redrivable else "NOT_REDRIVABLE",
        "RedriveStatusReason": ""
        if is_redrivable
        else f"Execution is {status} and cannot be redriven",
    }


def _pending(map_run: MapRun) -> list[dict]:
    waiting = map_run.works[len(map_run.children) :]
    return [
        {
            "Input": json.dumps(work.input, ensure_ascii=False),
            "InputDetails": {"Included": True},
            "StateMachineArn": map_run.record["_stateMachineArn"],
            "Status": "PENDING",
        }
        for work in waiting
    ]


def _count_written(map_run: MapRun) -> None:
    record = map_run.record
    record["executionCounts"]["resultsWritten"] = len(map_run.children)
    record["itemCounts"]["resultsWritten"] = sum(child.items for child in map_run.children)


def _title(name: str) -> str:
    return name[0].upper() + name[1:]
