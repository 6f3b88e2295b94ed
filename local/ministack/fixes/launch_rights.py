"""Permissions required for EC2 launches.

AWS authorizes CreateFleet and RunInstances once per resource involved, plus actions on the caller's
behalf: RunInstances for an instant fleet, CreateTags for tags in the launch call, iam:PassRole for
the instance profile, ssm:GetParameters for `resolve:ssm:`. MiniStack checks once, on "*", which fails
for every policy that names resources.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, iam

from .image_parameters import RESOLVE

LAUNCHES = frozenset({"CreateFleet", "RunInstances"})

Fields = dict[str, list[str]]

_TAG = re.compile(r"TagSpecification\.(\d+)\.Tag\.(\d+)\.Key")


@dataclass(frozen=True)
class Check:
    """One IAM check: may the caller do `action` on `resource`, given `context`?"""

    action: str
    resource: str
    context: dict[str, str] = field(default_factory=dict)


def checks(fields: Fields) -> Iterator[Check]:
    """All checks of one CreateFleet or RunInstances, in AWS's order."""
    action = fields["Action"][0]
    template_id, data = _template(fields)
    templates = [] if template_id is None else [_arn("launch-template", template_id)]
    if action == "CreateFleet":
        yield from (Check("ec2:CreateFleet", arn) for arn in [_arn("fleet", "*"), *templates])
    tags = {kind: _tags(fields, data, kind) for kind in ("instance", "volume")}
    shared = [_arn("network-interface", "*"), *templates, *_network(fields, data)]
    images, parameters = _images(fields, data)
    if _is_spot(fields):
        shared.append(_arn("spot-instances-request", "*"))
    yield from (Check("ec2:RunInstances", arn) for arn in [*shared, *images])
    for kind, tagged in tags.items():
        request_tags = {f"aws:RequestTag/{key}": value for key, value in tagged.items()}
        yield Check("ec2:RunInstances", _arn(kind, "*"), request_tags)
        if tagged:
            context = {**request_tags, "ec2:CreateAction": action}
            yield Check("ec2:CreateTags", _arn(kind, "*"), context)
    yield from (Check("ssm:GetParameters", arn) for arn in parameters)
    yield from _passed_role(data)


def image_checks(fields: Fields) -> Iterator[Check]:
    """All checks of one CreateImage but the one on the instance."""
    for kind in ("image", "snapshot"):
        tags = {f"aws:RequestTag/{key}": value for key, value in _tags(fields, {}, kind).items()}
        arn = f"arn:aws:ec2:{get_region()}::{kind}/*"
        yield Check("ec2:CreateImage", arn, tags)
        if tags:
            yield Check("ec2:CreateTags", arn, {**tags, "ec2:CreateAction": "CreateImage"})


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:ec2:{get_region()}:{get_account_id()}:{kind}/{name}"


def _ending(fields: Fields, ending: str) -> list[str]:
    """All values of a parameter at any depth: `SubnetId` and `…Overrides.2.SubnetId`."""
    return [v[0] for name, v in fields.items() if name == ending or name.endswith(f".{ending}")]


def _template(fields: Fields) -> tuple[str | None, dict]:
    """Id and data of the launch template, if one is named; a missing one is refused later."""
    ids, names = _ending(fields, "LaunchTemplateId"), _ending(fields, "LaunchTemplateName")
    for template in ec2._launch_templates.values():
        if template["LaunchTemplateId"] in ids or template["LaunchTemplateName"] in names:
            return template["LaunchTemplateId"], template["Versions"][-1]["LaunchTemplateData"]
    return ("*" if ids or names else None), {}


def _is_spot(fields: Fields) -> bool:
    kinds = _ending(fields, "DefaultTargetCapacityType") + _ending(fields, "MarketType")
    return "spot" in kinds


def _network(fields: Fields, data: dict) -> list[str]:
    subnets = {_arn("subnet", subnet) for subnet in _ending(fields, "SubnetId")}
    named = [v[0] for name, v in fields.items() if name.startswith("SecurityGroupId.")]
    groups = {_arn("security-group", group) for group in named or data.get("SecurityGroupIds", [])}
    return sorted(subnets | groups)


def _images(fields: Fields, data: dict) -> tuple[list[str], list[str]]:
    """ARNs of the images and of the parameters that hold image ids."""
    images = set(_ending(fields, "ImageId")) or {data.get("ImageId", "*")}
    named = [image.removeprefix(RESOLVE) for image in images if ":" in image]
    direct = [image for image in images if ":" not in image]
    region = get_region()
    parameter = f"arn:aws:ssm:{region}:{get_account_id()}:parameter"
    return (
        [f"arn:aws:ec2:{region}::image/{image}" for image in (direct or ["*"])],
        [f"{parameter}/{name.lstrip('/')}" for name in named],
    )


def _tags(fields: Fields, data: dict, kind: str) -> dict[str, str]:
    found = {
        tag["Key"]: tag["Value"]
        for specification in data.get("TagSpecifications", [])
        if specification.get("ResourceType") == kind
        for tag in specification.get("Tags", [])
    }
    for name, values in fields.items():
        tag = _TAG.fullmatch(name)
        if tag and fields.get(f"TagSpecification.{tag[1]}.ResourceType") == [kind]:
            value = fields.get(name.removesuffix("Key") + "Value", [""])
            found[values[0]] = value[0]
    return found


def _passed_role(data: dict) -> Iterator[Check]:
    profile = data.get("IamInstanceProfile") or {}
    name = profile.get("Name") or profile.get("Arn", "").rsplit("/", 1)[-1]
    record = iam._instance_profiles.get(name) or {}
    for role in record.get("Roles", []):
        arn = role if role.startswith("arn:") else f"arn:aws:iam::{get_account_id()}:role/{role}"
        yield Check("iam:PassRole", arn, {"iam:PassedToService": "ec2.amazonaws.com"})
