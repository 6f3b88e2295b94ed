"""What the role of a state machine with a Distributed Map must be allowed.

https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html

The documentation does not say under which name the Map Run's own refusal is reported:
States.Permissions here.
"""

from __future__ import annotations

from ministack.core.responses import get_account_id

from ... import role_rights
from .. import scope
from ..entered import Entered
from ..errors import Failure
from .results import Writer

_WRITES = ("PutObject", "GetObject", "ListMultipartUploadParts", "AbortMultipartUpload")


def require_all(entered: Entered, writer: Writer | None) -> None:
    """The rights to start the Map Run, to look after its executions, and to write its results.

    AWS writes a test manifest before the first child starts.

    Raises:
        Failure: States.Permissions, States.ResultWriterFailed.
    """
    machine = scope.machine(entered.execution)
    execution = entered.execution["executionArn"]
    if not entered.execution.get("mapRunArn"):
        require(entered, "states:StartExecution", machine["stateMachineArn"], "States.Permissions")
        for call in ("DescribeExecution", "StopExecution"):
            require(entered, f"states:{call}", execution, "States.Permissions")
    if writer is not None:
        for call in _WRITES:
            require(entered, f"s3:{call}", writer.test_arn, "States.ResultWriterFailed")
        writer.require_bucket()


def require(
    entered: Entered, action: str, resource: str, error: str, conditions: dict | None = None
) -> None:
    """Fail with `error` unless the state machine's role may do `action` on `resource`.

    Raises:
        Failure: it may not.
    """
    role, session = scope.machine(entered.execution)["roleArn"], "stepfunctions"
    if role_rights.allows(role, action, resource, session, conditions):
        return
    name = role.rsplit("/", 1)[-1]
    user = f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/{session}"
    what = {
        "States.ItemReaderFailed": "Failed to read the items. Access denied. ",
        "States.ResultWriterFailed": "Failed to write a test manifest into the specified output "
        "bucket. Access denied. ",
    }.get(error, "")
    refusal = f"User: {user} is not authorized to perform: {action} on resource: {resource}"
    raise Failure(error, f"{what}{refusal} (Status Code: 403)")
