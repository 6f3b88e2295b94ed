"""CloudFormation: models, endpoint configurations and endpoints, with what SageMaker refuses of them.

* AWS: a model's role must allow sagemaker.amazonaws.com to assume it.
* AWS: a configuration names a model that exists, an endpoint a configuration that exists.
  https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
  https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import iam
from ministack.services.cloudformation import provisioners

from ..guard import require
from . import host

_PRINCIPAL = "sagemaker.amazonaws.com"
_NAMES = {
    "Model": "ModelName",
    "EndpointConfig": "EndpointConfigName",
    "Endpoint": "EndpointName",
}
_kept: dict[tuple[str, str], dict] = {}
"""Properties by kind and name."""


class RefusedError(ValueError):
    """SageMaker does not take a resource; CloudFormation makes it the resource's reason."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message} (Service: SageMaker, Error Code: ValidationException)")


def arn_of(kind: str, name: str) -> str:
    """ARN of a resource. AWS writes its name in lower case."""
    return f"arn:aws:sagemaker:{get_region()}:{get_account_id()}:{kind.lower()}/{name.lower()}"


def find(kind: str, name_or_arn: str) -> dict | None:
    """Properties of a resource, by its name or ARN."""
    name = name_or_arn.rsplit("/", 1)[-1]
    same = (one for (of, own), one in _kept.items() if of == kind and own.lower() == name.lower())
    return next(same, None)


def _check_model(props: dict) -> None:
    role = props.get("ExecutionRoleArn", "")
    record = iam._roles.get(role.rsplit("/", 1)[-1]) or {}
    if _PRINCIPAL not in json.dumps(record.get("AssumeRolePolicyDocument") or ""):
        raise RefusedError(
            f"Could not assume role {role}. Please ensure that the role exists and allows principal "
            f"'{_PRINCIPAL}' to assume the role."
        )
    if not (props.get("PrimaryContainer") or {}).get("Image"):
        raise RefusedError("The model has no image.")


def _check_config(props: dict) -> None:
    for variant in props.get("ProductionVariants") or []:
        model = variant.get("ModelName", "")
        if find("Model", model) is None:
            raise RefusedError(f'Could not find model "{arn_of("Model", model)}".')
    output = (props.get("AsyncInferenceConfig") or {}).get("OutputConfig") or {}
    for path in filter(None, (output.get("S3OutputPath"), output.get("S3FailurePath"))):
        if not path.startswith("s3://"):
            raise RefusedError(f"{path} is no location in S3.")


def _check_endpoint(props: dict) -> None:
    config = props.get("EndpointConfigName", "")
    if find("EndpointConfig", config) is None:
        arn = arn_of("EndpointConfig", config.rsplit("/", 1)[-1])
        raise RefusedError(f'Could not find endpoint configuration "{arn}".')


_CHECKS = {"Model": _check_model, "EndpointConfig": _check_config, "Endpoint": _check_endpoint}


def _create(kind: str, logical_id: str, props: dict, _stack: str) -> tuple:
    name = props.get(_NAMES[kind]) or f"{logical_id}-{new_uuid()[:12]}"
    if (kind, name) in _kept:
        raise RefusedError(f'Cannot create already existing {kind.lower()} "{arn_of(kind, name)}".')
    _CHECKS[kind](props)
    _kept[kind, name] = props
    # Ref is the ARN of each of the three.
    return arn_of(kind, name), {_NAMES[kind]: name}


def _update(
    kind: str, physical_id: str, old: dict, new: dict, stack: str, logical_id: str | None
) -> tuple:
    if kind != "Endpoint" or old.get("EndpointName") != new.get("EndpointName"):
        # The others never change: another one takes their place.
        resource_type = f"AWS::SageMaker::{kind}"
        return provisioners._replace_resource(
            resource_type, physical_id, old, new, stack, logical_id
        )
    _check_endpoint(new)
    name = _name_of(kind, physical_id)
    _kept[kind, name] = new
    host.forget(name)
    return physical_id, {"EndpointName": name}


def _delete(kind: str, physical_id: str, _props: dict) -> None:
    name = _name_of(kind, physical_id)
    _kept.pop((kind, name), None)
    if kind == "Endpoint":
        host.forget(name)


def _name_of(kind: str, physical_id: str) -> str:
    lower = physical_id.rsplit("/", 1)[-1].lower()
    return next((name for of, name in _kept if of == kind and name.lower() == lower), lower)


def _steps(kind: str) -> dict[str, Callable | bool]:
    steps = {"create": _create, "update": _update, "delete": _delete}
    bound = {step: functools.partial(act, kind) for step, act in steps.items()}
    return {**bound, "update_with_logical_id": True}


for _kind in _NAMES:
    _type = f"AWS::SageMaker::{_kind}"
    require(_type not in provisioners._RESOURCE_HANDLERS, f"MiniStack has {_type} of its own")
    provisioners._RESOURCE_HANDLERS[_type] = _steps(_kind)
require(hasattr(provisioners, "_replace_resource"), "how CloudFormation replaces a resource")
