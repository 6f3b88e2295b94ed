"""Public parameters of base images, and launch templates whose image is a parameter: `resolve:ssm:NAME`.

EC2 resolves the parameter when a template or a version of it is made, not only at launch: it must
exist, have the data type aws:ec2:image, and be readable (ssm:GetParameters) by the caller.
MiniStack stores the text unread; and of the public parameters it has Amazon's alone.
https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from ministack.services import ssm
from ministack.services.cloudformation import provisioners

from .guard import require

RESOLVE = "resolve:ssm:"
IMAGE_TYPE = "aws:ec2:image"

require(hasattr(ssm, "_parameters"), "where parameters are kept")
require(hasattr(ssm, "_PUBLIC_AMI_PARAMETERS"), "public parameters of images")

# Debian's cloud team publishes an image in each region.
ssm._PUBLIC_AMI_PARAMETERS["/aws/service/debian/release/13/latest/amd64"] = f"ami-{0xDEB13:017x}"


class UnresolvedImage(Exception):
    """EC2's refusal of an image parameter."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} (Service: AmazonEC2; Error Code: {code})")
        self.code = code
        self.message = message


def parameter_of(image_id: str) -> str | None:
    """Name of the parameter that an image id refers to; None for an id of an image."""
    return image_id.removeprefix(RESOLVE) if image_id.startswith(RESOLVE) else None


def require_resolvable(image_id: str) -> None:
    """Raises UnresolvedImage if the id refers to a parameter that EC2 would not take."""
    name = parameter_of(image_id)
    if name is None:
        return
    # NAME:VERSION and NAME:LABEL are allowed.
    record = ssm._parameters.get(name) or ssm._parameters.get(name.rpartition(":")[0])
    if record is None:
        raise UnresolvedImage("SsmInvalidParameter", f"The parameter {name} does not exist.")
    if record["DataType"] != IMAGE_TYPE:
        raise UnresolvedImage(
            "SsmInvalidParameter",
            f"Unsupported data type {record['DataType']} of parameter {name}; "
            f"supported: {IMAGE_TYPE}.",
        )


def _resolving(provision: Callable) -> Callable:
    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        properties = [a for a in arguments if isinstance(a, dict)][-1]
        require_resolvable(properties.get("LaunchTemplateData", {}).get("ImageId", ""))
        return provision(*arguments, **named)

    return provisioned


_handlers = provisioners._RESOURCE_HANDLERS.get("AWS::EC2::LaunchTemplate", {})
require({"create", "update"} <= _handlers.keys(), "no provisioner of launch templates")
for _step in ("create", "update"):
    _handlers[_step] = _resolving(_handlers[_step])
