"""CloudFormation: scalable targets and scaling policies of Application Auto Scaling.

* AWS: a target is a variant of an endpoint that exists; a policy belongs to a registered target.
  https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
* AWS: an endpoint without instances has no backlog per instance, so only a step policy, of the metric
  HasBacklogWithoutCapacity, takes it from zero.
  https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
"""

from __future__ import annotations

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services.cloudformation import provisioners

from ..guard import require
from .resources import find

_DIMENSION = "sagemaker:variant:DesiredInstanceCount"
_targets: dict[str, dict] = {}
_policies: dict[str, dict] = {}
"""Properties by their physical ids; a policy has the id of its target."""


def of_endpoint(name: str) -> dict | None:
    """Instances of an endpoint: at least, at most, whether it leaves zero; None if it does not scale."""
    prefix = f"endpoint/{name}/variant/"
    found = ((i, one) for i, one in _targets.items() if i.lower().startswith(prefix.lower()))
    target_id, target = next(found, ("", {}))
    if not target:
        return None
    kinds = {one["type"] for one in _policies.values() if one["target"] == target_id}
    return {
        "min": int(target.get("MinCapacity", 0)),
        "max": int(target.get("MaxCapacity", 1)),
        "leavesZero": "StepScaling" in kinds,
    }


def _id_of(props: dict) -> str:
    parts = (
        props.get(name, "") for name in ("ResourceId", "ScalableDimension", "ServiceNamespace")
    )
    return "|".join(parts)


def _refused(code: str, message: str) -> ValueError:
    return ValueError(f"{message} (Service: ApplicationAutoScaling, Error Code: {code})")


def _register(_logical_id: str, props: dict, _stack: str) -> tuple:
    parts = props.get("ResourceId", "").split("/")
    is_variant = len(parts) == 4 and (parts[0], parts[2]) == ("endpoint", "variant")
    if (
        not is_variant
        or props.get("ScalableDimension") != _DIMENSION
        or not find("Endpoint", parts[1])
    ):
        raise _refused(
            "ValidationException", f"{props.get('ResourceId')} is no variant of an endpoint."
        )
    if int(props.get("MinCapacity", 0)) > int(props.get("MaxCapacity", 0)):
        raise _refused(
            "ValidationException", "Maximum capacity cannot be less than minimum capacity"
        )
    _targets[_id_of(props)] = props
    return _id_of(props), {"Id": _id_of(props)}


def _put_policy(logical_id: str, props: dict, _stack: str) -> tuple:
    target = props.get("ScalingTargetId") or _id_of(props)
    if target not in _targets:
        resource, dimension, namespace = [*target.split("|"), "", ""][:3]
        raise _refused(
            "ObjectNotFoundException",
            f"No scalable target registered for namespace: {namespace}, resource ID: {resource}, "
            f"dimension: {dimension}",
        )
    resource, _, namespace = target.split("|")
    arn = (
        f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{new_uuid()}:"
        f"resource/{namespace}/{resource}:policyName/{props.get('PolicyName', logical_id)}"
    )
    _policies[arn] = {"target": target, "type": props.get("PolicyType", "StepScaling")}
    return arn, {"Arn": arn, "PolicyName": props.get("PolicyName", logical_id)}


def _update_target(physical_id: str, _old: dict, new: dict, stack: str) -> tuple:
    made = _register("", new, stack)
    if made[0] != physical_id:
        _targets.pop(physical_id, None)
    return made


def _update_policy(physical_id: str, _old: dict, new: dict, stack: str) -> tuple:
    made = _put_policy(new.get("PolicyName", ""), new, stack)
    # Another ARN would be another policy.
    _policies[physical_id] = _policies.pop(made[0])
    return physical_id, {**made[1], "Arn": physical_id}


_HANDLERS = {
    "ScalableTarget": {
        "create": _register,
        "update": _update_target,
        "delete": lambda physical_id, _props: _targets.pop(physical_id, None),
    },
    "ScalingPolicy": {
        "create": _put_policy,
        "update": _update_policy,
        "delete": lambda physical_id, _props: _policies.pop(physical_id, None),
    },
}
for _kind, _steps in _HANDLERS.items():
    _type = f"AWS::ApplicationAutoScaling::{_kind}"
    require(_type not in provisioners._RESOURCE_HANDLERS, f"MiniStack has {_type} of its own")
    provisioners._RESOURCE_HANDLERS[_type] = _steps
