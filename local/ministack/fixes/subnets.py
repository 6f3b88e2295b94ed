"""Subnets of a VPC do not share addresses.

AWS: CreateSubnet is refused with InvalidSubnet.Conflict, in a stack too, where a subnet that replaces
another is made before the other is deleted. MiniStack makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .guard import replaces, require

_TYPE = "AWS::EC2::Subnet"


def _conflict(vpc: str, block: str) -> str | None:
    """What EC2 says of addresses that a subnet of the VPC has already."""
    wanted = ip_network(block)
    others = [one["CidrBlock"] for one in ec2._subnets.values() if one["VpcId"] == vpc]
    if any(wanted.overlaps(ip_network(other)) for other in others):
        return f"The CIDR '{block}' conflicts with another subnet"
    return None


@replaces(ec2, "_create_subnet", "p")
def _create_subnet(original: Callable, p: dict) -> tuple:
    vpc, block = ec2._p(p, "VpcId"), ec2._p(p, "CidrBlock")
    refusal = _conflict(vpc, block) if vpc and block else None
    return ec2._error("InvalidSubnet.Conflict", refusal, 400) if refusal else original(p)


@replaces(provisioners, "_ec2_subnet_create", "logical_id props stack_name")
def _provision(original: Callable, logical_id: str, props: dict, stack_name: str) -> tuple:
    refusal = _conflict(props["VpcId"], props["CidrBlock"])
    if refusal:
        raise ValueError(f"{refusal} (Service: Ec2, Error Code: InvalidSubnet.Conflict)")
    return original(logical_id, props, stack_name)


# Both are called by these tables, too.
_handlers = provisioners._RESOURCE_HANDLERS.get(_TYPE, {})
require("create" in _handlers, f"no provisioner of {_TYPE}")
require("CreateSubnet" in ec2._ACTION_MAP, "no action CreateSubnet")
_handlers["create"] = provisioners._ec2_subnet_create
ec2._ACTION_MAP["CreateSubnet"] = ec2._create_subnet
