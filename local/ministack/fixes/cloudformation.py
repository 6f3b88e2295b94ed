"""CloudFormation: properties that MiniStack drops or stores under another name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from ministack.services import apigateway, dynamodb, s3
from ministack.services.cloudformation import provisioners

from .guard import require
from .settings import settings


def _around(resource_type: str, wrap: Callable[[Callable], Callable]) -> None:
    """Wrap the create and update handlers of a resource type."""
    handlers = provisioners._RESOURCE_HANDLERS.get(resource_type, {})
    require({"create", "update"} <= handlers.keys(), f"no provisioner of {resource_type}")
    for step in ("create", "update"):
        handlers[step] = wrap(handlers[step])


def _properties(arguments: tuple[Any, ...]) -> dict:
    """The new properties, from create(logical_id, props, stack) or update(id, old, new, stack)."""
    dicts = [a for a in arguments if isinstance(a, dict)]
    return dicts[-1]


def _with_time_to_live(provision: Callable) -> Callable:
    """AWS: TimeToLiveSpecification enables expiry. MiniStack leaves it DISABLED."""

    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        table, attributes = provision(*arguments, **named)
        wanted = _properties(arguments).get("TimeToLiveSpecification")
        if wanted:
            dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": wanted})
        return table, attributes

    return provisioned


def _lifecycle_xml(rules: list[dict]) -> bytes:
    root = ElementTree.Element("LifecycleConfiguration", xmlns=s3.S3_NS)
    for rule in rules:
        node = ElementTree.SubElement(root, "Rule")
        _add(node, "ID", rule.get("Id"))
        _add(ElementTree.SubElement(node, "Filter"), "Prefix", rule.get("Prefix", ""))
        _add(node, "Status", rule.get("Status"))
        _nest(node, "Expiration", "Days", rule.get("ExpirationInDays"))
        noncurrent = rule.get("NoncurrentVersionExpiration") or {}
        days = noncurrent.get("NoncurrentDays")
        _nest(node, "NoncurrentVersionExpiration", "NoncurrentDays", days)
        abort = rule.get("AbortIncompleteMultipartUpload") or {}
        days = abort.get("DaysAfterInitiation")
        _nest(node, "AbortIncompleteMultipartUpload", "DaysAfterInitiation", days)
    return ElementTree.tostring(root, encoding="utf-8")


def _add(parent: ElementTree.Element, tag: str, value: object) -> None:
    if value is not None:
        ElementTree.SubElement(parent, tag).text = str(value)


def _nest(parent: ElementTree.Element, tag: str, inner: str, value: object) -> None:
    if value is not None:
        _add(ElementTree.SubElement(parent, tag), inner, value)


def _with_lifecycle(provision: Callable) -> Callable:
    """AWS: LifecycleConfiguration applies to the bucket. MiniStack drops it."""

    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        bucket, attributes = provision(*arguments, **named)
        wanted = _properties(arguments).get("LifecycleConfiguration")
        if wanted:
            s3._put_bucket_lifecycle(bucket, _lifecycle_xml(wanted.get("Rules", [])))
        return bucket, attributes

    return provisioned


def _with_working_endpoint(provision: Callable) -> Callable:
    """AWS: ApiEndpoint is reachable. MiniStack's host name resolves only where *.localhost does.

    CORS is stored in CloudFormation's spelling (AllowOrigins) but read in the API's (allowOrigins), so
    every preflight request would be refused.
    """

    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        api_id, attributes = provision(*arguments, **named)
        api = apigateway._apis[api_id]
        api["apiEndpoint"] = f"{settings.endpoint}/_aws/execute-api/{api_id}/$default"
        cors = api.get("corsConfiguration")
        if cors:
            api["corsConfiguration"] = {k[0].lower() + k[1:]: v for k, v in cors.items()}
        return api_id, {**attributes, "ApiEndpoint": api["apiEndpoint"]}

    return provisioned


_around("AWS::DynamoDB::Table", _with_time_to_live)
_around("AWS::S3::Bucket", _with_lifecycle)
_around("AWS::ApiGatewayV2::Api", _with_working_endpoint)
